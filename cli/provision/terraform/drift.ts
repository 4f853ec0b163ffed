import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import type { Drift } from '../plan.ts';

const attributes = z.record(z.string(), z.unknown()).nullish();
const planJson = z.object({
  resource_drift: z
    .array(z.object({ address: z.string(), change: z.object({ before: attributes, after: attributes }) }))
    .default([]),
});

/** The provider sometimes reads unset values as null, and sometimes as an empty list or text. */
const isUnset = (value: unknown) =>
  value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0);

const differ = (one: unknown, other: unknown) =>
  !isDeepStrictEqual(one, other) && !(isUnset(one) && isUnset(other));

/**
 * Returns the attributes that differ from the last run for each drifted resource; omits resources without
 * actual differences.
 * @param json the output of `terraform show -json` for the plan
 */
export function driftedAttributes(drift: readonly Drift[], json: string): Drift[] {
  const plan = planJson.parse(JSON.parse(json));
  return drift.flatMap((one) => {
    const change = plan.resource_drift.find(({ address }) => address === one.address)?.change;
    const { before, after } = change ?? {};
    if (!before || !after) return [one];
    const names = Object.keys({ ...before, ...after }).filter((name) => differ(before[name], after[name]));
    return names.length > 0 ? [{ ...one, attributes: names }] : [];
  });
}
