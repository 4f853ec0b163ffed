import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

interface PackageFile {
  name: string;
  version: string;
}
const readPackage = (folder: string) =>
  JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as PackageFile;

/** Folder of the okta-multidemo package; its code runs from `cli/` in tests and from `dist/` otherwise. */
export function packageRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json')) || readPackage(folder).name !== 'okta-multidemo') {
    const parent = dirname(folder);
    if (parent === folder) throw new Error('The package.json of okta-multidemo is missing.');
    folder = parent;
  }
  return folder;
}

/** Version of the package, as `1.0.0`. */
export const packageVersion = (): string => readPackage(packageRoot()).version;

/** The synthesised demo org, written by the build. */
export const stackFile = (): string => join(packageRoot(), 'dist/stacks/demo-org.tf.json');
