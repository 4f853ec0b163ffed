import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder, remove, replaceFile } from '../../../shared/files.js';
import { takeLock } from '../../run/lock.ts';
import { UserError } from '../../errors.ts';

/** The folder in which Terraform works for one org: configuration, state, provider, log. */
export interface Workspace {
  folder: string;
  log: string;
  /** Releases the folder. */
  release(): Promise<void>;
}

/** Where the files for an org are kept: `.multidemo/dev-1.okta.com`, `.multidemo/localhost-5001`. */
export const workspaceFolder = (cwd: string, orgUrl: string): string =>
  join(cwd, '.multidemo', new URL(orgUrl).host.replace(/[[\]]/g, '').replaceAll(':', '-'));

/**
 * Locks the folder for this process and writes the stack to it.
 * @throws UserError naming the process that has locked it, or why it is not writable
 */
export async function openWorkspace(folder: string, stackJson: string): Promise<Workspace> {
  try {
    makeFolder(folder, 0o700);
    await chmod(folder, 0o700); // its state contains client secrets
    const release = await takeLock(join(folder, 'lock'), `The state in ${folder}`);
    try {
      await put(join(folder, 'demo-org.tf.json'), stackJson);
      return { folder, log: join(folder, 'terraform.log'), release };
    } catch (error) {
      await release();
      throw error;
    }
  } catch (error) {
    throw asUserError(error, folder);
  }
}

/** Writes a configuration file atomically; without text it is removed. */
export async function put(file: string, text: string | undefined): Promise<void> {
  if (text === undefined) await remove(file);
  else await replaceFile(file, text, { mode: 0o600 });
}

/** A file system error, with its folder. */
export function asUserError(error: unknown, folder: string): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (error instanceof UserError || code === undefined) return error;
  if (code === 'ENOSPC')
    return new UserError(
      'The disk is full; nothing was changed in the org.',
      ['Free some space and try again.'],
      {
        cause: error,
      },
    );
  if (['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST'].includes(code))
    return new UserError(
      `${folder} is not writable (${code}).`,
      ['Make it writable, or work in another folder.'],
      { cause: error },
    );
  return error;
}
