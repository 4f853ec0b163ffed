import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder, remove, replaceFile } from '../../shared/files.js';
import { parseEnv, readEnvText } from '../env-file.ts';
import { UserError } from '../errors.ts';
import { reservedByWindows } from '../read-text.ts';
import type { Io } from '../io.ts';
import { createOutput } from '../terminal/output.ts';

interface JsonOption {
  json?: boolean;
}

const folderIn = (cwd: string) => join(cwd, '.multidemo', 'profiles');
const fileOf = (name: string, cwd: string) => join(folderIn(cwd), `${checked(name)}.env`);
const envIn = (cwd: string) => join(cwd, '.env');

const isName = (text: string): boolean => /^[a-z0-9][a-z0-9-]{0,39}$/.test(text);

function checked(name: string): string {
  if (reservedByWindows.test(name))
    throw new UserError(`Windows reserves the name '${name}'.`, `Choose another, such as ${name}-org.`, {
      code: 'invalid_answer',
    });
  if (isName(name)) return name;
  throw new UserError(
    `'${name}' is not a valid profile name.`,
    'Use up to 40 lowercase letters, digits and hyphens.',
    { code: 'invalid_answer' },
  );
}

async function names(cwd: string): Promise<string[]> {
  const files = await readdir(folderIn(cwd)).catch(() => []);
  const found = files.flatMap((file) => /^(.+)\.env$/.exec(file)?.[1] ?? []);
  return found.filter((name) => isName(name) && !reservedByWindows.test(name)).sort();
}

/** The org that a `.env` text configures. */
function orgIn(text: string, file: string): string {
  const found = parseEnv(text, file).findLast(({ name }) => name === 'OKTA_BASE_URL');
  return found?.value ?? 'sandbox org';
}

/** Prints the profiles of this folder; a star marks the one that `.env` equals. */
export async function listProfiles({ json }: JsonOption, io: Io): Promise<void> {
  const current = await readEnvText(envIn(io.cwd));
  const profiles = await Promise.all(
    (await names(io.cwd)).map(async (name) => {
      const text = (await readEnvText(fileOf(name, io.cwd))) ?? '';
      return { name, org: orgIn(text, `${name}.env`), inUse: text === current };
    }),
  );
  const output = createOutput(io);
  if (json) {
    output.json(profiles);
    return;
  }
  if (profiles.length === 0)
    output.line('There are no profiles. multidemo profile save NAME saves .env as one.');
  const width = Math.max(0, ...profiles.map(({ name }) => name.length));
  for (const { name, org, inUse } of profiles)
    output.line(`${inUse ? '*' : ' '} ${output.paint.strong(name.padEnd(width))}  ${org}`);
}

/** Keeps a copy of `.env` under a name. */
export async function saveProfile(name: string, { json }: JsonOption, io: Io): Promise<void> {
  const text = await readEnvText(envIn(io.cwd));
  if (text === undefined)
    throw new UserError('There is no .env in this folder.', 'Configure an org first, with multidemo init.', {
      code: 'configuration',
    });
  makeFolder(folderIn(io.cwd), 0o700);
  await replaceFile(fileOf(name, io.cwd), text, { mode: 0o600 });
  const org = orgIn(text, '.env');
  createOutput(io).result(json, { profile: name, org }, `Profile ${name} saved: ${org}`);
}

/**
 * Makes a profile the `.env` of this folder.
 * @throws UserError if `.env` is not saved in any profile, and would be lost
 */
export async function useProfile(name: string, { json }: JsonOption, io: Io): Promise<void> {
  const text = await readEnvText(fileOf(name, io.cwd));
  if (text === undefined) throw await unknown(name, io.cwd);
  const current = await readEnvText(envIn(io.cwd));
  const kept = await Promise.all((await names(io.cwd)).map((one) => readEnvText(fileOf(one, io.cwd))));
  if (current !== undefined && !kept.includes(current))
    throw new UserError('.env is not saved in any profile, and would be lost.', [
      'Save it first: multidemo profile save NAME.',
      'If it belongs to a profile that you changed, save it under that name.',
    ]);
  await replaceFile(envIn(io.cwd), text, { mode: 0o600 });
  const org = orgIn(text, '.env');
  createOutput(io).result(json, { profile: name, org }, `Now in use: ${name}, ${org}`);
}

/** Deletes a profile; `.env` stays. */
export async function removeProfile(name: string, { json }: JsonOption, io: Io): Promise<void> {
  if (!(await names(io.cwd)).includes(checked(name))) throw await unknown(name, io.cwd);
  await remove(fileOf(name, io.cwd));
  createOutput(io).result(json, { removed: name }, `Profile ${name} removed.`);
}

async function unknown(name: string, cwd: string): Promise<UserError> {
  const known = await names(cwd);
  return new UserError(
    `There is no profile '${name}'.`,
    known.length > 0 ? `Profiles: ${known.join(', ')}.` : 'Save one first: multidemo profile save NAME.',
    { code: 'invalid_answer' },
  );
}
