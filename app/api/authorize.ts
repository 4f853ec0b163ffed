import type { Context } from 'koa';
import type { AccessClaims } from './access-token.ts';
import { Problem } from './problem.ts';
import type { ApiServices } from './services.ts';

/**
 * Lets requests with a valid access token and all the scopes through.
 * @throws Problem 401 without a valid token, 400 for a header that is not one Bearer token, 403 without the
 * scopes
 *   (RFC 6750 section 3.1)
 */
export async function authorize(
  ctx: Context,
  { verify, log }: Pick<ApiServices, 'verify' | 'log'>,
  ...scopes: readonly string[]
): Promise<AccessClaims> {
  const claims = await verify(bearerToken(ctx.get('authorization')));
  log.isOf(claims.userId ?? claims.clientId);
  const missing = scopes.filter((scope) => !claims.scopes.includes(scope));
  if (missing.length > 0)
    throw new Problem(403, 'Insufficient scope', `The token lacks the scope ${missing.join(' ')}`, {
      challenge: { error: 'insufficient_scope', scope: scopes.join(' ') },
    });
  return claims;
}

function bearerToken(header: string): string {
  if (!/^bearer( |$)/i.test(header))
    throw new Problem(401, 'Access token required', 'Send an access token: Authorization: Bearer …', {
      challenge: {},
    });
  const token = header.slice('bearer '.length).trim();
  if (!/^[A-Za-z0-9\-._~+/]+=*$/.test(token))
    throw new Problem(
      400,
      'Malformed request',
      'The Authorization header must contain exactly one Bearer token',
      {
        challenge: { error: 'invalid_request' },
      },
    );
  return token;
}
