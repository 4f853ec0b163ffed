import { join } from 'node:path';
import { readEnvFile } from '../env-file.ts';
import { UserError } from '../errors.ts';
import type { Io } from '../io.ts';
import { pathFrom } from '../read-text.ts';
import { isLoopback } from './loopback.ts';
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
    DB_PATH: file === ':memory:' ? file : pathFrom(cwd, file),
    ...(theme !== undefined && theme !== '' && { THEME: locateTheme(theme, cwd) }),
  };
}

const localUrl = (text: string | undefined): URL | undefined =>
  text !== undefined && URL.canParse(text) && isLoopback(text) ? new URL(text) : undefined;

/** A port, and what asked for it; nothing did when it is only the default. */
export interface WantedPort {
  port: number;
  askedBy: string | undefined;
}

/** The port to listen on: the flag, else PORT, else that of a local APP_URL, else 5000. */
export function wantedPort(flag: number | undefined, { PORT, APP_URL }: Environment): WantedPort {
  if (flag !== undefined) return { port: flag, askedBy: '--port' };
  if (PORT !== undefined && /^\d+$/.test(PORT)) return { port: Number(PORT), askedBy: 'PORT' };
  const url = localUrl(APP_URL);
  return url ? { port: Number(url.port || 80), askedBy: 'APP_URL' } : { port: 5000, askedBy: undefined };
}

/**
 * Where people reach the shop that listens on `port`. A public APP_URL stays, and so does one beside PORT: the two
 * together say that something stands between. Any other local one follows the port.
 */
export function shopUrl({ APP_URL, PORT }: Environment, port: number, flag?: number): string {
  if (APP_URL === undefined) return `http://localhost:${port}`;
  if (!URL.canParse(APP_URL)) return APP_URL;
  const url = new URL(APP_URL);
  if (isLoopback(APP_URL) && (PORT === undefined || flag !== undefined)) url.port = String(port);
  return url.pathname === '/' ? url.origin : APP_URL;
}

/**
 * What `.env` and the environment say may be wrong in itself, whatever the sandbox org decides later.
 * @throws UserError naming every such variable, and with an org those that are missing
 */
export async function refuseWrongSettings(env: Environment): Promise<void> {
  const { ConfigError, loadConfig, problemsOfGiven } = await import('../../app/index.ts');
  if (!hasOrg(env)) {
    const problems = problemsOfGiven(env);
    if (problems.length > 0) throw wrongSettings(problems);
    return;
  }
  try {
    loadConfig({ SECRET_KEY: 'made when it is not given', ...env });
  } catch (error) {
    throw error instanceof ConfigError ? wrongSettings(error.problems) : error;
  }
}

export const wrongSettings = (problems: readonly string[]): UserError =>
  new UserError(
    problems.some((problem) => problem.includes('is missing'))
      ? 'The configuration is not complete:'
      : 'The configuration cannot be used:',
    [...problems, 'Fix .env (.env.example explains each variable), or remove it to use the sandbox org.'],
    { code: 'configuration' },
  );
