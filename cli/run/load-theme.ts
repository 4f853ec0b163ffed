import type { Theme } from '../../app/index.ts';
import { UserError } from '../errors.ts';
import type { Io } from '../io.ts';
import { locateTheme, themeCache } from './theme-reference.ts';

/**
 * Loads a theme for a command.
 * @throws UserError with one line per problem
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

/** Problems of a theme become user errors; anything else is rethrown. */
export async function asUserError(error: unknown): Promise<unknown> {
  const { ThemeError, describeProblem } = await import('../../app/index.ts');
  if (!(error instanceof ThemeError)) return error;
  const [first = ''] = error.message.split('\n');
  const lines = error.problems.filter(({ severity }) => severity === 'error').map(describeProblem);
  const shown = lines.slice(0, 8);
  const more =
    lines.length > shown.length
      ? [`… and ${lines.length - shown.length} more: multidemo theme check lists all of them.`]
      : [];
  return new UserError(first, [...shown, ...more], { cause: error, code: 'theme' });
}
