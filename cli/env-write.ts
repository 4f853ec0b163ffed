import { chmod, copyFile, realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { remove, replaceFile } from '../shared/files.js';
import { parseEnv, readEnvText } from './env-file.ts';
import { UserError } from './errors.ts';
import { protectedFile } from './run/writable.ts';

/** Variables to set; `undefined` removes one. */
export type EnvChanges = Readonly<Record<string, string | undefined>>;

/**
 * Merges `values` into the text of a `.env` file: existing variables are changed in place, new ones are
 * appended with the file's line ends, undefined ones are removed with their line. All other bytes stay: comments, order, quotes, other
 * variables.
 */
export function mergeEnv(text: string, values: EnvChanges): string {
  const missing = new Map(Object.entries(values));
  let merged = text;
  for (const { name, value, start, end } of parseEnv(text).toReversed()) {
    if (!(name in values)) continue;
    const wanted = values[name];
    missing.delete(name);
    if (wanted === undefined) {
      const lineEnd = /[^\n]*\n?/.exec(merged.slice(end))?.[0].length ?? 0;
      merged = merged.slice(0, merged.lastIndexOf('\n', start - 1) + 1) + merged.slice(end + lineEnd);
      continue;
    }
    if (wanted === value) continue;
    const before = /^(?:export[ \t]+)?/.exec(text.slice(start, end))?.[0] ?? '';
    merged = `${merged.slice(0, start)}${before}${assignment(name, wanted)}${merged.slice(end)}`;
  }
  const lineEnd = text.includes('\r\n') ? '\r\n' : '\n';
  const added = [...missing].flatMap(([name, value]) =>
    value === undefined ? [] : [`${assignment(name, value)}${lineEnd}`],
  );
  if (added.length === 0) return merged;
  const separator = merged === '' || merged.endsWith('\n') ? '' : lineEnd;
  return `${merged}${separator}${added.join('')}`;
}

/** `NAME=value`, quoted if necessary, so that all readers of such files parse the same value. */
function assignment(name: string, value: string): string {
  if (/^[\w./:@%+,-]*$/.test(value)) return `${name}=${value}`;
  if (!value.includes("'") && !/[\r\n]/.test(value)) return `${name}='${value}'`;
  const escaped = value
    .replaceAll('\\', '\\\\')
    .replaceAll('"', '\\"')
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r');
  return `${name}="${escaped}"`;
}

/** The result of writing. */
export interface WrittenEnv {
  changed: boolean;
  /** Backup of the previous file, if there was one and it changed. */
  backup: string | undefined;
}

/**
 * Merges `values` into `.env` in `folder`. The new file, readable only by its owner, replaces the old one
 * atomically; the old one is kept as a backup. Nothing is written if nothing changes.
 *
 * @param now names the backup: `.env.backup-20260131-120000`
 * @throws UserError if the file cannot be read or written; the old file is then unchanged
 */
export async function writeEnvFile(folder: string, values: EnvChanges, now: Date): Promise<WrittenEnv> {
  const named = join(folder, '.env');
  // A link to a file elsewhere stays one.
  const file = await realpath(named).catch(() => named);
  const draft = join(dirname(file), '.env.backup.next'); // git ignores .env.backup*
  let backup: string | undefined;
  try {
    const former = await readEnvText(file);
    const text = mergeEnv(former ?? '', values);
    if (text === (former ?? '')) return { changed: false, backup: undefined };
    backup = former === undefined ? undefined : await keepFormer(named, now);
    await replaceFile(file, text, { mode: 0o600, draft, durable: true });
    return { changed: true, backup };
  } catch (error) {
    if (backup !== undefined) await remove(backup).catch(() => undefined);
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined || error instanceof UserError) throw error;
    if (code === 'EPERM') throw protectedFile(named, code, error);
    const remedy =
      code === 'ENOSPC' ? 'The disk is full: free some space and try again.' : 'Make the folder writable.';
    throw new UserError(`${named} could not be written (${code}); it is unchanged.`, remedy, {
      cause: error,
      code: 'machine',
    });
  }
}

async function keepFormer(file: string, now: Date): Promise<string> {
  const backup = `${file}.backup-${now.toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '-')}`;
  await copyFile(file, backup);
  await chmod(backup, 0o600);
  return backup;
}
