import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { packageRoot, packageVersion } from '../../paths.ts';
import { ok, warning } from '../check.ts';
import type { Check } from '../check.ts';

const shown = ['@okta/okta-signin-widget', '@okta/okta-auth-js', 'openid-client'];

/** The installed packages are those that this version was tested with. */
export const versions: Check = {
  id: 'versions',
  title: 'Versions',
  area: 'This machine',
  needs: [],
  docs: 'https://github.com/okta/okta-signin-widget/releases',
  async run() {
    const { dependencies } = JSON.parse(await readFile(join(packageRoot(), 'package.json'), 'utf8')) as {
      dependencies: Record<string, string>;
    };
    const installed = await Promise.all(
      shown.map(async (name) => ({ name, wanted: dependencies[name] ?? '', there: await versionOf(name) })),
    );
    const other = installed.find(({ wanted, there }) => wanted !== there);
    if (other)
      return warning({
        found: `${other.name} is ${other.there ?? 'not installed'}.`,
        expected: other.wanted,
        consequence: 'The sign-in pages may not look or behave as rehearsed.',
        remedy: 'npm ci',
      });
    const list = installed.map(({ name, wanted }) => `${name.replace('@okta/', '')} ${wanted}`);
    return ok(`multidemo ${packageVersion()}, ${list.join(', ')}.`);
  },
};

/** Resolved as Node does, but by file: packages do not have to export their package.json. */
async function versionOf(name: string): Promise<string | undefined> {
  const folders = createRequire(join(packageRoot(), 'package.json')).resolve.paths(name) ?? [];
  for (const folder of folders) {
    const text = await readFile(join(folder, name, 'package.json'), 'utf8').catch(() => undefined);
    if (text !== undefined) return (JSON.parse(text) as { version: string }).version;
  }
  return undefined;
}
