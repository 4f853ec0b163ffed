import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Io } from '../io.ts';
import { stackFile } from '../paths.ts';
import type { Credentials } from '../provision/credentials.ts';
import { DirectEngine } from '../provision/direct-engine.ts';
import type { Made } from '../provision/kinds/kind.ts';
import type { ManagementApi } from '../provision/management-api.ts';
import type { Engine } from '../provision/plan.ts';
import { withoutAuthServer } from '../provision/reduced-stack.ts';
import { parseStack } from '../provision/stack.ts';
import type { Stack } from '../provision/stack.ts';
import { StateFile } from '../provision/state-file.ts';
import { findTerraform } from '../provision/terraform/binary.ts';
import { TerraformEngine } from '../provision/terraform/engine.ts';
import { terraformEnvironment } from '../provision/terraform/environment.ts';
import { asUserError as asFileError, openWorkspace } from '../provision/terraform/workspace.ts';
import type { Fields } from '../provision/value.ts';
import { takeLock } from '../run/lock.ts';
import { openSandboxState } from '../run/sandbox-org.ts';
import { createOutput } from '../terminal/output.ts';

/** Something that is in the org already, with its name there. */
export type Named = Made & { readonly name: string };

/** What an engine needs. */
export interface Work {
  orgUrl: string;
  credentials: Credentials;
  api: ManagementApi;
  variables: Fields;
  /** Folder with the records for this org. */
  folder: string;
  /** Whether it is the sandbox org of this folder, whose state `serve` also uses and locks. */
  isOwnSandbox: boolean;
  /** Whether the org has no API Access Management. */
  isReduced?: boolean;
  /** What is in the org under another name than the stack's, by address. */
  named: Readonly<Record<string, Named>>;
  io: Io;
}

/** An engine with exclusive use of its folder. */
export interface OpenEngine {
  engine: Engine;
  stack: Stack;
  /** Releases the folder. */
  release(): Promise<void>;
}

/** The demo org as it was synthesized. */
const readStack = (): Promise<string> => readFile(stackFile(), 'utf8');

/**
 * Builds an engine for an org.
 * @throws UserError if another process is working on this org, Terraform is missing, or the folder is not
 * writable
 */
export async function openEngine(name: Engine['name'], work: Work): Promise<OpenEngine> {
  const whole = await readStack();
  const json = work.isReduced ? withoutAuthServer(whole) : whole;
  const stack = parseStack(json);
  return name === 'direct' ? openDirect(stack, work) : openTerraform(stack, json, work);
}

async function openDirect(stack: Stack, work: Work): Promise<OpenEngine> {
  const { orgUrl, api, variables, folder, isOwnSandbox, named, io } = work;
  const release = isOwnSandbox
    ? () => Promise.resolve()
    : await takeLock(join(folder, 'lock'), `The state in ${folder}`).catch((error: unknown) => {
        throw asFileError(error, folder);
      });
  try {
    const state = await (isOwnSandbox
      ? openSandboxState(io.cwd)
      : StateFile.open(join(folder, 'direct.json'), orgUrl));
    const engine = new DirectEngine({ stack, variables, api, state, named, signal: io.signal });
    return { engine, stack, release };
  } catch (error) {
    await release();
    throw error;
  }
}

async function openTerraform(
  stack: Stack,
  json: string,
  { orgUrl, credentials, variables, folder, io }: Work,
): Promise<OpenEngine> {
  const binary = await findTerraform(io.env);
  const workspace = await openWorkspace(folder, json);
  const env = terraformEnvironment(io.env, orgUrl, credentials, variables);
  const { signal, platform } = io;
  const onInterrupt = () =>
    createOutput(io).note(
      platform === 'win32'
        ? 'Stopping. Windows cannot interrupt Terraform: please wait until it has finished this step.'
        : 'Stopping. Please wait until Terraform has finished the calls in progress.',
    );
  const engine = new TerraformEngine({ binary, workspace, env, signal, platform, onInterrupt });
  return {
    engine,
    stack,
    release: async () => {
      await engine.close();
      await workspace.release();
    },
  };
}
