import type { Config } from '../../app/index.ts';
import type { Subject } from '../doctor/context.ts';
import { findRunning } from '../doctor/subject.ts';
import { UserError } from '../errors.ts';
import type { Io } from '../io.ts';
import { authorizeWith } from '../provision/authorize.ts';
import type { Authorize } from '../provision/authorize.ts';
import { credentialsOf } from '../provision/credentials.ts';
import { readEnvironment, wrongSettings } from './environment.ts';

/** The org that this folder is configured for, or the sandbox org that `serve` runs here. */
export interface ConfiguredOrg {
  config: Config;
  /** The same, as the doctor examines it. */
  subject: Subject;
  isSandbox: boolean;
  /** Where this machine reaches the org's APIs: a sandbox org may have a public address that leads elsewhere first. */
  reachedAt: string;
  /** Authorizes requests to the Management API. @throws UserError if there is no credential for it */
  authorize: Authorize;
}

/** @throws UserError if no org is configured and `serve` is not running here, or the configuration is invalid */
export async function requireConfiguredOrg(io: Io): Promise<ConfiguredOrg> {
  const found = await findConfiguredOrg(io);
  if (found) return found;
  throw new UserError(
    'No org is configured, and serve is not running in this folder.',
    ['Start it with multidemo serve, or configure an org with multidemo init.'],
    { code: 'configuration' },
  );
}

/** Undefined if no org is configured and `serve` is not running here. */
export async function findConfiguredOrg(io: Io): Promise<ConfiguredOrg | undefined> {
  await readEnvironment(io); // the doctor reports an .env that cannot be read, others stop
  const found = await findRunning(io);
  if (!found) return undefined;
  const { subject } = found;
  const { ConfigError, loadConfig } = await import('../../app/index.ts');
  if (subject.problems) throw wrongSettings(subject.problems);
  try {
    const config = loadConfig(subject.env);
    const { management, baseUrl } = config.okta;
    const authorize = management ? authorizeWith(credentialsOf(management), baseUrl) : noCredential;
    const reachedAt = subject.orgHere ?? baseUrl;
    return { config, subject, isSandbox: subject.sandbox !== undefined, reachedAt, authorize };
  } catch (error) {
    throw error instanceof ConfigError ? wrongSettings(error.problems) : error;
  }
}

export const noCredential: Authorize = () =>
  Promise.reject(
    new UserError(
      'No credential for the Management API is set.',
      ['Set OKTA_API_KEY, or OKTA_API_CLIENT_ID and OKTA_API_PRIVATE_KEY, in .env.'],
      { code: 'configuration' },
    ),
  );
