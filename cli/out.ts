import { statSync } from 'node:fs';
import type { Stats } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { remove } from '../shared/files.js';
import { UserError } from './errors.ts';
import { pathFrom } from './read-text.ts';

/**
 * The file that a command should write, checked before the command does anything else.
 * @param name the option or argument, for the error message
 * @throws UserError when it cannot be written there
 */
export async function outFile(cwd: string, typed: string, name: string): Promise<string> {
  const file = pathFrom(cwd, typed);
  const remedy = 'Specify a file in an existing folder that is writable.';
  await explained(name, file, remedy, async () => {
    const found = at(file);
    if (found?.isDirectory()) return `${file} is a folder.`;
    if (found && !found.isFile()) return `${file} is not a regular file.`;
    if (!at(dirname(file))?.isDirectory()) return `${dirname(file)} is not a folder.`;
    await tryToWrite(dirname(file));
    return undefined;
  });
  return file;
}

/** The same for a folder, which does not have to exist. */
export async function outFolder(cwd: string, typed: string, name: string): Promise<string> {
  const folder = pathFrom(cwd, typed);
  await explained(name, folder, 'Specify a folder in a place that is writable.', async () => {
    let existing = folder;
    while (!at(existing) && dirname(existing) !== existing) existing = dirname(existing);
    if (!at(existing)?.isDirectory()) return `${existing} is not a folder.`;
    await tryToWrite(existing);
    return undefined;
  });
  return folder;
}

/** Undefined if nothing is there. */
function at(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOTDIR') return undefined; // a parent is a file
    throw error;
  }
}

const tryToWrite = async (folder: string): Promise<void> => remove(await mkdtemp(join(folder, '.try-')));

/** @param find returns what is wrong with the place */
async function explained(
  name: string,
  path: string,
  remedy: string,
  find: () => Promise<string | undefined>,
): Promise<void> {
  const problem = await find().catch((error: unknown) => {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined || code === 'ENOSPC' || code === 'EDQUOT') throw error;
    return `${path} cannot be written (${code}).`;
  });
  if (problem !== undefined) throw new UserError(`${name}: ${problem}`, remedy, { code: 'invalid_answer' });
}
