import { authorizeWith } from '../provision/authorize.ts';
import { credentialsOf } from '../provision/credentials.ts';
import { ManagementApi } from '../provision/management-api.ts';
import type { Output } from '../terminal/output.ts';
import type { Environment } from './environment.ts';

/**
 * Okta sends events only to a verified address, so the shop has to be up to respond to the challenge. A
 * verified hook is left alone.
 */
export async function verifyEventHook(env: Environment, output: Output, signal: AbortSignal): Promise<void> {
  const { loadConfig } = await import('../../app/index.ts');
  const { okta, features } = loadConfig(env);
  const { eventHookId: id, events } = features;
  if (!events || id === undefined || okta.management === undefined) return;
  try {
    const api = new ManagementApi(okta.baseUrl, authorizeWith(credentialsOf(okta.management), okta.baseUrl), {
      signal,
    });
    const hook = await api.read(`/api/v1/eventHooks/${id}`);
    if (hook?.verificationStatus === 'VERIFIED') return;
    await api.post(`/api/v1/eventHooks/${id}/lifecycle/verify`);
  } catch (error) {
    if (signal.aborted) return;
    const said = error instanceof Error ? error.message : String(error);
    output.note(`The event hook could not be verified, so no events will arrive: ${said}`);
  }
}
