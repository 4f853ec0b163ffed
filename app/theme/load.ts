import { assembleTheme } from './assemble.ts';
import { ThemeError } from './problems.ts';
import type { Problem } from './problems.ts';
import { builtInThemesDir, resolveReference } from './reference.ts';
import { folderSource } from './source.ts';
import type { Theme } from './theme.ts';

export interface ThemeOptions {
  /** Name, folder or http(s) address. */
  readonly theme: string;
  /** Origin of the app: an address below its `/static/themes/` means the theme of that name. */
  readonly appUrl: string;
  /** Where encoded pictures and copies of remote themes are kept. */
  readonly cacheDir: string;
  /** Where themes are found by name; those that came with the app when not given. */
  readonly themesDir?: string;
}

/**
 * Loads the theme that the app wears.
 * @throws ThemeError naming every problem when it cannot be worn.
 */
export async function loadTheme(options: ThemeOptions): Promise<Theme> {
  const { theme, problems } = await examine(options);
  if (theme === undefined) throw new ThemeError(options.theme, problems);
  return theme;
}

/** Every problem of a theme, errors and warnings; an empty list when there is none. */
export async function checkTheme(options: ThemeOptions): Promise<readonly Problem[]> {
  try {
    return (await examine(options)).problems;
  } catch (cause) {
    if (cause instanceof ThemeError) return cause.problems;
    throw cause;
  }
}

async function examine({ theme, appUrl, cacheDir, themesDir = builtInThemesDir() }: ThemeOptions) {
  const reference = resolveReference(theme, appUrl, themesDir);
  if (reference.kind === 'address') throw new Error('not yet');
  const { name, folder, builtIn } = reference;
  return assembleTheme({
    name,
    source: folderSource(folder),
    cacheDir,
    ...(builtIn && { shippedIn: folder }),
  });
}
