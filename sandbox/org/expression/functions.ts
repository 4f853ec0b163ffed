import type { ExpressionScope } from './scope.ts';

/** Characters of the longest text that a function gives. */
const longestText = 100_000;

/** An expression that cannot be read, or that has no value. */
export class ExpressionError extends Error {}

type ExpressionFunction = (args: readonly unknown[], scope: ExpressionScope) => unknown;

const text = (value: unknown): string =>
  value == null ? '' : typeof value === 'string' ? value : JSON.stringify(value);
const texts = (value: unknown): string[] => (Array.isArray(value) ? value.map(text) : []);

function groupNames(matches: (name: string, pattern: string) => boolean): ExpressionFunction {
  // Groups.startsWith("OKTA", "Sales", 10): source, text, at most so many
  return ([, pattern, limit], { groups }) =>
    groups
      .map((group) => group.name)
      .filter((name) => matches(name, text(pattern)))
      .slice(0, typeof limit === 'number' ? limit : 100);
}

/** The functions that the sandbox knows, by Okta's names. */
const functions: Readonly<Record<string, ExpressionFunction>> = {
  'String.append': ([a, b]) => text(a) + text(b),
  'String.join': ([separator, ...parts]) => parts.map(text).join(text(separator)),
  'String.len': ([value]) => text(value).length,
  'String.removeSpaces': ([value]) => text(value).replaceAll(/\s/g, ''),
  'String.replace': ([value, from, to]) => replaceAll(text(value), text(from), text(to)),
  'String.replaceFirst': ([value, from, to]) => text(value).replace(text(from), () => text(to)),
  'String.stringContains': ([value, part]) => text(value).includes(text(part)),
  'String.startsWith': ([value, part]) => text(value).startsWith(text(part)),
  'String.endsWith': ([value, part]) => text(value).endsWith(text(part)),
  'String.substring': ([value, from, to]) => text(value).slice(Number(from), Number(to)),
  'String.substringAfter': ([value, mark]) => afterMark(text(value), text(mark)),
  'String.substringBefore': ([value, mark]) => beforeMark(text(value), text(mark)),
  'String.toLowerCase': ([value]) => text(value).toLowerCase(),
  'String.toUpperCase': ([value]) => text(value).toUpperCase(),
  'Arrays.contains': ([list, item]) => texts(list).includes(text(item)),
  'Arrays.isEmpty': ([list]) => texts(list).length === 0,
  'Arrays.size': ([list]) => texts(list).length,
  'Arrays.toCsvString': ([list]) => texts(list).join(','),
  'Arrays.add': ([list, item]) => [...texts(list), text(item)],
  'Arrays.flatten': (args) => args.flatMap((arg) => (Array.isArray(arg) ? texts(arg) : [text(arg)])),
  'Groups.startsWith': groupNames((name, pattern) => name.startsWith(pattern)),
  'Groups.endsWith': groupNames((name, pattern) => name.endsWith(pattern)),
  'Groups.contains': groupNames((name, pattern) => name.includes(pattern)),
  isMemberOfGroup: ([id], { groups }) => groups.some((group) => group.id === id),
  isMemberOfAnyGroup: (ids, { groups }) => groups.some((group) => ids.includes(group.id)),
  isMemberOfGroupName: ([name], { groups }) => groups.some((group) => group.name === name),
  isMemberOfGroupNameStartsWith: ([part], { groups }) => groups.some((g) => g.name.startsWith(text(part))),
  isMemberOfGroupNameContains: ([part], { groups }) => groups.some((g) => g.name.includes(text(part))),
  hasDirectoryUser: () => false,
  hasWorkdayUser: () => false,
};

export const isKnownFunction = (name: string): boolean => Object.hasOwn(functions, name);

/** Calls a function that `isKnownFunction` has found. */
export function callFunction(name: string, args: readonly unknown[], scope: ExpressionScope): unknown {
  const implementation = functions[name];
  if (implementation === undefined) throw new Error(`There is no function ${name}.`);
  return implementation(args, scope);
}

/** Replacements in replacements grow without end: no value needs that much. */
function replaceAll(value: string, from: string, to: string): string {
  const count = from === '' ? value.length + 1 : value.split(from).length - 1;
  if (value.length + count * (to.length - from.length) > longestText)
    throw new ExpressionError('the text becomes too long');
  return value.replaceAll(from, () => to);
}

function afterMark(value: string, mark: string): string {
  const at = value.indexOf(mark);
  return at < 0 ? '' : value.slice(at + mark.length);
}

function beforeMark(value: string, mark: string): string {
  const at = value.indexOf(mark);
  return at < 0 ? value : value.slice(0, at);
}
