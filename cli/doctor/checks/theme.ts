import { join } from 'node:path';
import { checkTheme, describeProblem } from '../../../app/index.ts';
import { failure, ok, warning } from '../check.ts';
import type { Check } from '../check.ts';
import { count } from '../words.ts';

/** The theme is valid; a remote one is reachable. */
export const theme: Check = {
  id: 'theme',
  title: 'Theme',
  area: 'This machine',
  needs: ['configuration'],
  docs: 'docs/doctor.md#theme',
  slow: true,
  async run({ config, cwd }) {
    const problems = await checkTheme({
      theme: config.theme,
      appUrl: config.appUrl,
      cacheDir: join(cwd, '.multidemo', 'themes'),
    });
    const [first] = problems.filter(({ severity }) => severity === 'error').concat(problems);
    if (!first) return ok(config.theme);
    const finding = {
      found: `${config.theme}: ${count(problems.length, 'problem')}, such as ${describeProblem(first)}`,
      details: problems.map(describeProblem),
      expected: 'A theme without problems.',
      consequence:
        first.severity === 'error'
          ? 'The shop does not start with this theme.'
          : 'The shop does not look as it should.',
      remedy: `multidemo theme check ${config.theme}`,
    };
    return first.severity === 'error' ? failure(finding) : warning(finding);
  },
};
