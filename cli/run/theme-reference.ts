import { existsSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { pathFrom } from '../read-text.ts';

/**
 * What was typed as a theme, as the app understands it wherever it runs: a folder named from the working folder, or
 * a theme in its `themes/`, becomes an absolute path; a name or an address stays as it is.
 */
export function locateTheme(theme: string, cwd: string): string {
  if (/^https?:/i.test(theme) || isAbsolute(theme)) return theme;
  if (/^[.~]/.test(theme) || /[/\\]/.test(theme)) return pathFrom(cwd, theme);
  const near = join(cwd, 'themes', theme);
  return existsSync(join(near, 'config.json')) ? near : theme;
}

/** Where pictures encoded anew and copies of remote themes are kept. */
export const themeCache = (cwd: string): string => join(cwd, '.multidemo', 'themes');
