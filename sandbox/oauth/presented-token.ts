import type { JWTPayload } from 'jose';
import type { Context, Next } from 'koa';
import { ReadBody, readText } from '../http/form.ts';
import type { Org } from '../org/org.ts';
import { type Artifacts, idOfToken } from './artifacts.ts';
import type { ServerView } from './authorization-server.ts';
import { endpointPrefix } from './authorization-server.ts';
import { introspectDeviceSecret, revokeDeviceSecret } from './device-secret.ts';
import { verifyOwn } from './keys.ts';

/**
 * Okta's access tokens are JWTs that the server also remembers, so that they can be introspected, revoked and
 * used at userinfo. oidc-provider knows its tokens by their ids; here a JWT that verifies is replaced by its
 * id.
 */
export function translatePresentedToken(org: Org, artifacts: Artifacts, server: ServerView) {
  const prefix = endpointPrefix(server);
  return async (ctx: Context, next: Next): Promise<void> => {
    if (ctx.path === `${prefix}/introspect` || ctx.path === `${prefix}/revoke`) {
      await rewriteForm(ctx, async (form) => {
        const token = form.get('token');
        if (token === null) return;
        const { clientId = '' } = ctx.state as { readonly clientId?: string };
        const shown = { secret: token, clientId };
        const isRevoked = ctx.path === `${prefix}/revoke`;
        if (!isRevoked) ctx.state.deviceSecretShown = introspectDeviceSecret(org, artifacts, server, shown);
        else if (revokeDeviceSecret(org, artifacts, server, shown)) form.delete('token_type_hint');
        const claims = await verifiedClaims(org, server, token);
        if (claims?.jti?.startsWith('ID.')) ctx.state.idToken = claims;
        const id = tokenId(artifacts, token, claims);
        const isGone = isRevoked && revokeAccessToken(artifacts, id, ctx);
        form.set('token', isGone ? 'unknown' : id);
      });
    }
    await next();
  };
}

/** Revokes only the access token; oidc-provider would also revoke its refresh token. */
function revokeAccessToken(artifacts: Artifacts, id: string, ctx: Context): boolean {
  const { clientId } = ctx.state as { readonly clientId?: string };
  for (const model of ['AccessToken', 'ClientCredentials']) {
    if (artifacts.find(model, id)?.clientId !== clientId) continue;
    artifacts.delete(model, id);
    return true;
  }
  return false;
}

/** The claims of a JWT that this server signed and that has not expired; undefined for anything else. */
async function verifiedClaims(org: Org, server: ServerView, token: string): Promise<JWTPayload | undefined> {
  if (!isJwt(token)) return undefined;
  return await verifyOwn(org, server, token).catch(() => undefined);
}

const isJwt = (token: string): boolean => token.split('.').length === 3;

/**
 * The id of an access token that this server signed and that has not expired. If it is not a JWT, it may be a
 * refresh token and is left unchanged; an access token's bare id is not accepted.
 */
export async function idOf(
  org: Org,
  artifacts: Artifacts,
  server: ServerView,
  token: string,
): Promise<string> {
  return tokenId(artifacts, token, await verifiedClaims(org, server, token));
}

function tokenId(artifacts: Artifacts, token: string, claims: JWTPayload | undefined): string {
  if (claims) return idOfToken(claims.jti);
  return !isJwt(token) && artifacts.find('RefreshToken', token) !== undefined ? token : 'unknown';
}

/** Reads the form in the request's body, applies `change`, and replaces the body with the result. */
export async function rewriteForm(
  ctx: Context,
  change: (form: URLSearchParams) => void | Promise<void>,
): Promise<void> {
  const form = await presentedForm(ctx);
  if (form === undefined) return;
  await change(form);
  replaceForm(ctx, form);
}

/** The form in the request's body; undefined if there is none. */
export async function presentedForm(ctx: Context): Promise<URLSearchParams | undefined> {
  if (ctx.method !== 'POST' || !ctx.is('application/x-www-form-urlencoded')) return undefined;
  return new URLSearchParams(await readText(ctx));
}

/** Replaces the request's body with a form. */
export function replaceForm(ctx: Context, form: URLSearchParams): void {
  const body = form.toString(); // percent-encoded, so each character is one byte
  const { headers, method, url, socket } = ctx.req;
  headers['content-length'] = String(body.length);
  delete headers['transfer-encoding'];
  const request = Object.assign(new ReadBody(body), { headers, method, url, socket });
  ctx.req = request as unknown as typeof ctx.req;
  ctx.request.req = ctx.req;
}
