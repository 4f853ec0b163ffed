import type { Context, Middleware } from 'koa';
import { presentSession } from '../api/org/present-session.ts';
import { renderProblem } from '../oauth/error-page.ts';
import { callerOf, logSignOut } from './log.ts';
import { forgetSession, redeemSessionToken, sessionOf } from './session.ts';
import { OktaError, notFound } from '../org/kernel/errors.ts';
import type { Session } from '../org/kernel/model.ts';
import type { Org } from '../org/org.ts';

/**
 * Okta's names of the endpoints here that belong to the Management API. No scope opens them: the cookie does.
 */
export const ownSessionOperations = [
  { method: 'GET', path: '/api/v1/sessions/me', name: 'getCurrentSession', scope: null },
  { method: 'DELETE', path: '/api/v1/sessions/me', name: 'closeCurrentSession', scope: null },
  {
    method: 'POST',
    path: '/api/v1/sessions/me/lifecycle/refresh',
    name: 'refreshCurrentSession',
    scope: null,
  },
] as const;

/**
 * What a browser does with its own session: the endpoints that the session cookie alone opens.
 * @see https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Session/
 */
export function sessionEndpoints(org: Org): Middleware {
  const own = (ctx: Context): Session => {
    const session = sessionOf(org, ctx);
    if (session === undefined) throw notFound('me', 'Session');
    return session;
  };
  const endpoints: Readonly<Record<string, (ctx: Context) => void>> = {
    'GET /api/v1/sessions/me': (ctx) => {
      ctx.body = presentSession(org, own(ctx), true);
    },
    'POST /api/v1/sessions/me/lifecycle/refresh': (ctx) => {
      const session = org.sessions.touch(own(ctx).id);
      if (session === undefined) throw notFound('me', 'Session');
      ctx.body = presentSession(org, session, true);
    },
    'DELETE /api/v1/sessions/me': (ctx) => {
      const { id, userId } = own(ctx);
      org.sessions.delete(id);
      logSignOut(org, callerOf(ctx), userId);
      forgetSession(ctx);
      ctx.status = 204;
    },
    'GET /login/sessionCookieRedirect': (ctx) => redirectWithSession(org, ctx),
  };
  return async (ctx, next) => {
    const handle = endpoints[`${ctx.method} ${ctx.path}`];
    if (handle === undefined) await next();
    else if (isForeign(org, ctx))
      throw new OktaError(403, 'E0000006', 'The origin of the page is not trusted.');
    else handle(ctx);
  };
}

/** Otherwise an untrusted page could end a session, although CORS hides the response from it. */
function isForeign(org: Org, ctx: Context): boolean {
  const origin = ctx.get('origin');
  return origin !== '' && origin !== org.url && !org.trustedOrigins.isTrusted(origin, 'CORS');
}

/**
 * `/login/sessionCookieRedirect?token=&redirectUrl=`: exchanges a session token for a session and continues to
 * the app.
 */
function redirectWithSession(org: Org, ctx: Context): void {
  const { token, redirectUrl } = ctx.query;
  if (typeof redirectUrl !== 'string' || !mayRedirect(org, redirectUrl)) {
    renderProblem(
      ctx,
      400,
      'invalid_request',
      'The redirectUrl does not belong to this org or to a trusted origin.',
    );
  } else if (typeof token !== 'string' || !redeemSessionToken(org, ctx, token)) {
    renderProblem(ctx, 403, 'access_denied', 'The session token is unknown, used or expired.');
  } else ctx.redirect(redirectUrl);
}

function mayRedirect(org: Org, target: string): boolean {
  if (!URL.canParse(target)) return false;
  const { origin } = new URL(target);
  return origin === new URL(org.url).origin || org.trustedOrigins.isTrusted(origin, 'REDIRECT');
}
