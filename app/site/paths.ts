import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The package's folder, found by searching upwards from this file, so it works for both sources and bundle. */
export function packageRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  for (;;) {
    const manifest = join(folder, 'package.json');
    if (existsSync(manifest) && /"name":\s*"okta-multidemo"/.test(readFileSync(manifest, 'utf8')))
      return folder;
    const parent = dirname(folder);
    if (parent === folder) throw new Error('The folder of okta-multidemo was not found above this file.');
    folder = parent;
  }
}
