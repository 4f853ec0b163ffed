import { isAbsolute, join } from 'node:path';
import { readEnvFile } from '../env-file.ts';
import type { Io } from '../io.ts';
import { keptSecret } from './secrets.ts';
import { locateTheme } from './theme-reference.ts';

export type Environment = Record<string, string | undefined>;

/** What `.env` says, under what the environment of the process says. An empty variable counts as absent. */
export const readEnvironment = async ({ env, cwd }: Io): Promise<Environment> => ({
  ...said(await readEnvFile(cwd)),
  ...said(env),
});

/** Without variables that say nothing. */
export const said = (env: Readonly<Environment>): Environment =>
  Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));

/** True when an org is configured, be it in part: then mistakes are told, and no sandbox stands in. */
export const hasOrg = (env: Environment): boolean =>
  [env.OKTA_BASE_URL, env.OKTA_ISSUER, env.OKTA_CLIENT_ID].some(
    (value) => value !== undefined && value !== '',
  );

/** Fills in what the app needs on this machine; files are looked for from the working folder. */
export async function completeEnvironment(env: Environment, cwd: string): Promise<Environment> {
  const file = env.DB_PATH ?? join('.multidemo', 'app.db');
  const theme = env.THEME;
  return {
    ...env,
    SECRET_KEY: env.SECRET_KEY ?? (await keptSecret(join(cwd, '.multidemo', 'secret-key'))),
    DB_PATH: isAbsolute(file) ? file : join(cwd, file),
    ...(theme !== undefined && theme !== '' && { THEME: locateTheme(theme, cwd) }),
  };
}

const isLocal = (url: URL) => ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);

/** The port to listen on: the flag, else PORT, else that of a local APP_URL, else 5000. */
export function wantedPort(flag: number | undefined, { PORT, APP_URL }: Environment): number {
  if (flag !== undefined) return flag;
  if (PORT !== undefined && /^\d+$/.test(PORT)) return Number(PORT);
  const url = APP_URL !== undefined && URL.canParse(APP_URL) ? new URL(APP_URL) : undefined;
  return url && isLocal(url) ? Number(url.port || 80) : 5000;
}

/** Where people reach the shop that listens on `port`: a public APP_URL stays, a local one follows the port. */
export function shopUrl({ APP_URL }: Environment, port: number): string {
  if (APP_URL === undefined || !URL.canParse(APP_URL)) return `http://localhost:${port}`;
  const url = new URL(APP_URL);
  if (isLocal(url)) url.port = String(port);
  return url.origin;
}
