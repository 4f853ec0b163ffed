import { z } from 'zod';
import { covers, isFields } from './value.ts';
import type { Fields, Value } from './value.ts';

export const additionSchema = z.object({
  /** Path of the field, as in `settings.oauthClient.redirect_uris`. */
  field: z.string(),
  before: z.json(),
  after: z.json(),
});
/** A field of an adopted object that init changes, with its previous and new value. */
export type Addition = z.output<typeof additionSchema>;

const isUnset = (value: Value | undefined): value is null | undefined | '' => value == null || value === '';

/**
 * What `present` lacks of `wanted`: members of lists and unset fields. What it has is never changed, even if it
 * differs: others rely on it.
 * @param keep fields to which nothing may be added, because Okta allows only one value
 */
export function additionsTo(
  present: Fields,
  wanted: Fields,
  keep: readonly string[] = [],
  path = '',
): Addition[] {
  return Object.entries(wanted).flatMap(([name, value]) => {
    const there = present[name];
    const field = path + name;
    if (keep.includes(field)) return [];
    if (isFields(value) && isFields(there)) return additionsTo(there, value, keep, `${field}.`);
    if (Array.isArray(value) && Array.isArray(there)) {
      const missing = value.filter((item) => !there.some((other) => covers(other, item)));
      return missing.length > 0 ? [{ field, before: there, after: [...there, ...missing] }] : [];
    }
    if (!isUnset(there) || covers(there, value)) return [];
    return [{ field, before: null, after: value }];
  });
}

/** `present` with the additions. */
export const withAdditions = (present: Fields, additions: readonly Addition[]): Fields =>
  additions.reduce((fields, { field, after }) => change(fields, field, () => after), present);

/**
 * `present` without the additions: list members that were added are removed, other fields get their former
 * value. What others changed since stays.
 */
export const withoutAdditions = (present: Fields, additions: readonly Addition[]): Fields =>
  [...additions].reverse().reduce(
    (fields, { field, before, after }) =>
      change(fields, field, (now) => {
        if (Array.isArray(now) && Array.isArray(before) && Array.isArray(after)) {
          const added = after.filter((item) => !before.some((other) => covers(other, item)));
          return now.filter((item) => !added.some((other) => covers(item, other)));
        }
        return covers(now, after) ? before : (now ?? null);
      }),
    present,
  );

/** The members that an addition adds, for display: `+ https://shop.example/widget`. */
export const addedBy = ({ before, after }: Addition): Value[] => {
  if (!Array.isArray(after) || !Array.isArray(before)) return [after];
  return after.filter((item) => !before.some((other) => covers(other, item)));
};

function change(fields: Fields, field: string, to: (now: Value | undefined) => Value): Fields {
  const [name = '', ...rest] = field.split('.');
  const there = fields[name];
  const value = rest.length === 0 ? to(there) : change(isFields(there) ? there : {}, rest.join('.'), to);
  return { ...fields, [name]: value };
}
