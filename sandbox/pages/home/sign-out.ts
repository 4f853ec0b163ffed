import type { Context } from 'koa';
import type { Org } from '../../org/org.ts';
import { forgetSession, sessionOf } from '../../sign-in/session.ts';
import { endSessionOfApps, renderSingleLogout } from '../../sign-in/single-logout.ts';
import { renderPage } from '../render.ts';
import { ownTarget } from './sign-in-here.ts';

export const signOutPath = '/login/signout';

/**
 * `/login/signout`: ends the session of the browser, notifies its apps that take part in single logout, and says so,
 * or goes on to the org's page `fromURI`.
 * @see https://help.okta.com/oie/en-us/content/topics/apps/apps_single_logout.htm
 */
export async function signOutPage(org: Org, ctx: Context): Promise<void> {
  const { fromURI } = ctx.query;
  const session = sessionOf(org, ctx);
  const calls = session === undefined ? [] : await endSessionOfApps(org, ctx, session);
  if (session !== undefined) forgetSession(ctx);
  if (calls.length > 0) renderSingleLogout(org, ctx, calls, { next: signOutPath + ctx.search });
  else if (typeof fromURI === 'string') ctx.redirect(ownTarget(org.url, fromURI));
  else renderPage(ctx, 'signed-out.njk', { title: 'Signed out', orgName: org.name });
}
