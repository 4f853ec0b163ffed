import type { OrgContext } from '../kernel/context.ts';
import { passes } from './event-filters.ts';
import type { EventHook } from './model.ts';
import type { LogEvent } from '../kernel/model.ts';
import { Shelf } from '../kernel/shelf.ts';

/** Addresses that receive events. */
export class EventHooks extends Shelf<EventHook> {
  constructor(context: OrgContext) {
    super(context, 'eventHooks', 'eventHook', 'EventHook');
  }

  /** The hooks that get this event: active, verified, subscribed, and with filters that it passes. */
  listeningTo(event: LogEvent): EventHook[] {
    return this.all().filter(
      (hook) =>
        hook.status === 'ACTIVE' &&
        hook.verificationStatus === 'VERIFIED' &&
        hook.events.includes(event.eventType) &&
        passes(hook.filter?.eventFilterMap ?? [], event, this.context.clock()),
    );
  }
}
