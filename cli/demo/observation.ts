import type { Expectation } from './schema.ts';

/** Something that happened in the shop, whether caused by the player or by a person in a browser. */
export type Observation =
  | {
      readonly kind: 'answer';
      /** The login; undefined if no one is signed in. */
      readonly who: string | undefined;
      readonly method: string;
      readonly path: string;
      readonly status: number;
      readonly text: string;
      /** What the access token says with which it was asked. */
      readonly claims?: Readonly<Record<string, unknown>> | undefined;
    }
  | { readonly kind: 'printed'; readonly text: string };

/** Whether an observation meets the expectation; otherwise the actual result, if it is about the same thing. */
export function compare(
  expected: Expectation,
  seen: Observation,
  login: (person: string) => string,
): true | string | undefined {
  if (expected.prints !== undefined)
    return seen.kind === 'printed'
      ? seen.text.includes(expected.prints) || `printed: ${brief(seen.text)}`
      : undefined;
  if (seen.kind !== 'answer') return undefined;
  if (expected.as !== undefined && seen.who !== undefined && seen.who !== login(expected.as))
    return undefined;
  if (expected.answer) return compareAnswer(expected.answer, seen);
  if (!expected.claim || !seen.claims) return undefined;
  const { name, has, lacks, is } = expected.claim;
  const value = seen.claims[name];
  const values = [value ?? []].flat().map(String);
  const said = `the token says ${name} = ${value === undefined ? 'nothing' : JSON.stringify(value)}`;
  if (has !== undefined) return values.includes(has) || said;
  if (lacks !== undefined) return !values.includes(lacks) || said;
  return JSON.stringify(value) === JSON.stringify(is) || said;
}

function compareAnswer(
  { request, status, contains, lacks }: NonNullable<Expectation['answer']>,
  seen: Observation & { kind: 'answer' },
): true | string | undefined {
  const [method, path = ''] = request.split(' ');
  if (method !== seen.method || !pattern(path).test(seen.path)) return undefined;
  const said = `${seen.method} ${seen.path} returned ${seen.status}`;
  if (status !== undefined && status !== seen.status) return `${said}: ${brief(seen.text)}`;
  const shown = readable(seen.text);
  if (contains !== undefined && !shown.includes(contains) && !seen.text.includes(contains))
    return `${said} without “${contains}”: ${brief(seen.text)}`;
  if (lacks !== undefined && (shown.includes(lacks) || seen.text.includes(lacks)))
    return `${said} with “${lacks}”`;
  return true;
}

const pattern = (path: string): RegExp =>
  new RegExp(
    `^${path
      .split('*')
      .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
      .join('.*')}$`,
  );

const entities: Readonly<Record<string, string>> = {
  quot: '"',
  amp: '&',
  lt: '<',
  gt: '>',
  nbsp: ' ',
};
/** Nunjucks writes quotes and backslashes by their numbers. */
export const unescapeHtml = (text: string): string =>
  text.replace(/&(?:#(\d+)|(\w+));/g, (all, code: string | undefined, name: string) =>
    code === undefined ? (entities[name] ?? all) : String.fromCodePoint(Number(code)),
  );

/** The text of a page as a person reads it; JSON as it is. */
const readable = (text: string): string =>
  /^\s*</.test(text)
    ? unescapeHtml(
        text
          .replace(/^[\s\S]*<main\b/i, '<main')
          .replace(/<\/main>[\s\S]*$/i, '')
          .replace(/<(script|style|template)\b[\s\S]*?<\/\1>/gi, ' ')
          .replace(/<[^>]*>/g, ' '),
      )
        .replace(/\s+/g, ' ')
        .trim()
    : text;

export const brief = (text: string): string => {
  const shown = readable(text).replace(/\s+/g, ' ').trim();
  return shown.length > 160 ? `${shown.slice(0, 160)}…` : shown || '(nothing)';
};
