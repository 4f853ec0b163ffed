import type { Context } from 'koa';
import { renderProblem } from '../../oauth/error-page.ts';
import type { Org } from '../../org/org.ts';
import { randomText } from '../../org/kernel/ids.ts';
import { redeemSessionToken, sessionOf } from '../../sign-in/session.ts';
import type { PageParts } from '../parts.ts';
import { renderSignIn, renderWidget, showCode } from '../widget-page.ts';

/** Okta's path of the page at which a person signs in to no app in particular. */
export const homePath = '/app/UserHome';

export const signInPath = '/login/login.htm';
/** Ties a sign-in to the browser that began it. */
const cookie = 'okta_home';
const options = { httpOnly: true, sameSite: 'lax', path: '/login', overwrite: true } as const;
/** How the sign-ins begin that are for the org itself. */
export const homePrefix = 'org~';

/** The sign-in that leads on to a page of the org. */
export const signInFor = (target: string): string => `${signInPath}?fromURI=${encodeURIComponent(target)}`;

/**
 * `/login/login.htm?fromURI=…`: signs a person in to the org itself, to its dashboard or the page they wanted. Classic
 * comes back with a session token.
 */
export async function orgSignInPage(parts: PageParts): Promise<void> {
  const { org, ctx, hosted } = parts;
  const { sessionToken, fromURI, otp } = ctx.query;
  const target = ownTarget(org.url, typeof fromURI === 'string' ? fromURI : homePath);
  if (typeof sessionToken === 'string') redeemSessionToken(org, ctx, sessionToken);
  if (sessionOf(org, ctx)) {
    ctx.cookies.set(cookie, null, options);
    ctx.redirect(target);
    return;
  }
  const here = signInFor(target);
  if (org.engine === 'v1') {
    renderWidget(org, ctx, { engine: 'v1', next: here, options: { useClassicEngine: true } });
    return;
  }
  const known = hosted.of(homePrefix + (ctx.cookies.get(cookie) ?? ''));
  if (known?.refusal) {
    ctx.cookies.set(cookie, null, options);
    renderProblem(ctx, 403, known.refusal.error, known.refusal.description, {
      href: here,
      label: 'Try again',
    });
    return;
  }
  if (known === undefined && typeof otp === 'string') {
    showCode(parts, otp);
    return;
  }
  const isGoing = known && known.step !== 'success' && known.request.redirectUri === org.url + here;
  const transaction = isGoing ? known : begin();
  await renderSignIn(parts, transaction);

  function begin() {
    const ticket = randomText(32);
    ctx.cookies.set(cookie, ticket, options);
    return hosted.begin(homePrefix + ticket, { serverId: 'org', redirectUri: org.url + here, scope: '' });
  }
}

/** Only a page of this org: an address that leads elsewhere leads to the dashboard. */
export function ownTarget(orgUrl: string, wanted: string): string {
  const base = new URL(orgUrl);
  if (!URL.canParse(wanted, base)) return homePath;
  const { origin, pathname, search } = new URL(wanted, base);
  return origin === base.origin && pathname !== signInPath && !pathname.startsWith('//')
    ? pathname + search
    : homePath;
}

/**
 * `/`: the org's start page. Returns false for requests that do not accept a page.
 */
export function frontDoor(org: Org, ctx: Context): boolean {
  if (!/\btext\/html\b/.test(ctx.get('accept')) || (ctx.method !== 'GET' && ctx.method !== 'HEAD'))
    return false;
  ctx.redirect(sessionOf(org, ctx) ? homePath : signInFor(homePath));
  return true;
}
