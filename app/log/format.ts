import type { LogEntry } from './log.ts';

/** Control characters, and those that turn the direction of text: in a log they could forge a line or hide one. */
const unsafe = /[\p{Cc}\p{Cf}\u2028\u2029]/gu;

const escapeUnsafe = (text: string): string =>
  text.replace(unsafe, (sign) =>
    [...Array(sign.length).keys()]
      .map((at) => `\\u${sign.charCodeAt(at).toString(16).padStart(4, '0')}`)
      .join(''),
  );

/** A line of JSON, for whatever collects logs. */
export function asJson({ details, ...entry }: LogEntry): string {
  return escapeUnsafe(JSON.stringify({ ...details, ...entry }));
}

/**
 * A line to read. Nothing in a value can begin a new entry: an error's further lines are indented, all else is escaped and
 * quoted where it needs to be.
 */
export function asText({ time, level, event, request, who, details }: LogEntry): string {
  const { error, ...rest } = details;
  const fields = Object.entries({ ...rest, who, request })
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${quoted(String(value))}`);
  const line = [time, level, event, ...fields].join(' ');
  const more =
    error === undefined
      ? []
      : String(error)
          .split('\n')
          .map((part) => `  ${escapeUnsafe(part.trim())}`);
  return [line, ...more].join('\n');
}

/** JSON's quotes, where a value would not read as one word. */
const quoted = (value: string): string =>
  /^[\w./:@-]+$/.test(value) ? value : escapeUnsafe(JSON.stringify(value));
