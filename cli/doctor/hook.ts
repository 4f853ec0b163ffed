import type { Fields } from '../provision/value.ts';
import type { Context } from './context.ts';

/** The event hook in FF_EVENTS_HOOK_ID, else the one with the stack's name. */
export async function findHook({ config, demo, org }: Context): Promise<Fields | undefined> {
  const { name } = await demo.attributes('okta_event_hook.events');
  const hooks = await org.list('/api/v1/eventHooks');
  return (
    hooks.find(({ id }) => id === config.features.eventHookId) ?? hooks.find((hook) => hook.name === name)
  );
}
