import { existsSync } from 'node:fs';
import { access, constants, mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { remove } from '../../shared/files.js';
import { UserError } from '../errors.ts';
import type { Io } from '../io.ts';
import { shellOf } from '../shell.ts';

/**
 * Checks that the working folder and its `.env` are writable before anything is changed in an org, since the records
 * are stored here.
 * @throws the file system error, or a UserError for an `.env` that someone has protected
 */
export async function requireWritable({ cwd, platform }: Pick<Io, 'cwd' | 'platform'>): Promise<void> {
  const state = join(cwd, '.multidemo');
  for (const folder of existsSync(state) ? [cwd, state] : [cwd])
    await remove(await mkdtemp(join(folder, '.try-')));
  const file = join(cwd, '.env');
  await access(file, constants.W_OK).catch((error: unknown) => {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT') throw protectedFile(file, code, error, platform);
  });
}

/** A read-only file is never replaced; on Windows, that is impossible anyway. */
export const protectedFile = (
  file: string,
  code: string,
  cause: unknown,
  platform: NodeJS.Platform = process.platform,
): UserError =>
  new UserError(
    `${file} could not be written (${code}); it is unchanged.`,
    [
      `Close it in other programs. If it is read-only, make it writable: ${shellOf(platform).allowWriting(file)}`,
    ],
    { cause, code: 'machine' },
  );
