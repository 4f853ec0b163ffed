import { z } from 'zod';

type Claims = Record<string, unknown>;

const operations = z.array(
  z.object({
    op: z.enum(['add', 'replace', 'remove']),
    path: z.string().startsWith('/'),
    value: z.unknown().optional(),
  }),
);

/** Seconds that a hook may let a token live. */
const shortest = 300;
const longest = 86_400;

/** What a token says, and how long it lives where a hook has said so. */
export interface Patched {
  readonly claims: Claims;
  readonly lifetime?: number;
}

/**
 * Carries out a hook's command on the claims of a token. A command that asks for what must not be is left out as a whole.
 * @param fixed claims that no hook changes
 * @returns undefined when the command is not right
 * @see https://developer.okta.com/docs/reference/token-hook/#value
 */
export function patchToken(token: Patched, command: unknown, fixed: readonly string[]): Patched | undefined {
  const parsed = operations.safeParse(command);
  if (!parsed.success) return undefined;
  let patched: Patched | undefined = { ...token, claims: structuredClone(token.claims) };
  for (const { op, path, value } of parsed.data) {
    const [root, ...names] = path.slice(1).split('/').map(unescaped);
    if (patched === undefined) return undefined;
    if (root === 'token')
      patched = path === '/token/lifetime/expiration' ? withLifetime(patched, value) : undefined;
    else if (root !== 'claims' || names.length === 0 || fixed.includes(names[0] ?? '')) return undefined;
    else if (!change(patched.claims, names, op, value)) return undefined;
  }
  return patched;
}

/** RFC 6901, section 4. */
const unescaped = (name: string): string => name.replaceAll('~1', '/').replaceAll('~0', '~');

function withLifetime(token: Patched, value: unknown): Patched | undefined {
  const seconds = Number(value);
  const isInRange = Number.isInteger(seconds) && seconds >= shortest && seconds <= longest;
  return isInRange ? { ...token, lifetime: seconds } : undefined;
}

/** False when there is nothing at the path to change, or nothing to put something into. */
function change(claims: Claims, path: readonly string[], op: string, value: unknown): boolean {
  let place: Claims | unknown[] = claims;
  for (const name of path.slice(0, -1)) {
    const inner: unknown = Object.hasOwn(place, name) ? (place as Claims)[name] : undefined;
    if (typeof inner !== 'object' || inner === null) return false;
    place = inner as Claims | unknown[];
  }
  const name = path.at(-1) ?? '';
  if (name === '__proto__') return false;
  if (Array.isArray(place)) return changeItem(place, name, op, value);
  if (op !== 'add' && !Object.hasOwn(place, name)) return false;
  if (op === 'remove') Reflect.deleteProperty(place, name);
  else place[name] = value;
  return true;
}

function changeItem(list: unknown[], name: string, op: string, value: unknown): boolean {
  const at = name === '-' && op === 'add' ? list.length : Number(name);
  const last = op === 'add' ? list.length : list.length - 1;
  if (!Number.isInteger(at) || at < 0 || at > last) return false;
  if (op === 'remove') list.splice(at, 1);
  else list.splice(at, op === 'add' ? 0 : 1, value);
  return true;
}
