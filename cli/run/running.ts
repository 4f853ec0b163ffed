import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { remove, replaceFile } from '../../shared/files.js';
import { announcePresence, cardSchema, isPresent } from './presence.ts';
import { sandboxFolder } from './sandbox-org.ts';
import type { Environment } from './environment.ts';

const schema = cardSchema.extend({
  env: z.record(z.string(), z.string()),
  /** The demo org's variables. */
  variables: z.record(z.string(), z.json()).default({}),
  /** Where this machine reaches the org, which may have a public address. */
  orgHere: z.string().optional(),
});
type Running = Pick<z.output<typeof schema>, 'variables' | 'orgHere'> & { env: Environment };
const fileIn = (cwd: string) => join(sandboxFolder(cwd), 'running.json');

/**
 * Records the settings of the shop with the sandbox org, so that other commands find both while `serve` runs.
 * Contains the org's API token and the client secrets, so only its owner can read it.
 * @returns removes the file
 */
export async function noteRunning(cwd: string, { env, ...rest }: Running): Promise<() => Promise<void>> {
  const { variables: known } = await import('../../app/index.ts');
  // Only the environment variables that the shop reads: a shell may contain unrelated secrets.
  const given = Object.fromEntries(
    Object.entries(env).filter(([name, value]) => name in known && value !== undefined),
  );
  const { card, end } = await announcePresence();
  await replaceFile(fileIn(cwd), JSON.stringify({ ...rest, ...card, env: given }), { mode: 0o600 });
  return async () => {
    end();
    await remove(fileIn(cwd));
  };
}

/**
 * The settings of the running shop and sandbox org of this folder; undefined if they are not running. A file that a
 * killed process left, or that is damaged, stays until the next `serve` replaces it.
 */
export async function readRunning(cwd: string): Promise<Running | undefined> {
  const noted = await readFile(fileIn(cwd), 'utf8')
    .then((text) => schema.safeParse(JSON.parse(text)).data)
    .catch(() => undefined);
  return noted && (await isPresent(noted)) ? noted : undefined;
}
