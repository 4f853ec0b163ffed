import type { Config } from '../../app/index.ts';
import type { Context, Subject } from '../doctor/context.ts';
import { createContext } from '../doctor/context.ts';
import { findRunning } from '../doctor/subject.ts';
import { UserError } from '../errors.ts';
import type { Io } from '../io.ts';
import { authorizeWith } from '../provision/authorize.ts';
import { credentialsOf } from '../provision/credentials.ts';
import { ManagementApi } from '../provision/management-api.ts';
import { isLoopback } from '../run/loopback.ts';
import { responds } from '../run/responds.ts';
import { castOf } from './cast.ts';
import type { Cast } from './cast.ts';
import { Control } from './control.ts';
import { startOwnDemo } from './own-demo.ts';

/** Where a script is played: a shop that answers, and its org. */
export interface Ground {
  /** For the commands that a script runs. */
  readonly io: Io;
  readonly config: Config;
  readonly context: Context;
  readonly api: ManagementApi;
  readonly cast: Cast;
  /** Undefined for an org in the cloud. */
  readonly control: Control | undefined;
  readonly signal: AbortSignal;
}

/** The shop and org, in the form that the doctor takes. @throws UserError if they are not configured */
export async function groundOf(subject: Subject, io: Io): Promise<Ground> {
  const context = await createContext(subject, { signal: io.signal, timeout: 15_000 });
  if (context.problems.length > 0)
    throw new UserError('The configuration is invalid:', context.problems, { code: 'configuration' });
  const { config } = context;
  const { baseUrl, management } = config.okta;
  // A sandbox org has a public address in a codespace, behind --base-url and in a room.
  const here = subject.orgHere ?? (isLoopback(baseUrl) ? baseUrl : undefined);
  if (!management)
    throw new UserError(
      'No credential is set for the Management API, which break and fix need.',
      'Set OKTA_API_KEY, or OKTA_API_CLIENT_ID and OKTA_API_PRIVATE_KEY, in .env.',
      { code: 'configuration' },
    );
  const authorize = authorizeWith(credentialsOf(management), baseUrl);
  return {
    io,
    config,
    context,
    api: new ManagementApi(here ?? baseUrl, authorize, { signal: io.signal }),
    cast: await castOf(subject.cwd, baseUrl, io),
    control: here === undefined ? undefined : new Control(here),
    signal: io.signal,
  };
}

export interface OpenGround {
  ground: Ground;
  /** What was found or started, for the user. */
  note: string;
  close(): Promise<void>;
}

/**
 * The demo of this folder, if it is running; otherwise a separate one in memory, which is discarded afterwards.
 * @throws UserError if an org is configured whose shop does not run
 */
export async function openGround(io: Io): Promise<OpenGround> {
  const found = await findRunning(io);
  if (!found) {
    const own = await startOwnDemo(io);
    return { ...own, ground: await groundOf(own.subject, own.io) };
  }
  const ground = await groundOf(found.subject, io);
  const { appUrl, okta } = ground.config;
  if (!(await responds(`${appUrl}/status`)))
    throw new UserError(
      `The shop at ${appUrl} is not responding, and rehearsing needs its pages.`,
      'Start it with multidemo serve, and run the command again.',
      { code: 'configuration' },
    );
  return {
    ground,
    note: `Playing at ${appUrl}, with the org ${okta.baseUrl}.`,
    close: () => Promise.resolve(),
  };
}
