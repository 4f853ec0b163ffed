import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * The folder of the okta-multidemo package, found by searching upwards from this file: code runs from the sources
 * in tests and from `dist/` otherwise.
 */
export function packageRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  for (;;) {
    const manifest = join(folder, 'package.json');
    if (existsSync(manifest) && /"name":\s*"okta-multidemo"/.test(readFileSync(manifest, 'utf8')))
      return folder;
    const parent = dirname(folder);
    if (parent === folder)
      throw new Error('The package.json of okta-multidemo is missing: the installation is incomplete.');
    folder = parent;
  }
}

/** Version of the package, as `1.0.0`. */
export const packageVersion = (): string =>
  (JSON.parse(readFileSync(join(packageRoot(), 'package.json'), 'utf8')) as { version: string }).version;
