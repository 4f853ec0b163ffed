import { createHash } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Theme } from '../../app/index.ts';
import type { Sandbox, Seed } from '../../sandbox/index.ts';
import { UserError } from '../errors.ts';
import { stackFile } from '../paths.ts';
import { dressOrg } from '../provision/brand.ts';
import { applyDirect } from '../provision/direct.ts';
import { ManagementApi } from '../provision/management-api.ts';
import { demoPeople, ensureDemoPeople } from '../provision/people.ts';
import { allowSignUp } from '../provision/sign-up.ts';
import { parseStack } from '../provision/stack.ts';
import { StateFile } from '../provision/state-file.ts';
import type { Fields } from '../provision/value.ts';
import { takeLock } from './lock.ts';

interface Options {
  /** Folder that keeps the org. */
  folder: string;
  port: number;
  /** Of phone and mailbox; the one after the org's, or any, when not given. */
  outsidePort?: number | undefined;
  host: string;
  /** Keep nothing. */
  inMemory?: boolean;
  /** Begin with an empty org. */
  reset?: boolean;
  apiToken?: string | undefined;
  subdomain?: string | undefined;
  /** What an empty org is filled with. */
  seed?: Seed | undefined;
}

/** The port at which `serve` and `sandbox` offer the org when nothing else is said. */
export const defaultOrgPort = 5001;

/** Where the sandbox org of a working folder is kept. */
export const sandboxFolder = (cwd: string): string => join(cwd, '.multidemo', 'sandbox');

/** Starts the sandbox org that is kept in `folder`, or in memory. One process at a time uses a folder. */
export async function startSandboxOrg({ folder, inMemory, reset, ...options }: Options): Promise<Sandbox> {
  const { createSandbox, StateFileError } = await import('../../sandbox/index.ts');
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  if (inMemory) return createSandbox(given);
  const release = await takeLock(join(folder, 'lock'), `The sandbox org in ${folder}`);
  const file = join(folder, 'org.db');
  try {
    if (reset) await Promise.all(['', '-wal', '-shm'].map((suffix) => rm(file + suffix, { force: true })));
    const sandbox = await createSandbox({ ...given, file });
    return {
      ...sandbox,
      close: async () => {
        await sandbox.close();
        await release();
      },
    };
  } catch (error) {
    await release();
    if (!(error instanceof StateFileError)) throw error;
    throw new UserError(`The sandbox org cannot be read: ${error.message}.`, [
      `Begin with an empty org: multidemo sandbox --reset. Or move ${file} away.`,
    ]);
  }
}

/**
 * Makes sure that the sandbox org holds the demo org and the demo people. When the last run left it so with the
 * same stack and variables, one look is enough.
 *
 * @returns the variables of `.env` that the demo org decides
 */
export async function provisionSandbox(
  { url, apiToken }: Pick<Sandbox, 'url' | 'apiToken'>,
  folder: string,
  variables: Fields,
): Promise<Record<string, string>> {
  const api = new ManagementApi(url, apiToken);
  const [json, state] = await Promise.all([readFile(stackFile(), 'utf8'), openState(folder)]);
  const wanted = { ...variables, org_url: url };
  const besidesTheStack = [demoPeople, { signUp: 'ALLOW' }];
  const fingerprint = createHash('sha256')
    .update(JSON.stringify([json, wanted, ...besidesTheStack]))
    .digest('base64url');
  const web = state.state.resources['okta_app_oauth.web']?.id;
  const asBefore = state.state.fingerprint === fingerprint && web !== undefined;
  if (!asBefore || !(await api.read(`/api/v1/apps/${web}`))) {
    const applied = applyDirect(parseStack(json), wanted, { api, state });
    const groupId = async (resource: string) => {
      await applied;
      return state.state.resources[resource]?.id ?? '';
    };
    // At the same time, because a person's password takes the org a while to hash.
    await Promise.all([applied, ensureDemoPeople(api, groupId), allowSignUp(api)]);
    state.state.fingerprint = fingerprint;
    await state.save();
  }
  return asEnvironment(state.state.outputs);
}

/** What `serve` made in the sandbox org of a working folder. */
export const openSandboxState = (cwd: string): Promise<StateFile> => openState(sandboxFolder(cwd));

/** Its address may change with the port; it is the same org all the same. */
export const sandboxStateName = 'sandbox';

const openState = (folder: string): Promise<StateFile> =>
  StateFile.open(join(folder, 'provisioned.json'), sandboxStateName);

/** Lets the sandbox org's sign-in page look like the shop. */
export async function dressSandbox(
  { url, apiToken }: Pick<Sandbox, 'url' | 'apiToken'>,
  theme: Theme,
  folder: string,
): Promise<void> {
  await dressOrg(new ManagementApi(url, apiToken), theme, join(folder, 'dressed'));
}

/** An output's name is its variable's in lower case. */
export function asEnvironment(outputs: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(outputs).map(([name, value]) => [name.toUpperCase(), value]));
}
