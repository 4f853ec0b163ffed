import { existsSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { pathFrom } from '../read-text.ts';

/**
 * Resolves the given theme independently of the app's folder: a folder relative to the working folder, or a
 * theme in its `themes/`, becomes an absolute path; a name or an address stays unchanged.
 */
export function locateTheme(theme: string, cwd: string): string {
  if (/^https?:/i.test(theme) || isAbsolute(theme)) return theme;
  if (/^[.~]/.test(theme) || /[/\\]/.test(theme)) return pathFrom(cwd, theme);
  const near = join(cwd, 'themes', theme);
  return existsSync(join(near, 'config.json')) ? near : theme;
}

/** Where re-encoded pictures and copies of remote themes are stored. */
export const themeCache = (cwd: string): string => join(cwd, '.multidemo', 'themes');
