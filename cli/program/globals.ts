import { stat } from 'node:fs/promises';
import { parseEnv, readEnvText } from '../env-file.ts';
import { UserError } from '../errors.ts';
import { trustOwnAuthority } from '../https/trust-here.ts';
import type { Io } from '../io.ts';
import { pathFrom } from '../read-text.ts';
import { findLocalNames } from '../run/find-names.ts';

export interface Globals {
  cwd?: string;
  dotenv?: string;
  color: boolean;
}

const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );

/** Options in front of any command change what it sees of the outside world. */
export async function applyGlobals({ cwd, dotenv, color }: Globals, io: Io): Promise<void> {
  if (dotenv !== undefined) {
    const file = pathFrom(io.cwd, dotenv);
    const text = (await isFolder(file)) ? undefined : await readEnvText(file);
    if (text === undefined)
      throw new UserError(`${file} is not a file.`, 'Check --dotenv.', { code: 'configuration' });
    const variables = parseEnv(text, file).map(({ name, value }) => [name, value] as const);
    io.env = { ...Object.fromEntries(variables), ...io.env };
  }
  if (cwd !== undefined) {
    const folder = pathFrom(io.cwd, cwd);
    if (!(await isFolder(folder)))
      throw new UserError(`${folder} is not a folder.`, 'Check --cwd.', { code: 'invalid_answer' });
    io.cwd = folder;
  }
  trustOwnAuthority(io);
  findLocalNames();
  if (!color) io.env = { ...io.env, NO_COLOR: '1' };
}
