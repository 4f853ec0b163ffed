/**
 * A theme at an http(s) address. Fetched files are stored in a cache folder, so that the next start only
 * fetches changes, and uses the copy if the host is down.
 */
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { download } from './download.ts';
import type { Validators } from './download.ts';
import { settled, systemNetwork } from './address.ts';
import type { Network } from './address.ts';
import { ThemeError } from './problems.ts';
import type { ThemeSource } from './source.ts';

/** Time limit for all files of a theme in milliseconds. */
const PATIENCE = 30_000;
const NOTES = '.fetched.json';

type Notes = Record<string, Validators>;

/** The folder with the copy of a remote theme. */
export function copyOf(name: string, cacheDir: string): string {
  return join(cacheDir, 'remote', name);
}

/** When the copy was last up to date with the host; undefined if there is none. */
export async function dateOfCopy(folder: string): Promise<Date | undefined> {
  return (await stat(join(folder, NOTES)).catch(() => undefined))?.mtime;
}

/** Reads from the host, and collects the files for the copy. */
export class RemoteSource implements ThemeSource {
  private readonly base: URL;
  private readonly folder: string;
  private readonly network: Network;
  private readonly signal = AbortSignal.timeout(PATIENCE);
  private readonly files = new Map<string, { bytes: Buffer; validators: Validators }>();
  private notes: Notes | undefined;
  /**
   * After the first failure nothing more is requested, so that fifteen files do not time out one after another.
   */
  private failed = false;

  constructor(base: URL, folder: string, network: Network = systemNetwork) {
    this.base = base;
    this.folder = folder;
    this.network = settled(network);
  }

  async read(path: string, largest: number): Promise<Buffer | undefined> {
    const known = this.files.get(path);
    if (known) return known.bytes;
    if (this.failed) throw new ThemeError(this.base.href, []);
    try {
      return await this.fetch(path, largest);
    } catch (cause) {
      this.failed = true;
      throw cause;
    }
  }

  private async fetch(path: string, largest: number): Promise<Buffer | undefined> {
    this.notes ??= await readNotes(this.folder);
    const validators = existsSync(join(this.folder, path)) ? (this.notes[path] ?? {}) : {};
    const url = new URL(path.split('/').map(encodeURIComponent).join('/'), this.base);
    const result = await download(url, {
      path,
      largest,
      validators,
      network: this.network,
      signal: this.signal,
    });
    if (result.kind === 'missing') return undefined;
    const file =
      result.kind === 'file' ? result : { bytes: await readFile(join(this.folder, path)), validators };
    this.files.set(path, file);
    return file.bytes;
  }

  /** Saves the files as the copy; the old copy stays intact until the new one is complete. */
  async keep(): Promise<void> {
    const draft = `${this.folder}.${process.pid}`;
    await rm(draft, { recursive: true, force: true });
    const notes: Notes = {};
    for (const [path, { bytes, validators }] of this.files) {
      notes[path] = validators;
      await mkdir(dirname(join(draft, path)), { recursive: true });
      await writeFile(join(draft, path), bytes);
    }
    await writeFile(join(draft, NOTES), JSON.stringify(notes));
    await rm(this.folder, { recursive: true, force: true });
    await rename(draft, this.folder);
  }
}

async function readNotes(folder: string): Promise<Notes> {
  try {
    return JSON.parse(await readFile(join(folder, NOTES), 'utf8')) as Notes; // written by keep()
  } catch {
    return {};
  }
}
