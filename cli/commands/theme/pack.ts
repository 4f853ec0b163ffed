import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { UserError } from '../../errors.ts';
import type { Io } from '../../io.ts';
import { outFolder } from '../../out.ts';
import { loadForCommand } from '../../run/load-theme.ts';
import { createOutput } from '../../terminal/output.ts';

export interface PackOptions {
  out?: string;
  force?: boolean;
  json?: boolean;
}

/** Writes a theme as a folder that any static host can serve. */
export async function packTheme(theme: string, { out, force, json }: PackOptions, io: Io): Promise<void> {
  const app = await import('../../../app/index.ts');
  const output = createOutput(io);
  const wanted = out ?? `${basename(theme.replace(/\/+$/, ''))}-packed`;
  const folder = await outFolder(io.cwd, wanted, '--out');
  if (existsSync(folder) && !force)
    throw new UserError(
      `${folder} already exists.`,
      'Choose another with --out, or replace it with --force.',
      { code: 'invalid_answer' },
    );
  if (existsSync(folder) && !existsSync(join(folder, 'config.json')))
    throw new UserError(
      `--out: ${folder} is not a theme, and --force would delete what is in it.`,
      'Choose another folder, or delete it yourself.',
      { code: 'invalid_answer' },
    );
  const loaded = await loadForCommand(theme, io);
  const files = await app.packTheme(loaded, folder);
  if (json) {
    output.json({ folder, files });
    return;
  }
  output.line(`${loaded.siteTitle}: ${files.length} files in ${folder}`);
  output.line(
    `  ${output.paint.quiet('Upload them to a host and set')} THEME_URI=https://…/${basename(folder)}`,
  );
}
