import type { AccessClaims, VerifyAccessToken } from '../api/access-token.ts';
import { Problem } from '../api/problem.ts';
import { SignInError } from './errors.ts';

/**
 * The claims of a session's own access token, verified as the API verifies it: what a page decides by must not be taken
 * from a token that was only decoded.
 * @throws SignInError when the token does not hold after all (a wrong audience, a clock that is off) or the keys cannot be had
 */
export async function verifiedClaims(
  { verify }: { verify: VerifyAccessToken },
  token: string,
): Promise<AccessClaims> {
  try {
    return await verify(token);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    if (error.status === 503) throw new SignInError(503, 'org-unreachable', undefined, { cause: error });
    throw new SignInError(502, 'exchange-failed', { error: 'invalid_token', description: error.message });
  }
}
