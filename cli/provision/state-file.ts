import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { makeFolder, remove, replaceFile } from '../../shared/files.js';
import { UserError } from '../errors.ts';
import { additionSchema } from './additions.ts';

const fields = z.record(z.string(), z.json());
const resource = z.object({
  type: z.string(),
  id: z.string(),
  /** False for resources that existed before, which are never deleted. */
  made: z.boolean(),
  attributes: fields,
  exports: fields,
  /** Addresses of its dependencies, which are deleted after it. */
  after: z.array(z.string()),
  /** What we added to a resource that existed before, and take back when we go. */
  added: z.array(additionSchema).default([]),
});
const schema = z.object({
  version: z.literal(1),
  orgUrl: z.string(),
  /** Hash of the stack and variables last applied completely; absent while applying. */
  fingerprint: z.string().optional(),
  outputs: z.record(z.string(), z.string()).default({}),
  resources: z.record(z.string(), resource).default({}),
  /** Addresses that a run started to create: if they exist after a crash, they are ours. */
  creating: z.array(z.string()).default([]),
});

export type ProvisionState = z.output<typeof schema>;
export type ResourceState = z.output<typeof resource>;

/** Next to the state: what another command has created since, such as `doctor --fix`. */
export const madeSince = 'made.json';

/**
 * Records what a command other than init has created in the org; the next init or destroy treats it as its own.
 */
export async function noteMade(
  folder: string,
  orgUrl: string,
  address: string,
  made: ResourceState,
): Promise<void> {
  const since = await readMadeSince(folder, orgUrl);
  since.state.resources[address] = made;
  await since.save();
}

/** What other commands have created in the org since the last init or destroy. */
export const readMadeSince = (folder: string, orgUrl: string): Promise<StateFile> =>
  StateFile.open(join(folder, madeSince), orgUrl);

/** What the direct engine created in an org, so that it changes and removes exactly that. */
export class StateFile {
  readonly state: ProvisionState;
  private readonly file: string;
  private writing: Promise<void> | undefined;

  private constructor(file: string, state: ProvisionState) {
    this.file = file;
    this.state = state;
  }

  /** An empty, read-only state: it must not be saved. */
  static empty(orgUrl: string): StateFile {
    return new StateFile('', { version: 1, orgUrl, outputs: {}, resources: {}, creating: [] });
  }

  /** Reads `file` and what was created since; a missing file, or one for another org, gives an empty state. */
  static async open(file: string, orgUrl: string): Promise<StateFile> {
    const known = await StateFile.read(file, orgUrl);
    if (basename(file) === madeSince) return known;
    const since = await readMadeSince(dirname(file), orgUrl);
    Object.assign(known.state.resources, since.state.resources);
    return known;
  }

  private static async read(file: string, orgUrl: string): Promise<StateFile> {
    const empty = { version: 1 as const, orgUrl, outputs: {}, resources: {}, creating: [] };
    const text = await readFile(file, 'utf8').catch(() => undefined);
    if (text === undefined) return new StateFile(file, empty);
    const parsed = schema.safeParse(parseJson(text));
    if (!parsed.success)
      throw new UserError(
        `The state in ${file} cannot be read.`,
        'Delete it. Existing resources are found again by name.',
      );
    return new StateFile(file, parsed.data.orgUrl === orgUrl ? parsed.data : empty);
  }

  /** Writes the current state; calls that arrive in the meantime share one write. */
  save(): Promise<void> {
    this.writing ??= Promise.resolve().then(async () => {
      this.writing = undefined;
      await this.write();
    });
    return this.writing;
  }

  /** Removes the file when nothing of ours is left in the org. */
  async forget(): Promise<void> {
    await this.lastWrite;
    await remove(this.file);
    await this.forgetSince();
  }

  /** It is in this state now. */
  private async forgetSince(): Promise<void> {
    if (basename(this.file) !== madeSince) await remove(join(dirname(this.file), madeSince));
  }

  private lastWrite: Promise<void> = Promise.resolve();
  private write(): Promise<void> {
    const { file } = this;
    this.lastWrite = this.lastWrite.then(async () => {
      try {
        makeFolder(dirname(file), 0o700);
        await replaceFile(file, JSON.stringify(this.state, null, 1), { mode: 0o600 });
        await this.forgetSince();
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        throw new UserError(
          code === 'ENOSPC'
            ? `The disk is full: ${file} could not be written.`
            : `${file} could not be written (${code ?? 'unknown error'}).`,
          `${code === 'ENOSPC' ? 'Free some space' : 'Make the folder writable'} and run the command again to continue.`,
          { cause: error },
        );
      }
    });
    return this.lastWrite;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
