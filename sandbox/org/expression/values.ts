/** An expression that cannot be read, or that has no value. */
export class ExpressionError extends Error {}

/** Characters of the longest text that a function gives. */
const longestText = 100_000;

export const text = (value: unknown): string =>
  value == null ? '' : typeof value === 'string' ? value : JSON.stringify(value);

/**
 * A list as the functions of `Arrays` take it: a text is read as comma-separated values, nothing as an empty
 * list.
 */
export function list(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  if (value == null || value === '') return [];
  return typeof value === 'string' ? value.split(',') : [value];
}

export const contains = (items: readonly unknown[], item: unknown): boolean =>
  items.some((candidate) => text(candidate) === text(item));

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Java's `int`: rounded to the nearest, and running over at 2³¹.
 * @throws ExpressionError if it is not a number
 */
export const toInteger = (value: unknown): number => Math.round(toNumber(value)) | 0;

/** @throws ExpressionError if it is not a number */
export function toNumber(value: unknown): number {
  const number = typeof value === 'number' ? value : text(value).trim() === '' ? NaN : Number(text(value));
  if (Number.isNaN(number)) throw new ExpressionError(`'${text(value)}' is not a number`);
  return number;
}

/** Replacements in replacements grow without end: no value needs that much. */
export function replaceAll(value: string, from: string, to: string): string {
  const count = from === '' ? value.length + 1 : value.split(from).length - 1;
  if (value.length + count * (to.length - from.length) > longestText)
    throw new ExpressionError('the resulting string is too long');
  return value.replaceAll(from, () => to);
}

export function afterMark(value: string, mark: string): string {
  const at = value.indexOf(mark);
  return at < 0 ? '' : value.slice(at + mark.length);
}

export function beforeMark(value: string, mark: string): string {
  const at = value.indexOf(mark);
  return at < 0 ? value : value.slice(0, at);
}

/** @throws ExpressionError when the positions are not inside the text, as in Java */
export function substring(value: string, from: unknown, to: unknown = value.length): string {
  const [start, end] = [toInteger(from), toInteger(to)];
  if (start < 0 || end > value.length || start > end)
    throw new ExpressionError(`begin ${start}, end ${end}, length ${value.length}`);
  return value.slice(start, end);
}
