import { readFile } from 'node:fs/promises';
import { ConfigError, loadConfig, variables } from '../../app/index.ts';
import type { Config, Variable } from '../../app/index.ts';
import { stackFile } from '../paths.ts';
import { authorizeWith } from '../provision/authorize.ts';
import type { Authorize } from '../provision/authorize.ts';
import { credentialsOf } from '../provision/credentials.ts';
import { withoutAuthServer } from '../provision/reduced-stack.ts';
import { parseStack } from '../provision/stack.ts';
import { noteMade } from '../provision/state-file.ts';
import { workspaceFolder } from '../provision/terraform/workspace.ts';
import type { Fields } from '../provision/value.ts';
import type { Environment } from '../run/environment.ts';
import { sandboxFolder, sandboxStateName } from '../run/sandbox-org.ts';
import { DemoOrg } from './demo-org.ts';
import type { NoteMade } from './demo-org.ts';
import { Door } from './door.ts';
import { OrgApi } from './org.ts';
import { Redactor } from './redact.ts';
import { askingCheck } from './stopwatch.ts';

/** What to check. */
export interface Subject {
  /** Folder of `.env` and `.multidemo/`. */
  cwd: string;
  /** Variables from `.env` and the environment, and those set by the sandbox org. */
  env: Environment;
  /** Variables from the environment only, which take precedence over `.env`. */
  processEnv: Environment;
  /** The stack's variables when the org was configured; undefined if not known here. */
  variables: Fields | undefined;
  /** Who runs the sandbox org of `serve`, if the shop uses it. */
  sandbox: 'serve' | 'doctor' | undefined;
  /** Where this machine reaches that org, whose own address may be a public one. */
  orgHere?: string | undefined;
  /** Problems of the variables, if they are why nothing was started. */
  problems?: readonly string[];
}

/** What checks use. Every request to the org is made once. */
export interface Context extends Subject {
  /** Problems of the configuration, one per line; none if it is complete. */
  problems: readonly string[];
  /** For checks that need `configuration`. */
  config: Config;
  /** For checks that need `credential`. */
  org: OrgApi;
  /** What the org must look like. */
  demo: DemoOrg;
  door: Door;
  /** Aborts when the run is canceled. */
  signal: AbortSignal;
  redactor: Redactor;
  /** Milliseconds since the epoch. */
  now: () => number;
}

export interface ContextOptions {
  signal: AbortSignal;
  /** Milliseconds for one request. */
  timeout: number;
  now?: () => number;
  /** Called when requests wait for the org's rate limit. */
  onWait?: (milliseconds: number) => void;
}

/** Reads the configuration and creates the clients; sends no requests yet. */
export async function createContext(subject: Subject, options: ContextOptions): Promise<Context> {
  const redactor = new Redactor();
  for (const [name, { secret }] of Object.entries<Variable>(variables))
    if (secret === true) redactor.add(subject.env[name]);
  for (const [name, value] of Object.entries(subject.variables ?? {}))
    if (name.endsWith('_secret') && typeof value === 'string') redactor.add(value);
  const door = new Door(
    options.signal,
    (line) => askingCheck.get()?.requests.push(redactor.text(line)),
    options.timeout,
  );
  if (options.onWait) door.onWait = options.onWait;
  const base = { ...subject, door, redactor, signal: options.signal, now: options.now ?? Date.now };
  // Checks that need the configuration do not run without one, so these are never used.
  const absent = undefined as never;
  const without = { ...base, config: absent, org: absent, demo: absent };
  if (subject.problems) return { ...without, problems: subject.problems };
  try {
    const config = loadConfig(subject.env);
    const org = new OrgApi(config.okta.baseUrl, authorization(config, door), door);
    const json = await readFile(stackFile(), 'utf8');
    const stack = parseStack(config.okta.issuer === config.okta.baseUrl ? withoutAuthServer(json) : json);
    const { folder, orgUrl } = stateOf(subject, config.okta.baseUrl);
    const note: NoteMade = (address, made) => noteMade(folder, orgUrl, address, made);
    const demo = new DemoOrg(stack, config, org, subject.variables, note);
    return { ...base, problems: [], config, org, demo };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return { ...without, problems: error.problems };
  }
}

/** Where records of created resources are kept, as for `serve` and `init`. */
const stateOf = ({ cwd, sandbox }: Subject, orgUrl: string) =>
  sandbox === undefined
    ? { folder: workspaceFolder(cwd, orgUrl), orgUrl }
    : { folder: sandboxFolder(cwd), orgUrl: sandboxStateName };

function authorization({ okta }: Config, door: Door): Authorize {
  if (okta.management)
    return authorizeWith(credentialsOf(okta.management), okta.baseUrl, (url, init) => door.fetch(url, init));
  return () => Promise.reject(new Error('No credential for the Management API is set.'));
}
