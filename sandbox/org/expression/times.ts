/**
 * Moments as the functions of `Time` and the Identity Engine's date functions read and write them, in Joda's
 * patterns.
 */
import { ExpressionError, text } from './values.ts';

/** Names that Java kept from before the time zone database, which reads some of them as a fixed offset. */
const oldZones: Readonly<Record<string, string>> = {
  EST: 'America/New_York',
  EDT: 'America/New_York',
  CST: 'America/Chicago',
  CDT: 'America/Chicago',
  MST: 'America/Denver',
  MDT: 'America/Denver',
  PST: 'America/Los_Angeles',
  PDT: 'America/Los_Angeles',
  HST: 'Pacific/Honolulu',
};

const months = 'January February March April May June July August September October November December'.split(
  ' ',
);
const days = 'Monday Tuesday Wednesday Thursday Friday Saturday Sunday'.split(' ');

/**
 * Milliseconds by which a zone is ahead of UTC at that moment.
 * @throws ExpressionError when there is no such zone
 */
function offsetOf(zone: string, at: number): number {
  if (zone === 'UTC') return 0;
  let parts: Intl.DateTimeFormatPart[];
  try {
    parts = new Intl.DateTimeFormat('en-US', {
      timeZone: oldZones[zone] ?? zone,
      timeZoneName: 'longOffset',
    }).formatToParts(at);
  } catch {
    throw new ExpressionError(`there is no time zone '${zone}'`);
  }
  const name = parts.find(({ type }) => type === 'timeZoneName')?.value ?? '';
  const [, sign, hours = '0', minutes = '0'] = /GMT([+-])(\d+):(\d+)/.exec(name) ?? [];
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
}

const pad = (value: number, length: number): string => String(value).padStart(length, '0');

function offsetText(offset: number, separator: string): string {
  const minutes = Math.abs(offset) / 60_000;
  return `${offset < 0 ? '-' : '+'}${pad(Math.floor(minutes / 60), 2)}${separator}${pad(minutes % 60, 2)}`;
}

/** A moment in ISO 8601, with milliseconds; `Z` for UTC. */
export function isoOf(at: number, zone = 'UTC'): string {
  if (Number.isNaN(at) || Math.abs(at) > 8.64e15) throw new ExpressionError('this date does not exist');
  const offset = offsetOf(zone, at);
  const local = new Date(at + offset).toISOString().slice(0, -1);
  return local + (offset === 0 ? 'Z' : offsetText(offset, ':'));
}

/** A moment from ISO 8601; without a zone it is UTC. @throws ExpressionError if it is invalid */
export function momentOf(value: unknown): number {
  const iso = text(value).replace(/\[.*\]$/, '');
  const hasZone = !iso.includes('T') || /(Z|[+-]\d\d:?\d\d)$/i.test(iso);
  const at = Date.parse(hasZone ? iso : `${iso}Z`);
  if (!/^\d{4}-\d\d/.test(iso) || Number.isNaN(at))
    throw new ExpressionError(`'${text(value)}' is not a time in ISO 8601`);
  return at;
}

const patternToken = /'((?:[^']|'')*)'|([A-Za-z])\2*|[^A-Za-z']+/g;

/** @see https://www.joda.org/joda-time/key_format.html */
export function formatTime(at: number, pattern: string, zone = 'UTC'): string {
  const offset = offsetOf(zone, at);
  const local = new Date(at + offset);
  return pattern.replace(patternToken, (token, quoted: string | undefined, letter: string | undefined) => {
    if (quoted !== undefined) return quoted === '' ? "'" : quoted.replaceAll("''", "'");
    return letter === undefined ? token : formatField(letter, token.length, local, offset, zone);
  });
}

function formatField(letter: string, length: number, local: Date, offset: number, zone: string): string {
  const hour = local.getUTCHours();
  const { year, week } = weekOf(local);
  const numbers: Readonly<Record<string, number>> = {
    y: local.getUTCFullYear(),
    Y: local.getUTCFullYear(),
    x: year,
    w: week,
    e: local.getUTCDay() || 7,
    D: Math.floor((Date.UTC(...dateOf(local)) - Date.UTC(local.getUTCFullYear(), 0, 1)) / 86_400_000) + 1,
    M: local.getUTCMonth() + 1,
    d: local.getUTCDate(),
    H: hour,
    k: hour || 24,
    K: hour % 12,
    h: hour % 12 || 12,
    m: local.getUTCMinutes(),
    s: local.getUTCSeconds(),
  };
  if (letter === 'M' && length >= 3) return named(months[local.getUTCMonth()] ?? '', length);
  if (letter === 'E') return named(days[(local.getUTCDay() + 6) % 7] ?? '', length);
  if (letter === 'a') return hour < 12 ? 'AM' : 'PM';
  if (letter === 'S') return pad(local.getUTCMilliseconds(), 3).slice(0, length).padEnd(length, '0');
  if (letter === 'Z') return length > 2 ? zone : offsetText(offset, length === 2 ? ':' : '');
  if (letter === 'z') return zone;
  const value = numbers[letter];
  if (value === undefined) throw new ExpressionError(`'${letter}' is not part of a time pattern`);
  return 'yYx'.includes(letter) && length === 2 ? pad(value % 100, 2) : pad(value, length);
}

const named = (name: string, length: number): string => (length >= 4 ? name : name.slice(0, 3));
const dateOf = (at: Date) => [at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate()] as const;

/** The week of ISO 8601: the one with the year's first Thursday is the first. */
function weekOf(at: Date): { readonly year: number; readonly week: number } {
  const thursday = new Date(Date.UTC(...dateOf(at)) + (4 - (at.getUTCDay() || 7)) * 86_400_000);
  const year = thursday.getUTCFullYear();
  return { year, week: Math.floor((thursday.getTime() - Date.UTC(year, 0, 1)) / (7 * 86_400_000)) + 1 };
}

const shapes: Readonly<Record<string, string>> = {
  E: '\\p{L}+',
  a: '[AaPp][Mm]',
  Z: 'Z|[+-]\\d\\d:?\\d\\d',
  z: 'Z|UTC|GMT',
};

/** Parses a time in that pattern; UTC if the pattern has no zone. @throws ExpressionError if it is invalid */
export function parseTime(value: string, pattern: string): number {
  const letters: string[] = [];
  const shape = [...pattern.matchAll(patternToken)].map(([token, quoted, letter]) => {
    if (letter === undefined) return escape(quoted === undefined ? token : quoted || "'");
    letters.push(letter);
    const text = letter === 'M' && token.length >= 3;
    return `(${text ? '\\p{L}+' : (shapes[letter] ?? `[+-]?\\d{1,${Math.max(token.length, 4)}}`)})`;
  });
  const [, ...found] = new RegExp(`^${shape.join('')}$`, 'u').exec(value.trim()) ?? [];
  if (found.length === 0) throw new ExpressionError(`'${value}' does not match '${pattern}'`);
  const field = (names: string): string | undefined =>
    found[letters.findIndex((name) => names.includes(name))];
  const number = (names: string, otherwise = 0): number => Number(field(names) ?? otherwise);
  const month = field('M') ?? '1';
  const monthIndex = /\d/.test(month)
    ? Number(month) - 1
    : months.findIndex((name) => name.toLowerCase().startsWith(month.toLowerCase()));
  const half = field('a')?.toUpperCase();
  const hour = half === undefined ? number('Hk') % 24 : (number('hK') % 12) + (half === 'PM' ? 12 : 0);
  const millis = Number((field('S') ?? '0').padEnd(3, '0').slice(0, 3));
  const [year, day] = [number('yYx', 1970), number('d', 1)];
  const local = Date.UTC(
    year < 100 ? 2000 + year : year,
    monthIndex,
    day,
    hour,
    number('m'),
    number('s'),
    millis,
  );
  const [, sign, hours = '0', minutes = '0'] = /^([+-])(\d\d):?(\d\d)$/.exec(field('Z') ?? '') ?? [];
  return local - (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
}

const escape = (literal: string): string => literal.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');

/** Hundreds of nanoseconds since 1601, as Windows and LDAP count. */
export const toWindows = (at: number): string => String((BigInt(at) + 11_644_473_600_000n) * 10_000n);

export function fromWindows(value: string): number {
  if (!/^-?\d{1,19}$/.test(value)) throw new ExpressionError(`'${value}' is not a Windows time`);
  return Number(BigInt(value) / 10_000n - 11_644_473_600_000n);
}

// Deviation: `Time.fromUnixToIso8601` reads up to ten digits as seconds and more as milliseconds.
/** Okta writes milliseconds; as many digits as seconds have today are read as seconds. */
export function fromUnix(value: string): number {
  if (!/^-?\d{1,16}$/.test(value)) throw new ExpressionError(`'${value}' is not a Unix time`);
  return value.length <= 10 ? Number(value) * 1000 : Number(value);
}
