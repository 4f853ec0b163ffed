import { readFile } from 'node:fs/promises';
import { ConfigError, loadConfig, variables } from '../../app/index.ts';
import type { Config, Variable } from '../../app/index.ts';
import { stackFile } from '../paths.ts';
import { authorizeWith } from '../provision/authorize.ts';
import type { Authorize } from '../provision/authorize.ts';
import { credentialsOf } from '../provision/credentials.ts';
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

/** What is to be examined. */
export interface Subject {
  /** Folder of `.env` and `.multidemo/`. */
  cwd: string;
  /** What `.env` and the process say, and for the sandbox org what it decides. */
  env: Environment;
  /** What the process says alone; it wins over `.env`. */
  processEnv: Environment;
  /** What the stack was given when the org was made; undefined when that is not known here. */
  variables: Fields | undefined;
  /** Who runs the sandbox org of `serve`, when that is what the shop uses. */
  sandbox: 'serve' | 'doctor' | undefined;
  /** What is wrong with the variables already, when that is why nothing was started. */
  problems?: readonly string[];
}

/** What checks look at. Everything that the org is asked is asked once. */
export interface Context extends Subject {
  /** Lines of what is wrong with the configuration; none when it is whole. */
  problems: readonly string[];
  /** For checks that need `configuration`. */
  config: Config;
  /** For checks that need `credential`. */
  org: OrgApi;
  /** What the org must look like. */
  demo: DemoOrg;
  door: Door;
  /** Aborts when the examination is given up. */
  signal: AbortSignal;
  redactor: Redactor;
  /** Milliseconds since the epoch. */
  now: () => number;
}

export interface ContextOptions {
  signal: AbortSignal;
  /** Milliseconds for one request. */
  patience: number;
  now?: () => number;
}

/** Reads the configuration and makes the ways to look; asks nothing yet. */
export async function createContext(subject: Subject, options: ContextOptions): Promise<Context> {
  const redactor = new Redactor();
  for (const [name, { secret }] of Object.entries<Variable>(variables))
    if (secret === true) redactor.add(subject.env[name]);
  for (const [name, value] of Object.entries(subject.variables ?? {}))
    if (name.endsWith('_secret') && typeof value === 'string') redactor.add(value);
  const door = new Door(
    options.signal,
    (line) => askingCheck.getStore()?.requests.push(redactor.text(line)),
    options.patience,
  );
  const base = { ...subject, door, redactor, signal: options.signal, now: options.now ?? Date.now };
  // Checks that need the configuration do not run without one, so nobody reads these.
  const absent = undefined as never;
  const without = { ...base, config: absent, org: absent, demo: absent };
  if (subject.problems) return { ...without, problems: subject.problems };
  try {
    const config = loadConfig(subject.env);
    const org = new OrgApi(config.okta.baseUrl, authorization(config, door), door);
    const stack = parseStack(await readFile(stackFile(), 'utf8'));
    const { folder, orgUrl } = stateOf(subject, config.okta.baseUrl);
    const note: NoteMade = (address, made) => noteMade(folder, orgUrl, address, made);
    const demo = new DemoOrg(stack, config, org, subject.variables, note);
    return { ...base, problems: [], config, org, demo };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return { ...without, problems: error.problems };
  }
}

/** Where what was made in the org is remembered: as `serve` and `init` have it. */
const stateOf = ({ cwd, sandbox }: Subject, orgUrl: string) =>
  sandbox === undefined
    ? { folder: workspaceFolder(cwd, orgUrl), orgUrl }
    : { folder: sandboxFolder(cwd), orgUrl: sandboxStateName };

function authorization({ okta }: Config, door: Door): Authorize {
  if (okta.management)
    return authorizeWith(credentialsOf(okta.management), okta.baseUrl, (url, init) => door.fetch(url, init));
  return () => Promise.reject(new Error('There is no credential for the Management API.'));
}
