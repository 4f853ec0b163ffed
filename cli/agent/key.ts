import { z } from 'zod';
import { newAgentKey, publicAgentKey } from '../../shared/agent-key.ts';
import type { ManagementApi } from '../provision/management-api.ts';
import { agentsPath, dataOf } from './setup.ts';

const publishedKey = z.object({ kid: z.string(), status: z.string() });

/** Whether the org accepts what that private key signs as the agent's. */
export async function hasKey(
  api: Pick<ManagementApi, 'read'>,
  agentId: string,
  privateKey: string,
): Promise<boolean> {
  const own = await publicAgentKey(privateKey).catch(() => undefined);
  const published = await dataOf(api, `${agentsPath}/${agentId}/credentials/jwks`, publishedKey);
  return own !== undefined && published.some(({ kid, status }) => kid === own.kid && status === 'ACTIVE');
}

/** Gives the agent a key, unless the org already has the public half of the known key. @returns the private key, PEM */
export async function ensureKey(
  api: ManagementApi,
  agentId: string,
  known: string | undefined,
): Promise<string> {
  if (known !== undefined && (await hasKey(api, agentId, known))) return known;
  const made = await newAgentKey();
  await api.post(`${agentsPath}/${agentId}/credentials/jwks`, await publicAgentKey(made));
  return made;
}
