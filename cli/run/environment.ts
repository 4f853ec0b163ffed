import { join } from 'node:path';
import { readEnvFile } from '../env-file.ts';
import { UserError } from '../errors.ts';
import type { Io } from '../io.ts';
import { pathFrom } from '../read-text.ts';
import type { Addresses } from './addresses.ts';
import { isLoopback } from './loopback.ts';
import { keptSecret } from './secrets.ts';
import { locateTheme } from './theme-reference.ts';

export type Environment = Record<string, string | undefined>;

/** The variables of `.env`, overridden by the environment. An empty variable is treated as absent. */
export const readEnvironment = async ({ env, cwd }: Io): Promise<Environment> => ({
  ...said(await readEnvFile(cwd)),
  ...said(env),
});

/** Without empty variables. */
export const said = (env: Readonly<Environment>): Environment =>
  Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));

/** Whether a switch such as FF_DEVELOPER is on. */
export const isOn = (value = ''): boolean => /^(true|1|yes|on)$/i.test(value.trim());

/** How long the shop continues to respond after SIGTERM; checked with the other settings. */
export const drainSeconds = ({ DRAIN_SECONDS = '0' }: Environment): number => Number(DRAIN_SECONDS);

/**
 * True if an org is configured, even partly: then problems are reported, and the sandbox is not used instead.
 */
export const hasOrg = (env: Environment): boolean =>
  [env.OKTA_BASE_URL, env.OKTA_ISSUER, env.OKTA_CLIENT_ID].some(
    (value) => value !== undefined && value !== '',
  );

/** Adds what the app needs on this machine; file paths are relative to the working folder. */
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

/** A port, and what requested it; undefined if it is the default. */
export interface WantedPort {
  port: number;
  askedBy: string | undefined;
}

/** The port to listen on: the option, else PORT, else the port of a local APP_URL, else 5000. */
export function wantedPort(flag: number | undefined, { PORT, APP_URL }: Environment): WantedPort {
  if (flag !== undefined) return { port: flag, askedBy: '--port' };
  if (PORT !== undefined && /^\d+$/.test(PORT)) return { port: Number(PORT), askedBy: 'PORT' };
  const url = localUrl(APP_URL);
  return url ? { port: Number(url.port || 80), askedBy: 'APP_URL' } : { port: 5000, askedBy: undefined };
}

/**
 * The address of the shop that listens on `port`. A public APP_URL is kept, and so is one set together with
 * PORT, since that indicates a proxy. Any other local one follows the port.
 */
export function shopUrl(
  { APP_URL, PORT }: Environment,
  port: number,
  { addresses, flag }: { addresses: Addresses; flag?: number | undefined },
): string {
  if (APP_URL === undefined) return addresses.of(port);
  if (!URL.canParse(APP_URL)) return APP_URL;
  const url = new URL(APP_URL);
  if (isLoopback(APP_URL) && (PORT === undefined || flag !== undefined)) url.port = String(port);
  return url.pathname === '/' ? url.origin : APP_URL;
}

/**
 * Checks the variables of `.env` and the environment, regardless of what the sandbox org sets later.
 * @throws UserError naming all invalid variables, and with an org the missing ones
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
      ? 'The configuration is incomplete:'
      : 'The configuration is invalid:',
    [...problems, 'Fix .env (.env.example explains each variable), or remove it to use the sandbox org.'],
    { code: 'configuration' },
  );
