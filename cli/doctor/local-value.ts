import { variables } from '../../app/index.ts';
import type { Variable } from '../../app/index.ts';
import { readEnvFile } from '../env-file.ts';
import { writeEnvFile } from '../env-write.ts';
import type { EnvChanges } from '../env-write.ts';
import type { Fix } from './check.ts';
import type { Context } from './context.ts';

const isSecret = (name: string): boolean => (variables as Record<string, Variable>)[name]?.secret === true;

/**
 * Corrects variables in `.env` and keeps a backup. Undefined if that would have no effect: there is no such
 * file, or the environment overrides it.
 */
export async function correct(
  { cwd, processEnv }: Pick<Context, 'cwd' | 'processEnv'>,
  changes: EnvChanges,
): Promise<Fix | undefined> {
  const file = await readEnvFile(cwd).catch(() => ({}));
  if (Object.keys(file).length === 0 || Object.keys(changes).length === 0) return undefined;
  if (Object.keys(changes).some((name) => processEnv[name])) return undefined;
  const words = Object.entries(changes).map(([name, value]) =>
    value === undefined ? `remove ${name}` : isSecret(name) ? `set ${name}` : `set ${name}=${value}`,
  );
  return {
    will: `${words.join(' and ')} in .env`,
    apply: () => writeEnvFile(cwd, changes, new Date()),
  };
}
