import { countryOf } from './countries.ts';
import { groupFunctions } from './group-functions.ts';
import type { ExpressionScope } from './scope.ts';
import { formatTime, fromUnix, fromWindows, isoOf, momentOf, parseTime, toWindows } from './times.ts';
import {
  afterMark,
  beforeMark,
  contains,
  list,
  replaceAll,
  substring,
  text,
  toInteger,
  toNumber,
} from './values.ts';

type ExpressionFunction = (args: readonly unknown[], scope: ExpressionScope) => unknown;

/** A function of a text that, given a list, is applied to each item. */
const each =
  (transform: (value: string, args: readonly unknown[]) => unknown): ExpressionFunction =>
  ([value, ...args]) =>
    Array.isArray(value) ? value.map((item) => transform(text(item), args)) : transform(text(value), args);

const toUpperCase = each((value) => value.toUpperCase());
const toLowerCase = each((value) => value.toLowerCase());
const before = each((value, [mark]) => beforeMark(value, text(mark)));
const after = each((value, [mark]) => afterMark(value, text(mark)));
const part = each((value, [from, to]) => substring(value, from, to));

const country =
  (name: 'alpha2' | 'alpha3' | 'numeric' | 'name'): ExpressionFunction =>
  ([code]) =>
    countryOf(text(code))?.[name] ?? null;

/**
 * The functions of Okta's expression language.
 * https://developer.okta.com/docs/reference/okta-expression-language/#functions
 */
const functions: Readonly<Record<string, ExpressionFunction>> = {
  'String.append': ([a, b]) => text(a) + text(b),
  'String.join': ([separator, ...parts]) => parts.map(text).join(text(separator)),
  'String.len': ([value]) => text(value).length,
  'String.removeSpaces': each((value) => value.replaceAll(/\s/g, '')),
  'String.replace': each((value, [from, to]) => replaceAll(value, text(from), text(to))),
  'String.replaceFirst': each((value, [from, to]) => value.replace(text(from), () => text(to))),
  'String.stringContains': ([value, searched]) => text(value).includes(text(searched)),
  'String.stringSwitch': ([value, otherwise, ...pairs]) => {
    const key = pairs.findIndex(
      (candidate, index) => index % 2 === 0 && text(value).includes(text(candidate)),
    );
    return key < 0 ? otherwise : pairs[key + 1];
  },
  'String.startsWith': ([value, start]) => text(value).startsWith(text(start)),
  'String.endsWith': ([value, end]) => text(value).endsWith(text(end)),
  'String.substring': part,
  'String.substringAfter': after,
  'String.substringBefore': before,
  'String.toLowerCase': toLowerCase,
  'String.toUpperCase': toUpperCase,
  // Deprecated names of the same.
  ...{ toUpperCase, toLowerCase, substringBefore: before, substringAfter: after, substring: part },
  'Arrays.add': ([items, item]) => [...list(items), item],
  'Arrays.remove': ([items, item]) => list(items).filter((other) => text(other) !== text(item)),
  'Arrays.clear': () => [],
  'Arrays.get': ([items, position]) => list(items)[toInteger(position)] ?? null,
  'Arrays.flatten': (args) => args.flat(Infinity),
  'Arrays.contains': ([items, item]) => contains(list(items), item),
  'Arrays.size': ([items]) => list(items).length,
  'Arrays.isEmpty': ([items]) => list(items).length === 0,
  'Arrays.toCsvString': ([items]) => list(items).map(text).join(','),
  'Convert.toInt': ([value]) => toInteger(value),
  'Convert.toNum': ([value]) => toNumber(value),
  'Iso3166Convert.toAlpha2': country('alpha2'),
  'Iso3166Convert.toAlpha3': country('alpha3'),
  'Iso3166Convert.toNumeric': country('numeric'),
  'Iso3166Convert.toName': country('name'),
  'Time.now': ([zone, pattern], { now }) => {
    const place = zone == null ? 'UTC' : text(zone);
    return pattern == null ? isoOf(now, place) : formatTime(now, text(pattern), place);
  },
  'DateTime.now': (_args, { now }) => isoOf(now),
  'Time.fromWindowsToIso8601': ([time]) => isoOf(fromWindows(text(time))),
  'Time.fromUnixToIso8601': ([time]) => isoOf(fromUnix(text(time))),
  'Time.fromStringToIso8601': ([time, pattern]) => isoOf(parseTime(text(time), text(pattern))),
  'Time.fromIso8601ToWindows': ([time]) => toWindows(momentOf(time)),
  'Time.fromIso8601ToUnix': ([time]) => String(momentOf(time)),
  'Time.fromIso8601ToString': ([time, pattern]) => formatTime(momentOf(time), text(pattern)),
  ...groupFunctions,
  // Deviation: directories and Workday are not connected, so functions that query them return nothing.
  hasDirectoryUser: () => false,
  hasWorkdayUser: () => false,
  findDirectoryUser: () => null,
  findWorkdayUser: () => null,
  getManagerUser: () => null,
  getManagerAppUser: () => null,
  getAssistantUser: () => null,
  getAssistantAppUser: () => null,
};

/** The part before the dot in function names. */
export const namespaces: ReadonlySet<string> = new Set(
  Object.keys(functions).flatMap((name) => (name.includes('.') ? [name.split('.')[0] ?? name] : [])),
);

export const functionNames: readonly string[] = Object.keys(functions);
export const isKnownFunction = (name: string): boolean => Object.hasOwn(functions, name);

/** Calls a function that `isKnownFunction` has found. */
export function callFunction(name: string, args: readonly unknown[], scope: ExpressionScope): unknown {
  const implementation = functions[name];
  if (implementation === undefined) throw new Error(`There is no function ${name}.`);
  return implementation(args, scope);
}
