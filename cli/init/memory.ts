import { existsSync } from 'node:fs';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { makeFolder, remove, replaceFile } from '../../shared/files.js';
import { UserError } from '../errors.ts';
import { additionSchema } from '../provision/additions.ts';
import { madeSince } from '../provision/state-file.ts';
import { asUserError } from '../provision/terraform/workspace.ts';

const added = z.object({
  type: z.string(),
  id: z.string(),
  attributes: z.record(z.string(), z.json()),
  fields: z.array(additionSchema),
});
const schema = z.object({
  version: z.literal(1),
  orgUrl: z.string(),
  engine: z.enum(['direct', 'terraform']),
  /** The stack's variables: defaults for the next init, including partners' client secrets. */
  variables: z.record(z.string(), z.json()),
  /** Whether the org had no API Access Management. */
  isReduced: z.boolean().default(false),
  /** Addresses of resources that existed before, which destroy leaves alone. */
  adopted: z.array(z.string()).default([]),
  /** What init added to them with the engine `terraform`; the engine `direct` keeps that in its own state. */
  added: z.record(z.string(), added).default({}),
  /** The app that init set to require tokens that are bound to a key, which is not part of the stack. */
  bound: z.string().optional(),
  /** The assistant's apps, which are not part of the stack, and the authorization server that lets its agent in. */
  assistant: z
    .object({
      ...{ name: z.string(), issuer: z.string(), client: z.string(), approvals: z.string() },
      mcpClient: z.string().optional(),
    })
    .optional(),
  /** Logins of the users that the last init added to the groups. */
  cast: z.object({ admin: z.array(z.string()), premium: z.array(z.string()) }).optional(),
  /** People that we created, and memberships that we added. */
  people: z.array(z.object({ id: z.string(), login: z.string(), password: z.string() })).default([]),
  members: z.array(z.object({ group: z.string(), user: z.string() })).default([]),
});

/** Records of what `init` did in one org, for the next `init` and for `destroy`. */
export type Memory = z.output<typeof schema>;

/** The state that the next init continues from. */
export const keptFrom = (before: Memory | undefined) => ({
  adopted: before?.adopted ?? [],
  added: before?.added ?? {},
  people: before?.people ?? [],
  members: before?.members ?? [],
  ...(before?.cast && { cast: before.cast }),
  ...(before?.bound !== undefined && { bound: before.bound }),
  ...(before?.assistant && { assistant: before.assistant }),
});

const fileIn = (folder: string): string => join(folder, 'init.json');

/** @throws UserError if there is a file that is not ours */
export async function readMemory(folder: string): Promise<Memory | undefined> {
  const file = fileIn(folder);
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    return schema.parse(JSON.parse(text));
  } catch (error) {
    throw new UserError(
      `${file} cannot be read.`,
      'Remove it. init will ask again and find its resources by name.',
      {
        cause: error,
      },
    );
  }
}

/** A working folder's folders with records for an org. */
export async function foldersOfOrgs(cwd: string): Promise<string[]> {
  const state = join(cwd, '.multidemo');
  const names = await readdir(state).catch(() => []);
  return names
    .map((name) => join(state, name))
    .filter((folder) => existsSync(fileIn(folder)) || existsSync(join(folder, madeSince)));
}

/** Writes it atomically, readable only by its owner. */
export async function writeMemory(folder: string, memory: Memory): Promise<void> {
  const file = fileIn(folder);
  try {
    makeFolder(folder, 0o700);
    await replaceFile(file, `${JSON.stringify(memory, null, 1)}\n`, { mode: 0o600 });
  } catch (error) {
    throw asUserError(error, folder);
  }
}

export const forgetMemory = (folder: string): Promise<void> => remove(fileIn(folder));
