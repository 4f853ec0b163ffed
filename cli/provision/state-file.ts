import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
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
});

export type ProvisionState = z.output<typeof schema>;
export type ResourceState = z.output<typeof resource>;

/** What the direct engine made in an org: read to change and to remove exactly that. */
export class StateFile {
  readonly state: ProvisionState;
  private readonly file: string;
  private writing: Promise<void> | undefined;

  private constructor(file: string, state: ProvisionState) {
    this.file = file;
    this.state = state;
  }

  /** Reads `file`; a missing file, or one of another org, is an empty state. */
  static async open(file: string, orgUrl: string): Promise<StateFile> {
    const empty = { version: 1 as const, orgUrl, outputs: {}, resources: {} };
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

  private lastWrite: Promise<void> = Promise.resolve();
  private write(): Promise<void> {
    this.lastWrite = this.lastWrite.then(async () => {
      await mkdir(dirname(this.file), { recursive: true, mode: 0o700 });
      const next = `${this.file}.next`;
      await writeFile(next, JSON.stringify(this.state, null, 1), { mode: 0o600 });
      await rename(next, this.file);
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
