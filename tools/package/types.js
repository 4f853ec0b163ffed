import { join } from 'node:path';
import { rollup } from 'rollup';
import { dts } from 'rollup-plugin-dts';

/** Packages whose users have them when they use the entry. */
const theirs = new Set(['vitest', '@playwright/test']);
const isForeign = (id) => !/^[./]/.test(id);

/**
 * Writes the declarations of public modules, one file each: what their exports mention, and nothing of the inside.
 * @param entries name of the file → source
 * @throws if they refer to a package, which users of ours would then need
 */
export async function writeTypes(root, entries, folder) {
  const bundle = await rollup({
    input: Object.fromEntries(Object.entries(entries).map(([name, file]) => [name, join(root, file)])),
    external: isForeign,
    plugins: [dts({ tsconfig: join(root, 'tsconfig.json'), compilerOptions: { noEmit: false } })],
    onwarn: ({ message }) => {
      throw new Error(message);
    },
  });
  const names = { entryFileNames: '[name].d.ts', chunkFileNames: '[name].d.ts' };
  const { output } = await bundle.write({ dir: folder, format: 'es', ...names });
  await bundle.close();
  const inside = new Set(output.map(({ fileName }) => fileName));
  for (const { imports, fileName } of output) {
    const foreign = imports.filter((id) => isForeign(id) && !inside.has(id) && !theirs.has(id));
    if (foreign.length > 0) throw new Error(`${fileName} refers to ${foreign.join(', ')}`);
  }
}
