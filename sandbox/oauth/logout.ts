import { createLocalJWKSet, jwtVerify } from 'jose';
import type { Context } from 'koa';
import type { Org } from '../org/org.ts';
import type { ServerView } from './authorization-server.ts';
import { renderProblem } from './error-page.ts';
import { publicJwks } from './keys.ts';
import { endSession } from '../sign-in/session.ts';

/**
 * RP-Initiated Logout 1.0 as Okta does it: no confirmation, the ID token hint is proof enough. Ends the person's
 * session at the org and goes to the registered sign-out redirect URI, or to the org's sign-in page.
 */
export async function logout(org: Org, server: ServerView, ctx: Context): Promise<void> {
  const parameter = (name: string): string | undefined => {
    const value = ctx.query[name];
    return typeof value === 'string' ? value : undefined;
  };
  const hint = parameter('id_token_hint');
  const redirectUri = parameter('post_logout_redirect_uri');
  const clientId = hint === undefined ? parameter('client_id') : await clientOfHint(org, server, hint);
  const client = clientId === undefined ? undefined : org.apps.byClientId(clientId)?.oauth;
  if (client === undefined) {
    renderProblem(ctx, 400, 'invalid_request', hint === undefined ? missingHint : invalidHint);
    return;
  }
  if (redirectUri !== undefined && !client.postLogoutRedirectUris.includes(redirectUri)) {
    renderProblem(ctx, 400, 'invalid_request', unregisteredUri);
    return;
  }
  endSession(org, ctx);
  const target = new URL(redirectUri ?? `${org.url}/login/signout`);
  const state = parameter('state');
  if (redirectUri !== undefined && state !== undefined) target.searchParams.set('state', state);
  ctx.redirect(target.href);
}

const missingHint = "The 'id_token_hint' parameter is required.";
const invalidHint = "The 'id_token_hint' is not an ID token of this authorization server.";
const unregisteredUri =
  "The 'post_logout_redirect_uri' parameter must be a Logout redirect URI in the client app settings.";

/** An expired ID token still tells who signs out: only signature and issuer count. */
async function clientOfHint(org: Org, server: ServerView, hint: string): Promise<string | undefined> {
  try {
    const keys = createLocalJWKSet(await publicJwks(org, server.id));
    const { payload } = await jwtVerify(hint, keys, { issuer: server.issuer, currentDate: new Date(0) });
    return Array.isArray(payload.aud) ? payload.aud[0] : payload.aud;
  } catch {
    return undefined;
  }
}
