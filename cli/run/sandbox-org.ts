import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Theme } from '../../app/index.ts';
import type { Ledger } from '../../exchange/index.ts';
import type { Doors, Likeness, Sandbox, SandboxOptions, Seed } from '../../sandbox/index.ts';
import { remove, replaceFile } from '../../shared/files.js';
import { MissingPackageError } from '../../shared/missing-package.ts';
import { UserError } from '../errors.ts';
import { stackFile } from '../paths.ts';
import { appLabelOf, dressApp, dressOrg } from '../provision/brand.ts';
import { ManagementApi } from '../provision/management-api.ts';
import { demoPeople } from '../provision/people.ts';
import { StateFile } from '../provision/state-file.ts';
import type { Fields } from '../provision/value.ts';
import { takeLock } from './lock.ts';

interface Options {
  /** Folder in which the org is stored. */
  folder: string;
  port?: number | undefined;
  /** Where it is reached if it listens nowhere itself. */
  doors?: Doors | undefined;
  /** Port of phone and mailbox; by default the first free one after the org's. */
  outsidePort?: number | undefined;
  host?: string | undefined;
  /** Let other machines use phone, mailbox and control API. */
  trustNetwork?: boolean | undefined;
  /** With which the ports speak https as well. */
  certificate?: { cert: string; key: string } | undefined;
  /** Where browsers find a port; `http://localhost:{port}` by default. */
  addressOf?: ((port: number) => string | Promise<string>) | undefined;
  /** Store nothing. */
  inMemory?: boolean;
  /** Start with an empty org. */
  reset?: boolean;
  apiToken?: string | undefined;
  /** Of the first administrator of a new org. */
  adminPassword?: string | undefined;
  subdomain?: string | undefined;
  /** What kind of customer's org it is. */
  like?: readonly Likeness[] | undefined;
  /** Where messages are recorded, if others record there too. */
  ledger?: Ledger | undefined;
  /** Called when the org was restored from a snapshot. */
  onRestore?: ((now: number) => void) | undefined;
  /** Hears of unexpected errors. */
  log?: ((error: unknown) => void) | undefined;
  /** The initial content of an empty org. */
  seed?: Seed | undefined;
}

/** The default port of the org in `serve` and `sandbox`. */
export const defaultOrgPort = 5001;

/** Where the sandbox org of a working folder is stored. */
export const sandboxFolder = (cwd: string): string => join(cwd, '.multidemo', 'sandbox');

/** Starts the sandbox org stored in `folder`, or in memory. One process at a time uses a folder. */
export async function startSandboxOrg({
  folder,
  inMemory,
  reset,
  doors,
  ...options
}: Options): Promise<Sandbox> {
  const { createSandbox, createSandboxBehind, StateFileError } = await import('../../sandbox/index.ts');
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  const create = (wanted: SandboxOptions): Promise<Sandbox> =>
    doors ? createSandboxBehind(doors, wanted) : createSandbox(wanted);
  if (inMemory) return create(given);
  const release = await takeLock(join(folder, 'lock'), `The sandbox org in ${folder}`);
  const file = join(folder, 'org.db');
  try {
    if (reset) await Promise.all(['', '-wal', '-shm'].map((suffix) => remove(file + suffix)));
    const sandbox = await create({ ...given, file });
    return {
      ...sandbox,
      close: async () => {
        await sandbox.close();
        await release();
      },
    };
  } catch (error) {
    await release();
    if (error instanceof MissingPackageError)
      throw new UserError(
        `The sandbox org cannot be stored. ${error.message}`,
        [error.remedy, 'Or run an org that stores nothing: multidemo sandbox --in-memory.'],
        { cause: error, code: 'machine' },
      );
    if (!(error instanceof StateFileError)) throw error;
    throw new UserError(`The sandbox org cannot be read: ${error.message}.`, [
      `Run multidemo sandbox --reset to start with an empty org, or move ${file} elsewhere.`,
    ]);
  }
}

/**
 * Ensures that the sandbox org contains the demo org and the demo people. If stack and variables are unchanged
 * since the last run, one request is enough.
 * @returns the `.env` variables that depend on the demo org
 */
export async function provisionSandbox(
  { url, localUrl, apiToken }: Pick<Sandbox, 'url' | 'localUrl' | 'apiToken'>,
  folder: string,
  variables: Fields,
): Promise<Record<string, string>> {
  const api = new ManagementApi(localUrl, apiToken);
  const [json, state] = await Promise.all([readFile(stackFile(), 'utf8'), openState(folder)]);
  const wanted: Fields = { ...variables, org_url: url };
  const besidesTheStack = [demoPeople, { signUp: 'ALLOW', singleLogout: true }];
  // The theme changes the label after the first run; this must not cause the org to be provisioned again.
  const { app_label: _, ...unlabelled } = wanted;
  const fingerprint = createHash('sha256')
    .update(JSON.stringify([json, unlabelled, ...besidesTheStack]))
    .digest('base64url');
  const web = state.state.resources['okta_app_oauth.web']?.id;
  const asBefore = state.state.fingerprint === fingerprint && web !== undefined;
  if (!asBefore || !(await api.read(`/api/v1/apps/${web}`))) {
    const { fillOrg } = await import('./fill-org.ts');
    await fillOrg(json, wanted, { api, state });
    state.state.fingerprint = fingerprint;
    await state.save();
  }
  return asEnvironment(state.state.outputs);
}

/** What `serve` created in the sandbox org of a working folder. */
export const openSandboxState = (cwd: string): Promise<StateFile> => openState(sandboxFolder(cwd));

/** Its address may change with the port, but it is still the same org. */
export const sandboxStateName = 'sandbox';

const openState = (folder: string): Promise<StateFile> =>
  StateFile.open(join(folder, 'provisioned.json'), sandboxStateName);

/**
 * Makes the sandbox org's sign-in page look like the shop, and calls the app like it.
 * @returns the stack's variables that this corresponds to
 */
export async function dressSandbox(
  { localUrl, apiToken }: Pick<Sandbox, 'localUrl' | 'apiToken'>,
  theme: Theme,
  folder: string,
): Promise<Fields> {
  const api = new ManagementApi(localUrl, apiToken);
  const { resources } = (await openState(folder)).state;
  const webApp = resources['okta_app_oauth.web']?.id ?? '';
  await dressOrg(api, theme, join(folder, 'dressed'));
  await dressApp(api, theme, webApp, join(folder, 'dressed-app'));
  const labels = { app_label: appLabelOf(theme) };
  await replaceFile(join(folder, 'labels.json'), JSON.stringify(labels));
  return labels;
}

/** The stack's variables that the theme decided in the last run. */
export async function dressedVariables(folder: string): Promise<Fields> {
  const kept = await readFile(join(folder, 'labels.json'), 'utf8').catch(() => '{}');
  return JSON.parse(kept) as Fields; // written above
}

/** An output's name is its variable's name in lower case. */
export function asEnvironment(outputs: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(outputs).map(([name, value]) => [name.toUpperCase(), value]));
}
