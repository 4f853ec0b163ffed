import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { makeFolder } from '../shared/files.js';
import type { Io } from './io.ts';

/** Saves an unexpected error in `.multidemo/error.log`. Returns the lines that tell the user. */
export async function writeErrorLog({ cwd }: Io, error: unknown): Promise<string[]> {
  const said = error instanceof Error ? error.message : String(error);
  const file = join(cwd, '.multidemo', 'error.log');
  try {
    makeFolder(join(cwd, '.multidemo'));
    await writeFile(file, `${new Date().toISOString()}\n${inspect(error, { depth: 5 })}\n`, { mode: 0o600 });
  } catch {
    return [said];
  }
  return [said, `The details are in ${file}`];
}
