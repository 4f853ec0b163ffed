import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { decodeText } from '../shared/decode-text.ts';
import { UserError } from './errors.ts';
import { homeFolder } from './home.ts';

/**
 * Names of devices, in every folder and with any ending: https://learn.microsoft.com/windows/win32/fileio/naming-a-file
 */
export const reservedByWindows = /^(con|prn|aux|nul|com\d|lpt\d)$/;

/** A path as it was typed: `~` is the person's home also where no shell has replaced it; else from the working folder. */
export const pathFrom = (cwd: string, typed: string): string => resolve(cwd, withoutTilde(typed));

/** The same for what may be no path at all, such as the name of a theme. */
const withoutTilde = (typed: string): string => typed.replace(/^~(?=$|[\\/])/, () => homeFolder());

/**
 * The text of a file that a person names. PowerShell 5.1 writes UTF-16 by `>`, and some editors a byte order mark.
 * @param flag what named it, for the message
 * @throws UserError when it cannot be read
 */
export async function readTextFile(path: string, flag: string): Promise<string> {
  const bytes = await readFile(path).catch((error: unknown) => {
    throw new UserError(
      `${flag}: ${path} cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown error'}).`,
      'Specify an existing file that you are allowed to read.',
      { cause: error, code: 'invalid_answer' },
    );
  });
  return decodeText(bytes);
}

/**
 * A secret that stands alone in a file, without white space around it.
 * @throws UserError when the file cannot be read, or is empty
 */
export async function secretIn(file: string, flag: string, cwd: string): Promise<string> {
  const path = pathFrom(cwd, file);
  const text = (await readTextFile(path, flag)).trim();
  if (text === '')
    throw new UserError(`${flag}: ${path} is empty.`, 'It must contain only the secret.', {
      code: 'invalid_answer',
    });
  return text;
}
