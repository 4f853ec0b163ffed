import { clientSecretOf } from '../provision/kinds/app-oauth.ts';
import { presentInOrg } from '../provision/direct-plan.ts';
import type { ManagementApi } from '../provision/management-api.ts';
import { kindOf } from '../provision/org-view.ts';
import type { Stack } from '../provision/stack.ts';
import type { TerraformEngine } from '../provision/terraform/engine.ts';
import type { Work } from './engine.ts';
import { writeMemory } from './memory.ts';
import type { Memory } from './memory.ts';

/**
 * Terraform would overwrite a resource that it adopts. It only keeps it in its state, and what the demo needs is
 * added here, through the Management API. What that will be is recorded before each change, to take it back later.
 */
export async function addToAdopted(
  engine: TerraformEngine,
  stack: Stack,
  { api, variables, named, folder }: Work,
  memory: Memory,
): Promise<void> {
  if (memory.adopted.length === 0) return;
  let hasAdded = false;
  const present = await presentInOrg(stack, variables, { api, named });
  for (const address of memory.adopted) {
    const found = present.get(address);
    if (!found || found.missing.length === 0) continue;
    const type = address.split('.')[0] ?? '';
    const { id, attributes, missing } = found;
    const before = memory.added[address]?.fields ?? [];
    memory.added[address] = { type, id, attributes, fields: [...before, ...missing] };
    await writeMemory(folder, memory);
    await kindOf(type).add(api, attributes, { id, exports: {}, current: false, missing });
    hasAdded = true;
  }
  if (hasAdded) await engine.refresh();
}

/** Undoes `addToAdopted`. */
export async function takeBackFromAdopted(api: ManagementApi, { added }: Memory): Promise<void> {
  for (const { type, id, attributes, fields } of Object.values(added))
    await kindOf(type).takeBack(api, attributes, id, fields);
}

/** The outputs, with the client secrets of adopted apps, which Terraform cannot read. */
export async function withSecrets(
  outputs: Record<string, string>,
  api: ManagementApi,
): Promise<Record<string, string>> {
  const whole = { ...outputs };
  for (const [id, secret] of [
    ['okta_client_id', 'okta_client_secret'],
    ['okta_service_client_id', 'okta_service_client_secret'],
  ] as const) {
    if (!outputs[id] || outputs[secret]) continue;
    const known = await clientSecretOf(api, outputs[id]);
    if (known !== undefined) whole[secret] = known;
  }
  return whole;
}
