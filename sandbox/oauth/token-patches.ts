import { change, readOperations } from '../hooks/json-patch.ts';

type Claims = Record<string, unknown>;

/** The range of lifetimes that a hook may set, in seconds. */
const shortest = 300;
const longest = 86_400;

/** The claims of a token, and its lifetime if a hook set one. */
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
  const operations = readOperations(command);
  if (operations === undefined) return undefined;
  let patched: Patched | undefined = { ...token, claims: structuredClone(token.claims) };
  for (const {
    op,
    path,
    names: [root, ...names],
    value,
  } of operations) {
    if (patched === undefined) return undefined;
    if (root === 'token')
      patched = path === '/token/lifetime/expiration' ? withLifetime(patched, value) : undefined;
    else if (root !== 'claims' || names.length === 0 || fixed.includes(names[0] ?? '')) return undefined;
    else if (!change(patched.claims, names, op, value)) return undefined;
  }
  return patched;
}

function withLifetime(token: Patched, value: unknown): Patched | undefined {
  const seconds = Number(value);
  const isInRange = Number.isInteger(seconds) && seconds >= shortest && seconds <= longest;
  return isInRange ? { ...token, lifetime: seconds } : undefined;
}
