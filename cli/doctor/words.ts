import { z } from 'zod';
import type { Value } from '../provision/value.ts';

/** A list of texts, which Okta may omit if it is empty. */
export const texts = (value: Value | undefined): string[] => z.array(z.string()).catch([]).parse(value);

/** The elements of `wanted` missing from `present`. */
export const missingFrom = (present: readonly string[], wanted: readonly string[]): string[] =>
  wanted.filter((item) => !present.includes(item));

/** A value of the org's response as text. */
export function show(value: Value | undefined): string {
  return typeof value === 'string' ? value : JSON.stringify(value ?? null);
}

/** `a, b and c`. */
export function all(items: readonly string[]): string {
  const last = items.at(-1) ?? 'none';
  return items.length < 2 ? last : `${items.slice(0, -1).join(', ')} and ${last}`;
}

/** `1 group`, `2 groups`. */
export const count = (number: number, one: string, many = `${one}s`): string =>
  `${number} ${number === 1 ? one : many}`;
