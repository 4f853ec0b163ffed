/**
 * Makes what the package holds besides the build: declarations for TypeScript, and the licenses of the packages whose
 * code is in the bundles. Run by npm before `npm pack`.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from '../../build.js';
import { licencesOf } from './licences.js';
import { writeTypes } from './types.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const dist = join(root, 'dist');

const entries = {
  sandbox: 'sandbox/index.ts',
  vitest: 'sandbox/fixtures/vitest.ts',
  playwright: 'sandbox/fixtures/playwright.ts',
};

await build();
await Promise.all([
  writeTypes(root, entries, join(dist, 'types')),
  licencesOf(root, join(dist, 'packages.json')).then((text) => writeFile(join(dist, 'LICENCES.txt'), text)),
]);
