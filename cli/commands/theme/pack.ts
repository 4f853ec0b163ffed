import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { UserError } from '../../errors.ts';
import type { Io } from '../../io.ts';
import { pathFrom } from '../../read-text.ts';
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
  const loaded = await loadForCommand(theme, io);
  const folder = pathFrom(io.cwd, out ?? `${basename(theme.replace(/\/+$/, ''))}-packed`);
  if (existsSync(folder) && !force)
    throw new UserError(
      `${folder} already exists.`,
      'Choose another with --out, or replace it with --force.',
    );
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
