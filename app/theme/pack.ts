import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { makeFolder, remove, replaceFolder } from '../../shared/files.js';
import type { Theme } from './theme.ts';

/**
 * Writes a theme as a folder that any static host can serve and THEME_URI can name: normalized documents and
 * encoded pictures. An existing folder is replaced when the new one is complete. Returns the files written, relative
 * to the folder.
 */
export async function packTheme(theme: Theme, folder: string): Promise<string[]> {
  const files = new Map<string, Buffer>();
  for (const [name, text] of Object.entries(theme.documents))
    files.set(name, Buffer.from(withoutSchema(text)));
  for (const [path, { file }] of theme.files)
    if (!/^bg-\d+\.(avif|webp)$/.test(path)) files.set(path, await readFile(file));
  const draft = `${folder}.${process.pid}`;
  try {
    for (const [path, bytes] of files) {
      const file = join(draft, path);
      makeFolder(dirname(file));
      await writeFile(file, bytes);
    }
    await replaceFolder(draft, folder);
  } finally {
    await remove(draft);
  }
  return [...files.keys()].sort();
}

/** `$schema` is for local editors; on another host its path does not exist. */
function withoutSchema(text: string): string {
  const value: unknown = JSON.parse(text);
  if (Array.isArray(value)) return text;
  const { $schema: _, ...rest } = value as Record<string, unknown>;
  return `${JSON.stringify(rest, null, 2)}\n`;
}
