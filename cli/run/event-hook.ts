import type { Sandbox } from '../../sandbox/index.ts';
import { ManagementApi } from '../provision/management-api.ts';
import type { Output } from '../terminal/output.ts';
import type { Environment } from './environment.ts';

/** Okta sends events only to an address that has answered its challenge, so the shop has to be up for it. */
export async function verifyEventHook(
  { url, apiToken }: Pick<Sandbox, 'url' | 'apiToken'>,
  env: Environment,
  output: Output,
): Promise<void> {
  const id = env.FF_EVENTS_HOOK_ID;
  if (!id) return;
  try {
    await new ManagementApi(url, apiToken).post(`/api/v1/eventHooks/${id}/lifecycle/verify`);
  } catch (error) {
    output.note(`The event hook could not be verified, so no events will come: ${String(error)}`);
  }
}
