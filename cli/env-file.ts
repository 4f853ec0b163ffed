import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeText } from '../shared/decode-text.ts';
import { UserError } from './errors.ts';

/** One variable of a `.env` file and its position, so that it can be replaced in place. */
export interface Entry {
  name: string;
  value: string;
  /** Offsets of the whole assignment, including quotes, but not the line end or a trailing comment. */
  start: number;
  end: number;
}

const assignment = /(?:export[ \t]+)?([A-Za-z_][A-Za-z0-9_.]*)[ \t]*=[ \t]*/y;
const blankOrComment = /[ \t]*(?:#[^\n]*)?(?:\r?\n|$)/y;

/**
 * Reads the text of a `.env` file as dotenv does: `NAME=value`, `export`, comments, values in '…', "…" or `…`
 * that may contain `#` and line breaks; in "…" also \n, \r, \t, \" and \\.
 *
 * @param name the file's name in messages
 * @throws UserError naming the line that cannot be read
 */
export function parseEnv(text: string, name = '.env'): Entry[] {
  const entries: Entry[] = [];
  const fail = (at: number, why: string, remedy: string): never => {
    throw new UserError(`${name}, line ${text.slice(0, at).split('\n').length}: ${why}`, remedy, {
      code: 'configuration',
    });
  };
  const match = (pattern: RegExp, at: number) => {
    pattern.lastIndex = at;
    return pattern.exec(text);
  };
  for (let at = text.startsWith('\uFEFF') ? 1 : 0; at < text.length;) {
    const skipped = match(blankOrComment, at);
    if (skipped) {
      at += Math.max(skipped[0].length, 1);
      continue;
    }
    const start = at + (match(/[ \t]*/y, at)?.[0].length ?? 0);
    const head = match(assignment, start);
    if (!head)
      return fail(
        start,
        'this line is not NAME=value.',
        'Write NAME=value, or start the line with # for a comment.',
      );
    const valueAt = start + head[0].length;
    const { value, end } =
      readValue(text, valueAt) ??
      fail(valueAt, 'a quote is not closed.', 'Close it at the end of the value.');
    const rest = match(blankOrComment, end);
    if (!rest)
      return fail(
        end,
        'unexpected text after the closing quote.',
        'If the value contains quotes, use the other kind of quotes around it.',
      );
    entries.push({ name: head[1] ?? '', value, start, end });
    at = end + Math.max(rest[0].length, 1);
  }
  return entries;
}

function readValue(text: string, at: number): { value: string; end: number } | undefined {
  const quote = text.charAt(at);
  if (!['"', "'", '`'].includes(quote)) {
    const raw = /^[^\r\n]*?(?=[ \t]+#|[ \t]*(?:\r?\n|$))/.exec(text.slice(at))?.[0] ?? '';
    const value = raw.startsWith('#') ? '' : raw;
    return { value, end: at + value.length };
  }
  const body = quote === '"' ? /"((?:[^"\\]|\\[^])*)"/y : quote === "'" ? /'([^']*)'/y : /`([^`]*)`/y;
  body.lastIndex = at;
  const found = body.exec(text);
  if (!found) return undefined;
  const raw = found[1] ?? '';
  return { value: quote === '"' ? unescape(raw) : raw, end: at + found[0].length };
}

const escapes: Record<string, string> = { n: '\n', r: '\r', t: '\t', '"': '"', '\\': '\\' };
const unescape = (raw: string) =>
  raw.replace(/\\([^])/g, (whole, letter: string) => escapes[letter] ?? whole);

/**
 * The variables of `.env` in `folder`; none if there is no such file. If one is set twice, the last is used.
 */
export async function readEnvFile(folder: string): Promise<Record<string, string>> {
  const file = join(folder, '.env');
  const text = (await readEnvText(file)) ?? '';
  return Object.fromEntries(parseEnv(text, file).map(({ name, value }) => [name, value]));
}

/**
 * The text of a `.env` file; undefined if there is none.
 * @throws UserError if it cannot be read, or is neither UTF-8 nor UTF-16 with a byte order mark, which Windows
 * PowerShell writes with `>`
 */
export async function readEnvText(file: string): Promise<string | undefined> {
  const bytes = await readFile(file).catch((error: unknown) => {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    throw new UserError(
      `${file} cannot be read (${code ?? 'unknown error'}).`,
      'Make it readable, or remove it.',
      { cause: error, code: 'configuration' },
    );
  });
  if (bytes === undefined) return undefined;
  if (/^(fffe|feff)/.test(bytes.toString('hex', 0, 2))) return decodeText(bytes);
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    if (!text.includes('\0')) return text;
  } catch {
    // reported below
  }
  const isUtf16 = bytes.subarray(0, 200).includes(0);
  throw new UserError(
    `${file} is ${isUtf16 ? 'UTF-16' : 'not UTF-8'} text.`,
    'Save it as UTF-8. In an editor: Save with encoding; in PowerShell: (Get-Content .env) | Set-Content -Encoding utf8 .env',
    { code: 'configuration' },
  );
}
