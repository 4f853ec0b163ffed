import { UserError } from '../errors.ts';
import type { Check } from './check.ts';

/**
 * The checks to run: those in `only` with all their dependencies, without those in `skip`.
 * @throws UserError naming an unknown id
 */
export function selectChecks(
  checks: readonly Check[],
  { only = [], skip = [] }: { only?: readonly string[]; skip?: readonly string[] },
): { run: readonly Check[]; shown: (check: Check) => boolean } {
  const unknown = [...only, ...skip].find((id) => !checks.some((check) => check.id === id));
  if (unknown !== undefined)
    throw new UserError(`Unknown check “${unknown}”.`, [
      `Available: ${checks.map(({ id }) => id).join(', ')}.`,
    ]);
  const wanted = new Set(only.length > 0 ? only : checks.map(({ id }) => id));
  const needed = new Set(wanted);
  // Dependencies come before a check, so one pass from the end finds all.
  for (const check of checks.toReversed())
    if (needed.has(check.id)) for (const id of check.needs) needed.add(id);
  const run = checks.filter(({ id }) => needed.has(id) && !skip.includes(id));
  return { run, shown: ({ id }) => wanted.has(id) };
}
