import type { Sandbox } from '../../sandbox/index.ts';
import type { Environment } from './environment.ts';
import { partnersOf } from './partners.ts';
import { provisionSandbox, sandboxFolder } from './sandbox-org.ts';
import { keptSecret } from './secrets.ts';

/** What the sandbox org decides in the shop's configuration, exactly as `.env` would say it for another org. */
export async function settingsOfOrg(sandbox: Sandbox, env: Environment, cwd: string): Promise<Environment> {
  const folder = sandboxFolder(cwd);
  const appUrl = env.APP_URL ?? '';
  const secret = env.OKTA_EVENT_HOOK_SECRET ?? (await keptSecret(`${folder}/event-hook-secret`));
  const decided = await provisionSandbox(sandbox, folder, {
    ...(await partnersOf(sandbox)),
    app_url: appUrl,
    audience: env.OKTA_AUDIENCE ?? appUrl,
    event_hook_secret: secret,
  });
  return { ...decided, OKTA_API_KEY: sandbox.apiToken };
}
