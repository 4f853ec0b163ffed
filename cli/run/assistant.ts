import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import type { Sandbox } from '../../sandbox/index.ts';
import { replaceFile } from '../../shared/files.js';
import { type AssistantPlan, ensureAssistant } from '../agent/assistant.ts';
import { findAgent, renameAgent } from '../agent/setup.ts';
import { usualName } from '../init/names.ts';
import { ManagementApi } from '../provision/management-api.ts';
import { demoPeople, ensurePhone } from '../provision/people.ts';
import type { Environment } from './environment.ts';
import { isOn } from './environment.ts';
import { sandboxFolder } from './sandbox-org.ts';

type Org = Pick<Sandbox, 'localUrl' | 'apiToken'>;

const remembered = z.object({
  plan: z.object({
    name: z.string(),
    assistantUrl: z.string(),
    appUrl: z.string(),
    issuer: z.string(),
    audience: z.string().optional(),
    webApp: z.string(),
  }),
  env: z.record(z.string(), z.string().optional()),
});
/** Has client secrets and the agent's key, so only its owner can read it. */
const fileIn = (cwd: string): string => join(sandboxFolder(cwd), 'assistant.json');

/**
 * The assistant's settings, made in the sandbox org when they are not there yet. Where the assistant does not run, those of
 * its last run; off until its first one, which decides its address.
 */
export async function assistantSettings(
  { localUrl, apiToken }: Org,
  env: Environment,
  cwd: string,
): Promise<Environment> {
  if (env.FF_ASSISTANT !== undefined && !isOn(env.FF_ASSISTANT)) return {};
  const before = await readFile(fileIn(cwd), 'utf8')
    .then((text) => remembered.safeParse(JSON.parse(text)).data)
    .catch(() => undefined);
  const assistantUrl = env.ASSISTANT_URL ?? before?.plan.assistantUrl;
  if (assistantUrl === undefined) return { FF_ASSISTANT: 'false' };
  const plan: AssistantPlan = {
    ...{ name: usualName, assistantUrl },
    ...{ appUrl: env.APP_URL ?? '', issuer: env.OKTA_ISSUER ?? '', webApp: env.OKTA_CLIENT_ID ?? '' },
    audience: env.OKTA_AUDIENCE ?? env.APP_URL ?? '',
  };
  const api = new ManagementApi(localUrl, apiToken);
  const url = { ASSISTANT_URL: assistantUrl };
  if (before !== undefined && isDeepStrictEqual(before.plan, plan)) {
    const app = await api.read(`/api/v1/apps/${before.env['OKTA_ASSISTANT_CLIENT_ID'] ?? ''}`);
    if (app) return { ...before.env, ...url };
  }
  const made = await ensureAssistant(api, plan, before?.env ?? {});
  // Orders above the limit are approved on a phone.
  await Promise.all(demoPeople.map(({ login }) => ensurePhone(api, login)));
  await replaceFile(fileIn(cwd), JSON.stringify({ plan, env: made }), { mode: 0o600 });
  return { ...made, ...url };
}

/** Calls the agent like the shop. */
export async function dressAssistant(
  { localUrl, apiToken }: Org,
  { OKTA_ASSISTANT_CLIENT_ID: clientId }: Environment,
  shopName: string,
): Promise<void> {
  if (clientId === undefined) return;
  const api = new ManagementApi(localUrl, apiToken);
  const agent = await findAgent(api, { name: '', clientId });
  if (agent) await renameAgent(api, agent.agentId, `${shopName} assistant`);
}
