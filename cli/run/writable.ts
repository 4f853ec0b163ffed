import { existsSync } from 'node:fs';
import { mkdtemp, rmdir } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Makes sure that a working folder takes files, before anything is changed in an org: what was done there is kept here.
 * @throws the error of the file system
 */
export async function requireWritable(cwd: string): Promise<void> {
  const state = join(cwd, '.multidemo');
  for (const folder of existsSync(state) ? [cwd, state] : [cwd])
    await rmdir(await mkdtemp(join(folder, '.try-')));
}
