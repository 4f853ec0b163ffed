import { verify } from 'node:crypto';
import type { SigningKeys } from './signing-keys.ts';
import { decodeToken } from './claims.ts';
import type { DecodedToken } from './claims.ts';

/** One check of a token, shown as a tick in the token viewer. */
interface Check {
  name: 'Signature' | 'Issuer' | 'Audience' | 'Expiry';
  ok: boolean;
  /** The value that was checked. */
  value: string;
}

export interface InspectedToken extends DecodedToken {
  raw: string;
  checks: Check[];
}

/**
 * Checks a token part by part, so that the viewer can show each result. Actual protection uses the libraries
 * (openid-client for ID tokens, @okta/jwt-verifier for access tokens); this does the same checks visibly.
 */
export async function inspectToken(
  raw: string,
  expected: { issuer: string; audience: string },
  keys: SigningKeys,
  now: number,
): Promise<InspectedToken | undefined> {
  const token = decodeToken(raw);
  if (!token) return undefined;
  const { payload } = token;
  const audiences = [payload['aud']].flat();
  const expiry = typeof payload['exp'] === 'number' ? payload['exp'] : 0;
  return {
    ...token,
    raw,
    checks: [
      await checkSignature(token, keys),
      { name: 'Issuer', ok: payload['iss'] === expected.issuer, value: String(payload['iss']) },
      { name: 'Audience', ok: audiences.includes(expected.audience), value: audiences.join(', ') },
      { name: 'Expiry', ok: expiry * 1000 > now, value: String(expiry) },
    ],
  };
}

async function checkSignature({ header, parts }: DecodedToken, keys: SigningKeys): Promise<Check> {
  const kid = typeof header['kid'] === 'string' ? header['kid'] : '';
  // If keys cannot be fetched, the check stays undecided instead of failing the page.
  const key = header['alg'] === 'RS256' ? await keys.find(kid).catch(() => undefined) : undefined;
  const ok =
    key !== undefined &&
    verify('RSA-SHA256', Buffer.from(`${parts[0]}.${parts[1]}`), key, Buffer.from(parts[2], 'base64url'));
  return { name: 'Signature', ok, value: kid };
}
