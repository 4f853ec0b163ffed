import { readFile, realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { ThemeError, error } from './problems.ts';

/** Where the files of one theme are read from. */
export interface ThemeSource {
  /**
   * The bytes of a file of the theme, or undefined if it has no such file.
   * @throws ThemeError if it cannot or must not be read.
   */
  read(path: string, largest: number): Promise<Buffer | undefined>;
  /** Whether a file without bytes may be there after all, but is not public. */
  forbids?(path: string): boolean;
}

/** A folder. Links that lead out of it are not followed. */
export function folderSource(folder: string): ThemeSource {
  return {
    async read(path, largest) {
      const file = join(folder, path);
      const info = await stat(file).catch(() => undefined);
      if (info === undefined) return undefined;
      const refuse = (message: string, remedy: string) =>
        new ThemeError(folder, [error(path, '', message, remedy)]);
      if (!info.isFile()) throw refuse('is not a file', 'Replace it with a file.');
      const real = await realpath(file);
      if (!real.startsWith((await realpath(folder)) + sep))
        throw refuse('links to a file outside the theme', 'Copy the file into the theme.');
      if (info.size > largest)
        throw refuse(`is larger than ${Math.floor(largest / 1024)} kB`, 'Make it smaller.');
      return readFile(file);
    },
  };
}
