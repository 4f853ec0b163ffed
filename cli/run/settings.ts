import type { Sandbox } from '../../sandbox/index.ts';
import type { Fields } from '../provision/value.ts';
import { assistantSettings } from './assistant.ts';
import { isOn } from './environment.ts';
import type { Environment } from './environment.ts';
import { partnersOf } from './partners.ts';
import { dressedVariables, provisionSandbox, sandboxFolder } from './sandbox-org.ts';
import { keptSecret } from './secrets.ts';

/** The demo org's variables in the sandbox org of this folder. */
export async function sandboxVariables(sandbox: Sandbox, env: Environment, cwd: string): Promise<Fields> {
  const appUrl = env.APP_URL ?? '';
  const folder = sandboxFolder(cwd);
  const secret = env.OKTA_EVENT_HOOK_SECRET ?? (await keptSecret(`${folder}/event-hook-secret`));
  const tokenHook = isOn(env.FF_TOKEN_HOOK);
  return {
    ...(await dressedVariables(folder)),
    ...(await partnersOf(sandbox)),
    app_url: appUrl,
    audience: env.OKTA_AUDIENCE ?? appUrl,
    event_hook_secret: secret,
    par: isOn(env.OKTA_PAR),
    dpop: isOn(env.OKTA_DPOP),
    sample_app_url: env.SAMPLE_APP_URL ?? '',
    fulfilment: env.FF_FULFILMENT === undefined || isOn(env.FF_FULFILMENT),
    assistant: env.FF_ASSISTANT === undefined || isOn(env.FF_ASSISTANT),
    token_hook: tokenHook,
    ...(tokenHook && {
      token_hook_secret: env.OKTA_TOKEN_HOOK_SECRET ?? (await keptSecret(`${folder}/token-hook-secret`)),
    }),
  };
}

/** The settings of the shop that depend on the sandbox org, exactly as in `.env` for another org. */
export async function settingsOfOrg(sandbox: Sandbox, env: Environment, cwd: string): Promise<Environment> {
  const variables = await sandboxVariables(sandbox, env, cwd);
  const decided = await provisionSandbox(sandbox, sandboxFolder(cwd), variables);
  const { OKTA_CLIENT_ID: clientId } = decided;
  if (clientId !== undefined)
    sandbox.setUniversalLogout(clientId, `${env.APP_URL ?? ''}/api/global-token-revocation`);
  const assistant = await assistantSettings(sandbox, { ...env, ...decided }, cwd);
  return { ...decided, ...assistant, OKTA_API_KEY: sandbox.apiToken };
}
