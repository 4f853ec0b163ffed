import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { decodeText } from '../../shared/decode-text.ts';
import { distance } from '../distance.ts';
import { UserError } from '../errors.ts';
import { packageRoot } from '../paths.ts';
import { pathFrom } from '../read-text.ts';
import { parseScript } from './schema.ts';
import type { Script } from './schema.ts';

const folder = (): string => join(packageRoot(), 'demos');
const nameOf = (file: string): string => basename(file).replace(/\.ya?ml$/, '');

/** The names of the scripts that come with multidemo, in the order in which they build on each other. */
export async function scriptNames(): Promise<string[]> {
  const files = await readdir(folder());
  return files
    .filter((file) => file.endsWith('.yaml'))
    .map(nameOf)
    .sort();
}

/** A script as its file has it. */
export interface ScriptSource {
  readonly source: string;
  /** As messages name it. */
  readonly file: string;
  readonly name: string;
}

/**
 * A script by its name, or by its path if it is one of your own.
 * @throws UserError if there is none, or it is not valid
 */
export async function loadScript(wanted: string, cwd: string): Promise<Script> {
  const { source, file, name } = await readScript(wanted, cwd);
  return parseScript(source, file, name);
}

/** @throws UserError if there is none */
export async function readScript(wanted: string, cwd: string): Promise<ScriptSource> {
  const isPath = /[/\\]|\.ya?ml$/.test(wanted);
  const names = isPath ? [] : await scriptNames();
  // The number in front of a name need not be typed.
  const found = names.find((name) => name === wanted || name.replace(/^\d+-/, '') === wanted);
  if (!isPath && found === undefined) {
    const close = names.map((name) => name.replace(/^\d+-/, '')).find((name) => distance(name, wanted) <= 3);
    throw new UserError(
      `There is no demo script '${wanted}'.`,
      close === undefined ? 'multidemo demo list shows them.' : `Did you mean ${close}?`,
      { code: 'invalid_answer' },
    );
  }
  const file = found === undefined ? pathFrom(cwd, wanted) : join(folder(), `${found}.yaml`);
  const bytes = await readFile(file).catch((cause: unknown) => {
    throw new UserError(`${file} cannot be read.`, 'Check the path of the script.', {
      cause,
      code: 'invalid_answer',
    });
  });
  const source = decodeText(bytes);
  const shown = found === undefined ? wanted : `demos/${found}.yaml`;
  return { source, file: shown, name: nameOf(file).replace(/^\d+-/, '') };
}

/** All scripts that come with multidemo. @throws UserError for the first that is not valid */
export const allScripts = async (cwd: string): Promise<Script[]> =>
  Promise.all((await scriptNames()).map((name) => loadScript(name, cwd)));
