import type { Theme } from '../../app/index.ts';
import type { Sandbox } from '../../sandbox/index.ts';
import type { Subject } from '../doctor/context.ts';
import type { Io } from '../io.ts';
import { createOutput } from '../terminal/output.ts';
import { completeEnvironment } from './environment.ts';
import type { Environment } from './environment.ts';
import { verifyEventHook } from './event-hook.ts';
import { sandboxVariables, settingsOfOrg } from './settings.ts';
import type { ShopOptions, ShopServer } from './shop.ts';
import type { SideApps } from './side-apps.ts';

/** The parts of a demo, each already reachable at its address. */
export interface Parts {
  /** Folder with the demo's `.multidemo/`. */
  readonly cwd: string;
  readonly shop: ShopServer;
  readonly beside: SideApps;
  readonly sandbox: Sandbox;
  /** Where they are, and what the user has set. */
  readonly settings: Environment;
  readonly options: ShopOptions;
}

export interface Composed {
  readonly env: Environment;
  readonly theme: Theme;
  readonly subject: Subject;
}

/** Makes one demo of its parts, as `serve` does: the org gets the demo's content, and the shop the settings for that org. */
export async function compose(
  { cwd, shop, beside, sandbox, settings, options }: Parts,
  io: Io,
): Promise<Composed> {
  const decided = await settingsOfOrg(sandbox, settings, cwd);
  const env = await completeEnvironment({ ...settings, ...decided }, cwd);
  const theme = await shop.open(env, cwd, options);
  const { ledger } = options;
  await beside.open(env, theme, { ...(ledger && { ledger }) });
  await verifyEventHook(env, createOutput(io), io.signal);
  const variables = await sandboxVariables(sandbox, settings, cwd);
  return {
    env,
    theme,
    subject: { cwd, env, processEnv: {}, variables, sandbox: 'serve', orgHere: sandbox.localUrl },
  };
}
