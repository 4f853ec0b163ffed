import { readFile, readdir, realpath, stat } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative, sep } from 'node:path';
import { ThemeError, error } from './problems.ts';

/** Where the files of one theme are read from. */
export interface ThemeSource {
  /**
   * The bytes of a file of the theme, or undefined if it has no such file.
   * @throws ThemeError if it cannot or must not be read.
   */
  read(path: string, largest: number): Promise<Buffer | undefined>;
  /**
   * How the name on disk differs from this one, if only in capitals or in how accents are encoded: Windows and macOS take
   * them for the same, Linux and web hosts do not.
   */
  spelling?(path: string): Promise<string | undefined>;
  /** Whether a file without bytes may be there after all, but is not public. */
  forbids?(path: string): boolean;
}

const folded = (name: string): string => name.normalize('NFC').toLowerCase();

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
      const inside = relative(await realpath(folder), await realpath(file)); // the folder may be the root of a drive
      if (isAbsolute(inside) || inside.split(sep)[0] === '..')
        throw refuse('links to a file outside the theme', 'Copy the file into the theme.');
      if (info.size > largest)
        throw refuse(`is larger than ${Math.floor(largest / 1024)} kB`, 'Make it smaller.');
      return readFile(file).catch((cause: unknown) => {
        if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined; // removed since, as editors do for a moment
        throw cause;
      });
    },
    async spelling(path) {
      const name = basename(path);
      const names = await readdir(dirname(join(folder, path))).catch((): string[] => []);
      const other = names.includes(name) ? undefined : names.find((one) => folded(one) === folded(name));
      if (other === undefined) return undefined;
      return other.normalize('NFC') === name.normalize('NFC')
        ? 'has a name on disk whose accents are encoded differently (NFC, NFD)'
        : `is called ${other} on disk`;
    },
  };
}
