import type { Theme } from '../../app/index.ts';
import { UserError } from '../errors.ts';
import type { Io } from '../io.ts';
import { locateTheme, themeCache } from './theme-reference.ts';

/**
 * Loads a theme for a command that works on one.
 * @throws UserError with a line for each problem
 */
export async function loadForCommand(theme: string, io: Io): Promise<Theme> {
  const { loadTheme } = await import('../../app/index.ts');
  try {
    return await loadTheme({
      theme: locateTheme(theme, io.cwd),
      appUrl: io.env.APP_URL ?? 'http://localhost:5000',
      cacheDir: themeCache(io.cwd),
    });
  } catch (error) {
    throw await asUserError(error);
  }
}

/** A theme's faults are the user's to fix; anything else passes as it is. */
export async function asUserError(error: unknown): Promise<unknown> {
  const { ThemeError, describeProblem } = await import('../../app/index.ts');
  if (!(error instanceof ThemeError)) return error;
  const [first = ''] = error.message.split('\n');
  const lines = error.problems.filter(({ severity }) => severity === 'error').map(describeProblem);
  const shown = lines.slice(0, 8);
  const more =
    lines.length > shown.length
      ? [`… and ${lines.length - shown.length} more: multidemo theme check names them all.`]
      : [];
  return new UserError(first, [...shown, ...more], { cause: error, code: 'theme' });
}
