/**
 * Draws the pictures of the built-in themes and the stock pictures: `node tools/artwork/make.js [--draft] [filter…]`.
 * A filter is the beginning of a path, e.g. `books/img-items/walden`. A draft is small, quick and written to the
 * folder given by --out. The same scripts draw the same pixels on every machine.
 */
import { build } from 'esbuild';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '../..');
const outfile = join(root, `node_modules/.cache/artwork-${process.pid}.mjs`);
await mkdir(dirname(outfile), { recursive: true });
await build({
  entryPoints: [join(here, 'make.ts')],
  outfile,
  bundle: true,
  format: 'esm',
  platform: 'node',
  packages: 'external',
  logLevel: 'warning',
});
const { make } = await import(pathToFileURL(outfile).href);
await make(root, process.argv.slice(2));
