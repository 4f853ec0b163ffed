import type { OrgContext } from './context.ts';
import type { EventHook } from './model-hooks.ts';
import type { LogEvent } from './model.ts';
import { Shelf } from './shelf.ts';

/** Addresses that are told of events. */
export class EventHooks extends Shelf<EventHook> {
  constructor(context: OrgContext) {
    super(context, 'eventHooks', 'eventHook', 'EventHook');
  }

  /** The hooks that hear of such an event: active, verified, subscribed. */
  listeningTo(event: LogEvent): EventHook[] {
    return this.all().filter(
      (hook) =>
        hook.status === 'ACTIVE' &&
        hook.verificationStatus === 'VERIFIED' &&
        hook.events.includes(event.eventType),
    );
  }
}
