import type { AccessClaims, VerifyAccessToken } from '../api/access-token.ts';
import { Problem } from '../api/problem.ts';
import { SignInError } from './errors.ts';

/**
 * The claims of a session's own access token, verified as the API verifies it: decisions must not be based on a
 * token that was only decoded.
 * @throws SignInError if the token is invalid after all (wrong audience, inaccurate clock) or the keys are
 * unavailable
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
