import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { sandboxFolder } from './sandbox-org.ts';
import { isStillHolder } from './lock.ts';
import type { Environment } from './environment.ts';

const schema = z.object({
  pid: z.number(),
  env: z.record(z.string(), z.string()),
  /** The demo org's variables. */
  variables: z.record(z.string(), z.json()).default({}),
});
type Running = Pick<z.output<typeof schema>, 'variables'> & { env: Environment };
const fileIn = (cwd: string) => join(sandboxFolder(cwd), 'running.json');

/**
 * Records the settings of the shop with the sandbox org, so that other commands find both while `serve` runs.
 * Contains the org's API token and the client secrets, so only its owner can read it.
 * @returns removes the file
 */
export async function noteRunning(cwd: string, { env, variables }: Running): Promise<() => Promise<void>> {
  const { variables: known } = await import('../../app/index.ts');
  // Only the environment variables that the shop reads: a shell may contain unrelated secrets.
  const given = Object.fromEntries(
    Object.entries(env).filter(([name, value]) => name in known && value !== undefined),
  );
  await writeFile(fileIn(cwd), JSON.stringify({ pid: process.pid, env: given, variables }), { mode: 0o600 });
  return () => rm(fileIn(cwd), { force: true });
}

/** The settings of the running shop and sandbox org of this folder; undefined if they are not running. */
export async function readRunning(cwd: string): Promise<Running | undefined> {
  const file = fileIn(cwd);
  const noted = await readFile(file, 'utf8')
    .then((text) => schema.safeParse(JSON.parse(text)))
    .catch(() => undefined);
  if (noted?.success && (await isStillHolder(noted.data.pid, file))) return noted.data;
  await rm(file, { force: true }); // left behind by a killed process
  return undefined;
}
