import { requireBoundTokens } from '../provision/oauth-client.ts';
import type { ManagementApi } from '../provision/management-api.ts';
import type { Work } from './engine.ts';
import { type Memory, writeMemory } from './memory.ts';

/** Has the app require tokens that are bound to a key if that was chosen; takes it back if only we had set it. */
export async function bindTokens(
  { api, folder, variables }: Work,
  memory: Memory,
  { okta_client_id: appId = '' }: Record<string, string>,
): Promise<void> {
  if (variables.dpop !== true) await unbindTokens(api, memory);
  else if (await requireBoundTokens(api, appId, true)) memory.bound = appId;
  await writeMemory(folder, memory);
}

/** Undoes `bindTokens`. It is not an error if the app no longer exists. */
export async function unbindTokens(api: ManagementApi, memory: Memory): Promise<void> {
  if (memory.bound === undefined) return;
  await requireBoundTokens(api, memory.bound, false);
  delete memory.bound;
}
