import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Io } from '../../io.ts';
import { packageRoot } from '../../../shared/package-root.ts';
import { createOutput } from '../../terminal/output.ts';

export interface ListOptions {
  json?: boolean;
}

/** Prints the themes available by name: the built-in ones and those in `themes/` here. */
export async function listThemes({ json }: ListOptions, io: Io): Promise<void> {
  const app = await import('../../../app/index.ts');
  const output = createOutput(io);
  const here = join(io.cwd, 'themes');
  const shipped = join(packageRoot(), 'themes');
  const themes = [
    ...(await app.listThemes(shipped)),
    ...(existsSync(here) && here !== shipped ? await app.listThemes(here) : []),
  ];
  if (json) {
    output.json(themes);
    return;
  }
  const width = Math.max(...themes.map(({ name }) => name.length));
  for (const { name, siteTitle, items } of themes)
    output.line(
      `  ${output.paint.strong(name.padEnd(width))}  ${siteTitle}  ${output.paint.quiet(`${items} items`)}`,
    );
  output.line();
  output.line(`  ${output.paint.quiet('Use one:')} multidemo serve --theme ${themes[0]?.name ?? 'default'}`);
}
