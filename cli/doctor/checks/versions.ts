import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packageRoot, packageVersion } from '../../paths.ts';
import { ok, warning } from '../check.ts';
import type { Check } from '../check.ts';

const shown = ['@okta/okta-signin-widget', '@okta/okta-auth-js', 'openid-client'];

/** The packages that the build took in are those that this version was tested with. */
export const versions: Check = {
  id: 'versions',
  title: 'Versions',
  area: 'This machine',
  needs: [],
  docs: 'https://github.com/okta/okta-signin-widget/releases',
  async run() {
    const { devDependencies } = await json<{ devDependencies: Record<string, string> }>('package.json');
    const bundled = await json<{ name: string; version: string }[]>('dist/packages.json');
    const installed = shown.map((name) => ({
      name,
      wanted: devDependencies[name] ?? '',
      there: bundled.find((one) => one.name === name)?.version,
    }));
    const other = installed.find(({ wanted, there }) => wanted !== there);
    if (other)
      return warning({
        found: `${other.name} is ${other.there ?? 'not installed'}.`,
        expected: other.wanted,
        consequence: 'The sign-in pages may not look or behave as rehearsed.',
        remedy: 'npm ci, then npm run build',
      });
    const list = installed.map(({ name, wanted }) => `${name.replace('@okta/', '')} ${wanted}`);
    return ok(`multidemo ${packageVersion()}, ${list.join(', ')}.`);
  },
};

const json = async <T>(path: string): Promise<T> =>
  JSON.parse(await readFile(join(packageRoot(), path), 'utf8')) as T;
