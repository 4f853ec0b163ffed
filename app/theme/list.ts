import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeText } from '../../shared/decode-text.ts';
import { parseConfig, parseData } from './format.ts';
import { builtInThemesDir, listThemeNames } from './reference.ts';

export interface ListedTheme {
  readonly name: string;
  readonly siteTitle: string;
  readonly items: number;
  readonly primary: string | undefined;
}

/**
 * The themes in a folder of themes; one with an invalid config.json or data.json is listed with what could be
 * read.
 */
export async function listThemes(themesDir = builtInThemesDir()): Promise<ListedTheme[]> {
  return Promise.all(
    listThemeNames(themesDir).map(async (name) => {
      const read = async (file: string) =>
        decodeText(await readFile(join(themesDir, name, file)).catch(() => Buffer.alloc(0)));
      const config = parseConfig(await read('config.json'), []);
      const items = parseData(await read('data.json'), []);
      return {
        name,
        siteTitle: config?.['site-title'] ?? '(fails theme check)',
        items: items?.length ?? 0,
        primary: config?.colors?.primary,
      };
    }),
  );
}
