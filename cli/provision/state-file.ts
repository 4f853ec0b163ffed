import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { UserError } from '../errors.ts';

const fields = z.record(z.string(), z.json());
const resource = z.object({
  type: z.string(),
  id: z.string(),
  /** False for what was in the org before us: it is never deleted. */
  made: z.boolean(),
  attributes: fields,
  exports: fields,
  /** Addresses that were needed for it, so that it goes before them. */
  after: z.array(z.string()),
});
const schema = z.object({
  version: z.literal(1),
  orgUrl: z.string(),
  /** Hash of the stack and the variables that were applied completely last; absent while under way. */
  fingerprint: z.string().optional(),
  outputs: z.record(z.string(), z.string()).default({}),
  resources: z.record(z.string(), resource).default({}),
  /** Addresses that a run began to create: after a crash they may be there, and then they are ours. */
  creating: z.array(z.string()).default([]),
});

export type ProvisionState = z.output<typeof schema>;
export type ResourceState = z.output<typeof resource>;

/** Beside the state: what another command has made since, as `doctor --fix` does. */
export const madeSince = 'made.json';

/** Notes something that a command other than init has made in the org: the next init or destroy takes it as its own. */
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

/** What other commands have made in the org since the last init or destroy. */
export const readMadeSince = (folder: string, orgUrl: string): Promise<StateFile> =>
  StateFile.open(join(folder, madeSince), orgUrl);

/** What the direct engine made in an org: read to change and to remove exactly that. */
export class StateFile {
  readonly state: ProvisionState;
  private readonly file: string;
  private writing: Promise<void> | undefined;

  private constructor(file: string, state: ProvisionState) {
    this.file = file;
    this.state = state;
  }

  /** Of nothing, for looking only: it must not be saved. */
  static empty(orgUrl: string): StateFile {
    return new StateFile('', { version: 1, orgUrl, outputs: {}, resources: {}, creating: [] });
  }

  /** Reads `file` and what was made since; a missing file, or one of another org, is an empty state. */
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
        'Delete it: what exists is found again by its name.',
      );
    return new StateFile(file, parsed.data.orgUrl === orgUrl ? parsed.data : empty);
  }

  /** Writes the state as it is when its turn comes: calls that arrive meanwhile share one write. */
  save(): Promise<void> {
    this.writing ??= Promise.resolve().then(async () => {
      this.writing = undefined;
      await this.write();
    });
    return this.writing;
  }

  /** Removes the file: nothing of ours is left in the org. */
  async forget(): Promise<void> {
    await this.lastWrite;
    await rm(this.file, { force: true });
    await this.forgetSince();
  }

  /** It is in this state now. */
  private async forgetSince(): Promise<void> {
    if (basename(this.file) !== madeSince) await rm(join(dirname(this.file), madeSince), { force: true });
  }

  private lastWrite: Promise<void> = Promise.resolve();
  private write(): Promise<void> {
    const { file } = this;
    this.lastWrite = this.lastWrite.then(async () => {
      try {
        await mkdir(dirname(file), { recursive: true, mode: 0o700 });
        const next = `${file}.next`;
        await writeFile(next, JSON.stringify(this.state, null, 1), { mode: 0o600 });
        await rename(next, file);
        await this.forgetSince();
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        throw new UserError(
          code === 'ENOSPC'
            ? `The disk is full: ${file} could not be written.`
            : `${file} could not be written (${code ?? 'unknown error'}).`,
          `${code === 'ENOSPC' ? 'Make room' : 'Make the folder writable'} and run the command again: it goes on from there.`,
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
