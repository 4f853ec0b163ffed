/**
 * The pictures of previously used themes. Orders still show what was bought after the shop has switched themes,
 * even if a theme's folder or host no longer exists.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeWhole } from './pictures.ts';
import type { Theme, ThemeFile } from './theme.ts';

const fileFor = (name: string, cacheDir: string): string => join(cacheDir, 'worn', `${name}.json`);

/** Only files in the cache are recorded; those of built-in themes stay where they are. */
export async function rememberFiles(theme: Theme, cacheDir: string): Promise<void> {
  const pictures = join(cacheDir, 'pictures');
  const files = [...theme.files].filter(([, { file }]) => file.startsWith(pictures));
  if (files.length === 0) return;
  const earlier = await recallFiles(theme.name, cacheDir);
  const all = new Map([...(earlier ?? []), ...files]);
  await writeWhole(fileFor(theme.name, cacheDir), Buffer.from(JSON.stringify([...all])));
}

/** The pictures of a previously used theme, or undefined if there was none with that name. */
export async function recallFiles(
  name: string,
  cacheDir: string,
): Promise<ReadonlyMap<string, ThemeFile> | undefined> {
  if (!/^[\w-]+$/.test(name)) return undefined;
  try {
    return new Map(JSON.parse(await readFile(fileFor(name, cacheDir), 'utf8')) as [string, ThemeFile][]);
  } catch {
    return undefined;
  }
}
