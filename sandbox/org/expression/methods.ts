import { countryOf } from './countries.ts';
import { groupsMeeting } from './group-functions.ts';
import { Person, type ExpressionScope } from './scope.ts';
import { formatTime, fromUnix, fromWindows, isoOf, momentOf, parseTime, toWindows } from './times.ts';
import {
  afterMark,
  beforeMark,
  contains,
  ExpressionError,
  list,
  replaceAll,
  substring,
  text,
  toInteger,
  toNumber,
} from './values.ts';

type Method = (target: unknown, args: readonly unknown[], scope: ExpressionScope) => unknown;

const units = { Days: 86_400_000, Hours: 3_600_000, Minutes: 60_000, Seconds: 1000 };

const timeMethods: Readonly<Record<string, Method>> = Object.fromEntries(
  Object.entries(units).flatMap(([unit, milliseconds]): [string, Method][] => [
    [`plus${unit}`, (time, [count]) => isoOf(momentOf(time) + toInteger(count) * milliseconds)],
    [`minus${unit}`, (time, [count]) => isoOf(momentOf(time) - toInteger(count) * milliseconds)],
    [
      `within${unit}`,
      (time, [count], { now }) => Math.abs(now - momentOf(time)) <= toInteger(count) * milliseconds,
    ],
  ]),
);

/** @throws ExpressionError when the function is not called on a person */
function personOf(target: unknown): Person {
  if (!(target instanceof Person)) throw new ExpressionError('No user in context');
  return target;
}

const codeOf = (target: unknown) => countryOf(text(target));

/**
 * Functions called on a value, as the Identity Engine's dialect has them.
 * https://developer.okta.com/docs/reference/okta-expression-language-in-identity-engine/#functions
 */
const methods: Readonly<Record<string, Method>> = {
  getInternalProperty: (target, [name]) => personOf(target).internal[text(name)] ?? null,
  getLinkedObject: (target, [name]) => personOf(target).linked(text(name)),
  getGroups: (target, criteria) => groupsMeeting(personOf(target).groups, criteria),
  isMemberOf: (target, criteria) => groupsMeeting(personOf(target).groups, criteria).length > 0,
  toUpperCase: (target) => text(target).toUpperCase(),
  toLowerCase: (target) => text(target).toLowerCase(),
  substring: (target, [from, to]) => substring(text(target), from, to),
  replace: (target, [from, to]) => replaceAll(text(target), text(from), text(to)),
  replaceFirst: (target, [from, to]) => text(target).replace(text(from), () => text(to)),
  length: (target) => text(target).length,
  removeSpaces: (target) => text(target).replaceAll(/\s/g, ''),
  contains: (target, [item]) =>
    Array.isArray(target) ? contains(target, item) : text(target).includes(text(item)),
  startsWith: (target, [start]) => text(target).startsWith(text(start)),
  endsWith: (target, [end]) => text(target).endsWith(text(end)),
  substringBefore: (target, [mark]) => beforeMark(text(target), text(mark)),
  substringAfter: (target, [mark]) => afterMark(text(target), text(mark)),
  size: (target) => list(target).length,
  isEmpty: (target) => list(target).length === 0,
  add: (target, [item]) => [...list(target), item],
  remove: (target, [item]) => list(target).filter((other) => text(other) !== text(item)),
  flatten: (target) => list(target).flat(Infinity),
  toInteger: (target) => toInteger(target),
  toNumber: (target) => toNumber(target),
  parseCountryCode: (target) => codeOf(target)?.alpha2 ?? null,
  toAlpha2: (target) => codeOf(target)?.alpha2 ?? null,
  toAlpha3: (target) => codeOf(target)?.alpha3 ?? null,
  toNumeric: (target) => codeOf(target)?.numeric ?? null,
  toName: (target) => codeOf(target)?.name ?? null,
  parseWindowsTime: (target) => isoOf(fromWindows(text(target))),
  parseUnixTime: (target) => isoOf(fromUnix(text(target))),
  parseStringTime: (target, [pattern]) =>
    isoOf(pattern == null ? momentOf(target) : parseTime(text(target), text(pattern))),
  toWindows: (target) => toWindows(momentOf(target)),
  toUnix: (target) => String(momentOf(target)),
  toString: (target: unknown, [pattern]: readonly unknown[]) =>
    pattern == null
      ? isoOf(momentOf(target)).replace('.000', '')
      : formatTime(momentOf(target), text(pattern)),
  toZone: (target, [zone]) => `${isoOf(momentOf(target), text(zone))}[${text(zone)}]`,
  ...timeMethods,
};

export const methodNames: readonly string[] = Object.keys(methods);
export const isKnownMethod = (name: string): boolean => Object.hasOwn(methods, name);

/** Calls a method found by `isKnownMethod`; null stays null. */
export function callMethod(
  name: string,
  target: unknown,
  args: readonly unknown[],
  scope: ExpressionScope,
): unknown {
  const implementation = methods[name];
  if (implementation === undefined) throw new Error(`There is no function ${name}.`);
  if (target == null && name !== 'isEmpty' && name !== 'size') return null;
  return implementation(target, args, scope);
}
