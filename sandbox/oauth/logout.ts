import type { JWTPayload } from 'jose';
import type { Context } from 'koa';
import { readText } from '../http/form.ts';
import type { Org } from '../org/org.ts';
import type { Artifacts } from './artifacts.ts';
import type { ServerView } from './authorization-server.ts';
import { parametersOf } from './checks/authorization-request.ts';
import { revokeDeviceSecret } from './device-secret.ts';
import { renderProblem } from './error-page.ts';
import { verifyOwn } from './keys.ts';
import { forgetSession, sessionOf } from '../sign-in/session.ts';
import { endSessionOfApps, renderSingleLogout } from '../sign-in/single-logout.ts';

/**
 * RP-Initiated Logout 1.0 as Okta does it: no confirmation, the ID token hint is proof enough. Ends the
 * person's session at the org, asked by GET or POST, tells the other apps of the session that take part in single
 * logout, ends the sign-in that apps share (Native SSO, Native to Web SSO), and goes to the registered sign-out
 * redirect URI, or to the org's sign-in page.
 */
export async function logout(
  org: Org,
  artifacts: Artifacts,
  server: ServerView,
  ctx: Context,
): Promise<void> {
  const { parameters } = parametersOf(await givenTo(ctx));
  const { id_token_hint: hint, client_id: said, post_logout_redirect_uri: redirectUri, state } = parameters;
  const { device_secret: deviceSecret } = parameters;
  const claims = hint === undefined ? undefined : await claimsOfHint(org, server, hint);
  const hinted = clientOf(claims);
  const refuse = (description: string): void => renderProblem(ctx, 400, 'invalid_request', description);
  if (hint === undefined && said === undefined) {
    refuse("The required parameter 'id_token_hint' is missing.");
    return;
  }
  if (hint !== undefined && hinted === undefined) {
    refuse('The id_token_hint signature is invalid.');
    return;
  }
  if (hinted !== undefined && said !== undefined && said !== hinted) {
    refuse('The audience of the id_token_hint is invalid.');
    return;
  }
  const app = org.apps.byClientId(hinted ?? said ?? '');
  const client = app?.oauth;
  if (client === undefined) {
    refuse("Invalid value for 'client_id' parameter.");
    return;
  }
  if (redirectUri !== undefined && !client.postLogoutRedirectUris.includes(redirectUri)) {
    refuse(
      "The 'post_logout_redirect_uri' parameter must be a Logout redirect URI in the client app settings.",
    );
    return;
  }
  if (hinted !== undefined && deviceSecret !== undefined)
    revokeDeviceSecret(org, artifacts, server, { secret: deviceSecret, clientId: hinted });
  const shared = org.sessions.get(String(claims?.['sid']));
  if (shared?.isOfApps === true) org.sessions.delete(shared.id);
  const session = sessionOf(org, ctx);
  const calls = session === undefined ? [] : await endSessionOfApps(org, ctx, session, app);
  forgetSession(ctx);
  const target = new URL(redirectUri ?? `${org.url}/login/signout`);
  if (redirectUri !== undefined && state !== undefined) target.searchParams.set('state', state);
  if (calls.length > 0) {
    renderSingleLogout(org, ctx, calls, { next: target.href });
    return;
  }
  ctx.redirect(target.href);
  // A form's POST leads on to a page that is fetched.
  if (ctx.method === 'POST') ctx.status = 303;
}

const givenTo = async (ctx: Context): Promise<URLSearchParams> =>
  ctx.method === 'POST' ? new URLSearchParams(await readText(ctx)) : ctx.URL.searchParams;

/** An expired ID token still identifies the user: only signature and issuer are checked. */
const claimsOfHint = async (org: Org, server: ServerView, hint: string): Promise<JWTPayload | undefined> =>
  await verifyOwn(org, server, hint, { currentDate: new Date(0) }).catch(() => undefined);

const clientOf = (claims: JWTPayload | undefined): string | undefined =>
  Array.isArray(claims?.aud) ? claims.aud[0] : claims?.aud;
