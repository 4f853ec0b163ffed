import type { Context } from 'koa';
import type { LogoutCall } from '../org/apps/logout-call.ts';
import type { App } from '../org/apps/model.ts';
import type { Session } from '../org/kernel/model.ts';
import type { Org } from '../org/org.ts';
import { renderPage } from '../pages/render.ts';
import { callerOf, logSignOut } from './log.ts';

/**
 * Ends a session at the org.
 * @param beginner the app in which the user has signed out: it is not notified
 * @returns how the browser notifies the apps that the session has led to, and that take part in single logout
 * @see https://developer.okta.com/docs/guides/single-logout/
 */
export async function endSessionOfApps(
  org: Org,
  ctx: Context,
  session: Session,
  beginner?: App,
): Promise<readonly LogoutCall[]> {
  const oidc = (await org.logoutCalls.oidc?.(ctx, session, beginner)) ?? [];
  const saml = (await org.logoutCalls.saml?.(ctx, session, beginner)) ?? [];
  const calls = [...oidc, ...saml];
  const counts = {
    TotalOidcLogoutRequests: String(oidc.length),
    TotalSamlLogoutRequests: String(saml.length),
  };
  org.sessions.delete(session.id);
  logSignOut(org, callerOf(ctx), session.userId, calls.length > 0 ? counts : undefined);
  return calls;
}

/** Where the browser continues after the apps have been notified. */
type Next =
  { readonly next: string } | { readonly action: string; readonly fields: Readonly<Record<string, string>> };

/** The page that notifies the apps in hidden frames, then continues. */
export function renderSingleLogout(org: Org, ctx: Context, calls: readonly LogoutCall[], next: Next): void {
  const places = calls.map((call) => ('address' in call ? call.address.href : call.action));
  const forms = calls.filter((call) => 'action' in call);
  renderPage(
    ctx,
    'single-logout.njk',
    {
      ...{ title: 'Signing out', orgName: org.name, ...next, forms },
      addresses: calls.flatMap((call) => ('address' in call ? [call.address.href] : [])),
    },
    { frames: [...new Set(places.map((place) => new URL(place).origin))] },
  );
}
