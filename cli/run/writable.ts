import { existsSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { remove } from '../../shared/files.js';

/**
 * Checks that the working folder is writable before anything is changed in an org, since the records are stored
 * here.
 * @throws the file system error
 */
export async function requireWritable(cwd: string): Promise<void> {
  const state = join(cwd, '.multidemo');
  for (const folder of existsSync(state) ? [cwd, state] : [cwd])
    await remove(await mkdtemp(join(folder, '.try-')));
}
