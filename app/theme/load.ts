import type { Network } from './address.ts';
import { assembleTheme } from './assemble.ts';
import type { Assembled } from './assemble.ts';
import { ThemeError, describeProblem } from './problems.ts';
import type { Problem } from './problems.ts';
import { builtInThemesDir, resolveReference } from './reference.ts';
import { RemoteSource, copyOf, dateOfCopy } from './remote.ts';
import { folderSource } from './source.ts';
import type { Theme } from './theme.ts';
import { rememberFiles } from './worn.ts';

export interface ThemeOptions {
  /** Name, folder or http(s) address. */
  readonly theme: string;
  /** Origin of the app: an address below its `/static/themes/` selects the theme of that name. */
  readonly appUrl: string;
  /** Where encoded pictures and copies of remote themes are stored. */
  readonly cacheDir: string;
  /** Where themes are found by name; the built-in ones by default. */
  readonly themesDir?: string;
  /** How remote themes are fetched; the system's network by default. */
  readonly network?: Network;
}

/**
 * Loads the app's theme. If a remote theme is unavailable, its copy is used, with a warning.
 * @throws ThemeError naming all problems if it is not valid.
 */
export async function loadTheme(options: ThemeOptions): Promise<Theme> {
  const { theme, problems } = await examine(options);
  const worn = theme ?? (await wearCopy(options, problems));
  if (worn === undefined) throw new ThemeError(options.theme, problems);
  await rememberFiles(worn, options.cacheDir);
  return worn;
}

/** All problems of a theme, errors and warnings; empty if there are none. */
export async function checkTheme(options: ThemeOptions): Promise<readonly Problem[]> {
  try {
    return (await examine(options)).problems;
  } catch (cause) {
    if (cause instanceof ThemeError) return cause.problems;
    throw cause;
  }
}

async function examine(options: ThemeOptions): Promise<Assembled> {
  const { theme, appUrl, cacheDir, network, themesDir = builtInThemesDir() } = options;
  const reference = resolveReference(theme, appUrl, themesDir);
  if (reference.kind === 'folder') {
    const { name, folder, builtIn } = reference;
    return assembleTheme({
      name,
      source: folderSource(folder),
      cacheDir,
      ...(builtIn && { shippedIn: folder }),
    });
  }
  const { name, url } = reference;
  const source = new RemoteSource(url, copyOf(name, cacheDir), network);
  const assembled = await assembleTheme({ name, source, cacheDir });
  if (assembled.theme) await source.keep();
  return assembled;
}

async function wearCopy(options: ThemeOptions, problems: readonly Problem[]): Promise<Theme | undefined> {
  const { theme, appUrl, cacheDir, themesDir = builtInThemesDir() } = options;
  const reference = resolveReference(theme, appUrl, themesDir);
  const folder = copyOf(reference.name, cacheDir);
  const date = reference.kind === 'address' ? await dateOfCopy(folder) : undefined;
  if (date === undefined) return undefined;
  const copy = await assembleTheme({ name: reference.name, source: folderSource(folder), cacheDir });
  const reason = problems.find((problem) => problem.severity === 'error');
  const told = `The theme ${theme} could not be fetched (${reason ? describeProblem(reason) : 'no response'}) The copy of ${date.toISOString().slice(0, 16).replace('T', ' ')} UTC is used instead.`;
  return copy.theme && { ...copy.theme, warnings: [told, ...copy.theme.warnings] };
}
