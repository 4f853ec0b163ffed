import { UserError } from '../../errors.ts';
import type { Io } from '../../io.ts';
import { locateTheme, themeCache } from '../../run/theme-reference.ts';
import { createOutput } from '../../terminal/output.ts';

export interface CheckOptions {
  json?: boolean;
}

/**
 * Lists every problem of a theme with its file, key path and remedy.
 * @returns the exit status: 1 if one of them is an error
 */
export async function checkTheme(theme: string, { json }: CheckOptions, io: Io): Promise<number> {
  const app = await import('../../../app/index.ts');
  const output = createOutput(io);
  const problems = await app.checkTheme({
    theme: locateTheme(theme, io.cwd),
    appUrl: io.env.APP_URL ?? 'http://localhost:5000',
    cacheDir: themeCache(io.cwd),
  });
  const errors = problems.filter(({ severity }) => severity === 'error');
  if (json) {
    output.json(problems);
    return errors.length > 0 ? 1 : 0;
  }
  for (const problem of problems)
    output.line(`  ${problem.severity === 'error' ? '✗' : '!'} ${app.describeProblem(problem)}`);
  if (errors.length > 0)
    throw new UserError(
      `${theme} is not valid: ${count(errors.length, 'error')}.`,
      'Fix the errors and check again.',
      {
        code: 'theme',
      },
    );
  output.line(`${theme} is valid: ${count(problems.length, 'warning')}, no errors.`);
  return 0;
}

const count = (n: number, what: string): string => `${n === 0 ? 'no' : n} ${what}${n === 1 ? '' : 's'}`;
