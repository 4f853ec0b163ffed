import type { Context } from 'koa';
import { readText } from '../http/form.ts';
import type { Org } from '../org/org.ts';
import type { ServerView } from './authorization-server.ts';
import { parametersOf } from './checks/authorization-request.ts';
import { renderProblem } from './error-page.ts';
import { verifyOwn } from './keys.ts';
import { forgetSession, sessionOf } from '../sign-in/session.ts';
import { endSessionOfApps, renderSingleLogout } from '../sign-in/single-logout.ts';

/**
 * RP-Initiated Logout 1.0 as Okta does it: no confirmation, the ID token hint is proof enough. Ends the
 * person's session at the org, asked by GET or POST, tells the other apps of the session that take part in single
 * logout, and goes to the registered sign-out redirect URI, or to the org's sign-in page.
 */
export async function logout(org: Org, server: ServerView, ctx: Context): Promise<void> {
  const { parameters } = parametersOf(await givenTo(ctx));
  const { id_token_hint: hint, client_id: said, post_logout_redirect_uri: redirectUri, state } = parameters;
  const hinted = hint === undefined ? undefined : await clientOfHint(org, server, hint);
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

/** An expired ID token still shows who signs out: only signature and issuer are checked. */
async function clientOfHint(org: Org, server: ServerView, hint: string): Promise<string | undefined> {
  try {
    const { aud } = await verifyOwn(org, server, hint, { currentDate: new Date(0) });
    return Array.isArray(aud) ? aud[0] : aud;
  } catch {
    return undefined;
  }
}
