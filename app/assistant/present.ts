import { decodeToken } from '../auth/claims.ts';
import { inOneLine } from '../../shared/html.ts';
import type { Step } from './reach.ts';

/** A step as the page shows it: secrets and signatures stay on the server. */
export function presentStep(step: Step): Record<string, unknown> {
  if (step.kind === 'token') {
    const { scopes, tokens, refusal } = step;
    return {
      ...{ kind: 'token', scopes: scopes.join(' ') },
      ...(tokens && { idJag: claimsOf(tokens.idJag), token: claimsOf(tokens.accessToken) }),
      ...(refusal && {
        refusal: { leg: refusal.leg, error: refusal.error, description: refusal.message },
      }),
    };
  }
  const { tool, input, status, token, problem } = step;
  return {
    ...{ kind: 'call', tool, input: inOneLine(input), status, problem },
    isRefused: status >= 400 || problem !== undefined,
    token: claimsOf(token),
  };
}

/** The claims that identify the agent, the user, the audience and the scopes. */
function claimsOf(token: string): { readonly name: string; readonly value: string }[] {
  const { header = {}, payload = {} } = decodeToken(token) ?? {};
  const values = { typ: header['typ'], ...payload } as Record<string, unknown>;
  return ['typ', 'iss', 'aud', 'sub', 'act', 'client_id', 'cid', 'scp', 'scope', 'resource'].flatMap(
    (name) => {
      const value = values[name];
      if (value === undefined) return [];
      return { name, value: typeof value === 'string' ? value : inOneLine(value) };
    },
  );
}
