import type { Context } from 'koa';
import type { App } from '../org/apps/model.ts';
import type { Org } from '../org/org.ts';
import { orgServerId } from '../org/servers/signing-keys.ts';
import { redeemSessionToken } from '../sign-in/session.ts';
import { signOwn, verifyOwn } from './keys.ts';
import { OAuthError } from './okta-errors.ts';

/** The lifetime of an interclient token in seconds. */
export const interclientLifetime = 300;

/** What an audience of interclient tokens begins with; the ID of a client or an app follows. */
export const interclientAudience = 'urn:okta:apps:';

/** A token that signs a user in to an app once, based on their sign-in to another app. */
export async function signInterclientToken(
  org: Org,
  {
    target,
    audience,
    userId,
    amr,
  }: {
    readonly target: App;
    readonly audience: string;
    readonly userId: string;
    readonly amr: readonly string[];
  },
): Promise<string> {
  const now = Math.floor(org.clock() / 1000);
  const { id: jti } = org.sessionTokens.issue({ userId, amr, appId: target.id });
  return await signOwn(org, orgServerId, {
    ...{ tid: target.id, iss: org.url, sub: userId, aud: audience, iat: now },
    ...{ exp: now + interclientLifetime, jti },
  });
}

// Deviation: a user who arrives with an interclient token may switch to another user; Okta does not allow that.
/**
 * Exchanges the token that a browser presents for a session. A used, expired or forged token has no effect: then
 * the person signs in.
 * @returns the error if the token is for another app
 */
export async function redeemInterclientToken(
  org: Org,
  ctx: Context,
  app: App,
  token: string,
): Promise<OAuthError | undefined> {
  const server = { id: orgServerId, issuer: org.url };
  const { jti, tid } = await verifyOwn(org, server, token).catch(() => ({ jti: undefined, tid: undefined }));
  if (jti === undefined || typeof tid !== 'string') return undefined;
  if (tid !== app.id)
    return new OAuthError('invalid_token', "The 'interclient_token' has an invalid target ID.", 401);
  redeemSessionToken(org, ctx, jti, app.id);
  return undefined;
}
