import { homedir, tmpdir } from 'node:os';
import type { Io } from './io.ts';

/** The user's home. In containers it may be unset, empty, or unknown to the system: then where temporary files are. */
export function homeFolder(env: Io['env'] = process.env): string {
  const named = [env.HOME, env.USERPROFILE].find((folder) => folder !== undefined && folder !== '');
  if (named !== undefined) return named;
  try {
    return homedir() || tmpdir();
  } catch {
    return tmpdir(); // no such user
  }
}
