import { createRequire } from 'node:module';
import type * as Yaml from 'yaml';
import type { z } from 'zod';
import { seedSchema } from './schema.ts';
import type { Seed } from './seed.ts';

/** Loaded with the first seed in YAML: few runs have one. */
const loadYaml = (): typeof Yaml => createRequire(import.meta.url)('yaml') as typeof Yaml;

/** The seed was rejected; `problems` name the keys, such as `users[2].profile.login: …`. */
export class SeedError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`The seed was rejected:\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
    this.name = 'SeedError';
    this.problems = problems;
  }
}

/**
 * Reads a seed in YAML or JSON (which is YAML).
 * @throws SeedError with every problem and its key path
 */
export function readSeed(text: string): Seed {
  let value: unknown;
  try {
    value = loadYaml().parse(text);
  } catch (error) {
    throw new SeedError([error instanceof Error ? error.message : String(error)]);
  }
  return parseSeed(value);
}

/** @throws SeedError with every problem and its key path */
export function parseSeed(value: unknown): Seed {
  const result = seedSchema.safeParse(value);
  if (result.success) return result.data;
  throw new SeedError(result.error.issues.map((issue) => `${pathOf(issue)}: ${issue.message}`));
}

const pathOf = ({ path }: z.core.$ZodIssue): string =>
  path.reduce<string>(
    (text, key) =>
      typeof key === 'number' ? `${text}[${key}]` : text === '' ? String(key) : `${text}.${String(key)}`,
    '',
  ) || 'seed';
