import { userInfo } from 'node:os';
import { UserError } from './errors.ts';
import type { Io } from './io.ts';

/**
 * The user's home. In containers the variable may be unset or empty, and the user unknown to the system.
 * @throws UserError if it is unknown: a folder that all users share is no place for keys
 */
export function homeFolder(env: Io['env'] = process.env): string {
  const named = [env.HOME, env.USERPROFILE].find((folder) => folder !== undefined && folder !== '');
  if (named !== undefined) return named;
  try {
    return userInfo().homedir;
  } catch (cause) {
    throw new UserError('This user has no home folder.', 'Set HOME to your own folder.', {
      cause,
      code: 'machine',
    });
  }
}
