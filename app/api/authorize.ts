import type { Context } from 'koa';
import type { AccessClaims } from './access-token.ts';
import { Problem } from './problem.ts';
import type { ApiServices } from './services.ts';

/**
 * Lets requests with a valid access token and all the scopes through.
 * @throws Problem 401 without a valid token, 400 for a header that is not one token, 403 without the scopes
 *   (RFC 6750 section 3.1)
 */
export async function authorize(
  ctx: Context,
  services: AuthorizingServices,
  ...scopes: readonly string[]
): Promise<AccessClaims> {
  const { claims } = admitted.get(ctx) ?? (await authenticate(ctx, services));
  const missing = scopes.filter((scope) => !claims.scopes.includes(scope));
  if (missing.length > 0)
    throw new Problem(403, 'Insufficient scope', `The token lacks the scope ${missing.join(' ')}`, {
      challenge: { error: 'insufficient_scope', scope: scopes.join(' ') },
    });
  return claims;
}

/** The services that check a token. */
export type AuthorizingServices = Pick<ApiServices, 'verify' | 'proofs' | 'log' | 'agentTokens'>;

const admitted = new WeakMap<Context, Admitted>();

interface Admitted {
  readonly claims: AccessClaims;
  readonly token: string;
}

/** The token of an authorized request. */
export const tokenOf = (ctx: Context): string | undefined => admitted.get(ctx)?.token;

async function authenticate(
  ctx: Context,
  { verify, proofs, log, agentTokens }: AuthorizingServices,
): Promise<Admitted> {
  const { token, isBound } = presentedToken(ctx.get('authorization'));
  const claims = await verify(token);
  if (isBound !== (claims.boundTo !== undefined)) throw wrongScheme(isBound);
  if (claims.boundTo !== undefined) await proofs(ctx, token, claims.boundTo);
  if (claims.agentId !== undefined) await agentTokens.require(token, claims);
  log.isOf(claims.userId ?? claims.clientId);
  const known = { claims, token };
  admitted.set(ctx, known);
  return known;
}

/** @throws Problem 401 without a token, 400 for a header that is not one token */
function presentedToken(header: string): { token: string; isBound: boolean } {
  const [, scheme, rest = ''] = /^(bearer|dpop)(?: (.*))?$/i.exec(header) ?? [];
  if (scheme === undefined)
    throw new Problem(401, 'Access token required', 'Send an access token: Authorization: Bearer …', {
      challenge: {},
    });
  const token = rest.trim();
  const isBound = scheme.toLowerCase() === 'dpop';
  if (!/^[A-Za-z0-9\-._~+/]+=*$/.test(token))
    throw new Problem(
      400,
      'Malformed request',
      `The Authorization header must contain exactly one ${isBound ? 'DPoP' : 'Bearer'} token`,
      {
        challenge: { ...(isBound && { scheme: 'DPoP' }), error: 'invalid_request' },
      },
    );
  return { token, isBound };
}

/** RFC 9449, section 7.1: a token that is bound to a key is not a bearer token, and the other way round. */
const wrongScheme = (isBound: boolean): Problem =>
  new Problem(
    401,
    'Invalid token',
    isBound
      ? 'The token is not bound to a key: send it with Authorization: Bearer'
      : 'The token is bound to a key: send it with Authorization: DPoP and a proof',
    { challenge: { ...(!isBound && { scheme: 'DPoP' as const }), error: 'invalid_token' } },
  );
