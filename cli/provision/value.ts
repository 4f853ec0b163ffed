/** A JSON or Terraform value. */
export type Value = string | number | boolean | null | Value[] | { [name: string]: Value };
export type Fields = Record<string, Value>;

export const isFields = (value: Value | undefined): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isEmpty = (value: Value | undefined) =>
  value == null || value === '' || value === false || (Array.isArray(value) && value.length === 0);

/**
 * True if `present` contains everything in `wanted`. Ignores additional members of `present`, the order of
 * plain lists, and whether an empty value is null, '', false, [] or missing: Okta's responses vary in all of
 * that.
 */
export function covers(present: Value | undefined, wanted: Value): boolean {
  if (isEmpty(wanted)) return isEmpty(present);
  if (Array.isArray(wanted)) {
    if (!Array.isArray(present) || present.length !== wanted.length) return false;
    return wanted.every((item) => present.some((other) => covers(other, item)));
  }
  if (isFields(wanted))
    return isFields(present) && Object.entries(wanted).every(([name, value]) => covers(present[name], value));
  return present === wanted;
}

/** `into` overridden by `from`, including nested objects. */
export function merge(into: Fields, from: Fields): Fields {
  const result = { ...into };
  for (const [name, value] of Object.entries(from)) {
    const there = result[name];
    result[name] = isFields(there) && isFields(value) ? merge(there, value) : value;
  }
  return result;
}
