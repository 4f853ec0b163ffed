import type { OktaClient } from './client.ts';

export interface EventHook {
  id: string;
  name: string;
  status: string;
  /** VERIFIED if the address has returned Okta's challenge. */
  verification: string;
  uri: string;
  events: string[];
}

export async function listEventHooks(client: OktaClient): Promise<EventHook[]> {
  const hooks: EventHook[] = [];
  const found = await client.eventHookApi.listEventHooks();
  await found.each(({ id = '', name, status = '', verificationStatus = '', channel, events }) => {
    hooks.push({
      id,
      name,
      status: status,
      verification: verificationStatus,
      uri: channel.config.uri,
      events: events.items,
    });
  });
  return hooks;
}
