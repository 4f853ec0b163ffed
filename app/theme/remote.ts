/**
 * A theme at an http(s) address. Fetched files are stored in a cache folder, so that the next start only
 * fetches changes, and uses the copy if the host is down.
 */
import { existsSync } from 'node:fs';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { makeFolder, remove, replaceFolder } from '../../shared/files.js';
import { download } from './download.ts';
import type { Download, Validators } from './download.ts';
import { settled, systemNetwork } from './address.ts';
import type { Network } from './address.ts';
import { HostError, ThemeError, error } from './problems.ts';
import type { ThemeSource } from './source.ts';

/** Time limit for all files of a theme in milliseconds. */
const TIMEOUT = 30_000;
const NOTES = '.fetched.json';
/** The file that is read first. */
const FIRST = 'config.json';

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
  private base: URL;
  private readonly folder: string;
  private readonly network: Network;
  private readonly signal = AbortSignal.timeout(TIMEOUT);
  private readonly files = new Map<string, { bytes: Buffer; validators: Validators }>();
  private notes: Notes | undefined;
  private readonly forbidden = new Set<string>();
  /**
   * Once the host fails nothing more is requested, so that fifteen files do not time out one after another; nor if the
   * first file cannot be read, as then the address is that of something else.
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
      this.failed = path === FIRST || cause instanceof HostError;
      throw cause;
    }
  }

  forbids(path: string): boolean {
    return this.forbidden.has(path);
  }

  private async fetch(path: string, largest: number): Promise<Buffer | undefined> {
    this.notes ??= await readNotes(this.folder);
    const validators = existsSync(join(this.folder, path)) ? (this.notes[path] ?? {}) : {};
    let result = await this.ask(this.base, path, largest, validators);
    if (result.kind === 'missing' && path === FIRST)
      result = (await this.askDeeper(largest, validators)) ?? result;
    if (result.kind === 'missing') {
      if (result.forbidden) this.forbidden.add(path);
      if (result.forbidden && path === FIRST) throw forbiddenTheme(this.base);
      return undefined;
    }
    const file =
      result.kind === 'file' ? result : { bytes: await readFile(join(this.folder, path)), validators };
    this.files.set(path, file);
    return file.bytes;
  }

  private async ask(base: URL, path: string, largest: number, validators: Validators): Promise<Download> {
    const url = new URL(path.split('/').map(encodeURIComponent).join('/'), base);
    return await download(url, {
      path,
      largest,
      validators,
      network: this.network,
      signal: this.signal,
    });
  }

  /** A folder copied into one of the same name is one folder too deep: `/acme/acme/config.json`. */
  private async askDeeper(largest: number, validators: Validators): Promise<Download | undefined> {
    const name = this.base.pathname.split('/').at(-2) ?? '';
    if (name === '') return undefined;
    const base = new URL(`${name}/`, this.base);
    const result = await this.ask(base, FIRST, largest, validators).catch(() => undefined);
    if (result === undefined || result.kind === 'missing') return undefined;
    this.base = base;
    return result;
  }

  /** Saves the files as the copy; the old copy stays intact until the new one is complete. */
  async keep(): Promise<void> {
    const draft = `${this.folder}.${process.pid}`;
    await remove(draft);
    const notes: Notes = {};
    for (const [path, { bytes, validators }] of this.files) {
      notes[path] = validators;
      makeFolder(dirname(join(draft, path)));
      await writeFile(join(draft, path), bytes);
    }
    await writeFile(join(draft, NOTES), JSON.stringify(notes));
    await replaceFolder(draft, this.folder);
  }
}

const forbiddenTheme = (base: URL): ThemeError =>
  new ThemeError(base.href, [
    error(
      FIRST,
      '',
      'the server refused access (403 Forbidden)',
      'Make the files public (aws s3 sync … --acl public-read) and check the address: a storage service also responds with 403 for a file that is not there.',
    ),
  ]);

async function readNotes(folder: string): Promise<Notes> {
  try {
    return JSON.parse(await readFile(join(folder, NOTES), 'utf8')) as Notes; // written by keep()
  } catch {
    return {};
  }
}
