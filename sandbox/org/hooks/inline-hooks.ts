import type { OrgContext } from '../kernel/context.ts';
import { invalid } from '../kernel/errors.ts';
import { Shelf } from '../kernel/shelf.ts';
import type { InlineHook, InlineHookType } from './model.ts';

/** Services that the org calls in the middle of a flow. */
export class InlineHooks extends Shelf<InlineHook> {
  constructor(context: OrgContext) {
    super(context, 'inlineHooks', 'inlineHook', 'InlineHook');
  }

  /** The active hook that something names. */
  active(id: string | undefined): InlineHook | undefined {
    const hook = id === undefined ? undefined : this.get(id);
    return hook?.status === 'ACTIVE' ? hook : undefined;
  }

  /** The active hook of a type of which an org has at most one. */
  activeOfType(type: InlineHookType): InlineHook | undefined {
    return this.all().find((hook) => hook.type === type && hook.status === 'ACTIVE');
  }

  /** @throws OktaError 400 when there is no such hook, or one of another type, which would never be called */
  requireOfType(id: string, type: InlineHookType): void {
    if (this.get(id)?.type === type) return;
    throw invalid('inlineHook', [`inlineHook: ${id} is not an inline hook of the type ${type}.`]);
  }
}
