import type { Context, Middleware } from 'koa';
import { decodeProtectedHeader, errors, jwtVerify, type JWTPayload } from 'jose';
import { UnreachableError } from '../outgoing/http.ts';
import { readJson } from './body.ts';
import { Problem } from './problem.ts';
import { revocation } from './schemas.ts';
import type { ApiServices } from './services.ts';

const path = '/api/global-token-revocation';
const tokenType = 'global-token-revocation+jwt';

/**
 * POST /api/global-token-revocation: Universal Logout. The org asks the shop to end everything of a user, with a JWT that it
 * has signed for this request.
 * @see https://developer.okta.com/docs/guides/oin-universal-logout-overview/
 */
export function revokeGlobally(
  services: Pick<ApiServices, 'config' | 'orgKeys' | 'now' | 'keeper' | 'ended' | 'events'>,
): Middleware {
  const { config, now, keeper, ended, events } = services;
  /** When the JWTs that were used expire, by their ids. */
  const used = new Map<string, number>();
  return async (ctx) => {
    const { jti = '', exp = 0 } = await verifyRequest(ctx, services);
    const { sub_id: subject } = await readJson(ctx, revocation);
    for (const [id, end] of used) if (end <= now()) used.delete(id);
    if (used.has(jti)) throw invalid('The JWT has been used before');
    if (subject.format !== 'iss_sub')
      throw new Problem(422, 'Cannot process', 'The shop knows users by iss_sub, not by their email address');
    if (subject.iss !== config.okta.baseUrl)
      throw new Problem(404, 'No such user', `The shop has no users of ${subject.iss}`);
    const userId = subject.sub;
    ended.note(userId, now());
    const count = await keeper.end({ userId }, 'universal-logout');
    const published = new Date(now()).toISOString();
    await events.add([
      {
        id: jti,
        type: 'global-token-revocation',
        publishedAt: now(),
        data: {
          eventType: 'global-token-revocation',
          published,
          displayMessage: `Universal Logout: ${count === 1 ? '1 session' : `${count} sessions`} ended`,
          actor: { alternateId: config.okta.baseUrl },
          outcome: { result: 'SUCCESS' },
          sub_id: subject,
        },
      },
    ]);
    // Not before: if something failed, the org asks again.
    used.set(jti, exp * 1000);
    if (count === 0) throw new Problem(404, 'No such user', 'The user has no session here');
    ctx.status = 204;
  };
}

/** @throws Problem 401 for a JWT that is not the org's, not for this address, or expired */
async function verifyRequest(
  ctx: Context,
  { config, orgKeys, now }: Pick<ApiServices, 'config' | 'orgKeys' | 'now'>,
): Promise<JWTPayload> {
  const token = /^bearer (\S+)$/i.exec(ctx.get('authorization'))?.[1];
  if (token === undefined)
    throw new Problem(401, 'JWT required', 'Send the JWT: Authorization: Bearer …', { challenge: {} });
  try {
    const { kid = '', typ } = decodeProtectedHeader(token);
    if (typ !== tokenType) throw invalid('The JWT is not for Global Token Revocation');
    const key = await orgKeys.find(kid);
    if (key === undefined) throw invalid('The JWT is not signed with a key of the org');
    const { payload } = await jwtVerify(token, key, {
      algorithms: ['RS256'],
      typ: tokenType,
      issuer: config.okta.baseUrl,
      subject: config.okta.clientId,
      audience: `${config.appUrl}${path}`,
      requiredClaims: ['jti', 'exp', 'iat'],
      currentDate: new Date(now()),
    });
    return payload;
  } catch (error) {
    if (error instanceof errors.JOSEError || error instanceof TypeError) throw invalid(error.message);
    if (!(error instanceof UnreachableError)) throw error;
    throw new Problem(503, 'Cannot verify', `The org's keys could not be fetched: ${error.message}`);
  }
}

const invalid = (detail: string): Problem =>
  new Problem(401, 'Invalid JWT', detail, { challenge: { error: 'invalid_token' } });
