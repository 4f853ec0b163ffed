import type { Context } from 'koa';
import type { Session } from '../org/kernel/model.ts';
import type { Org } from '../org/org.ts';
import { sessionRule } from '../org/policies/sign-in-rules.ts';
import { randomText } from '../org/kernel/ids.ts';
import { callerOf, type Caller, deviceCookie, logSignIn } from './log.ts';

/**
 * Okta's name for the cookie of the Identity Engine session. HttpOnly; its value is a secret, not the session
 * id.
 */
export const sessionCookie = 'idx';

/** The cookie that ties an authorization request to the browser it came from. */
export const interactionCookie = 'okta_interaction';

/** A sign-in that is complete. */
export interface SignIn {
  readonly userId: string;
  /** RFC 8176 */
  readonly amr: readonly string[];
  /** The identity provider that vouched for the person; the org itself when absent. */
  readonly idpId?: string | undefined;
  /** "Keep me signed in": the cookie outlives the browser, also where the policy does not say so. */
  readonly rememberMe?: boolean | undefined;
  /** A program signed the person in by the Authentication API and sends the browser with a session token. */
  readonly byToken?: boolean | undefined;
}

/** Records a completed sign-in, with all required proofs. */
export function completeSignIn(org: Org, caller: Caller, userId: string): void {
  const user = org.users.recordSignIn(userId);
  logSignIn(org, caller, { user, login: user.profile.login });
}

/**
 * Starts a user's session at the org, in this browser: the cookie is already effective for this request. One
 * session serves all authorization servers of the org; the global session policy determines its lifetime.
 */
export function startSession(org: Org, ctx: Context, signIn: SignIn): Session {
  const session = createSession(org, signIn);
  ctx.cookies.set(sessionCookie, session.cookie, cookieOptions(session));
  rememberBrowser(org, ctx, signIn.userId);
  const others = (ctx.req.headers.cookie ?? '')
    .split(/;\s*/)
    .filter((pair) => pair !== '' && !pair.startsWith(`${sessionCookie}=`));
  ctx.req.headers.cookie = [...others, `${sessionCookie}=${session.cookie}`].join('; ');
  return session;
}

/** The person is known to use this browser from now on. */
function rememberBrowser(org: Org, ctx: Context, userId: string): void {
  let { device } = callerOf(ctx);
  if (device === undefined) {
    device = randomText(22);
    ctx.cookies.set(deviceCookie, device, { ...baseOptions, maxAge: years(2) });
  }
  org.users.rememberDevice(userId, device);
}

/**
 * Exchanges a Classic session token for a session in this browser. False if the token is unknown, used or
 * expired; then nothing changes, and the request continues with the existing session, if any.
 * @param appId the app that the token is limited to, if any
 */
export function redeemSessionToken(org: Org, ctx: Context, token: string, appId?: string): boolean {
  const signIn = org.sessionTokens.redeem(token, appId);
  if (signIn === undefined || org.users.get(signIn.userId)?.status !== 'ACTIVE') return false;
  startSession(org, ctx, { userId: signIn.userId, amr: signIn.amr, byToken: appId === undefined });
  return true;
}

/** A session that no browser has yet. */
export function createSession(
  org: Org,
  { userId, amr, idpId, rememberMe = false, byToken = false }: SignIn,
): Session {
  const { lifetime } = sessionRule(org, org.users.get(userId));
  const { idleMinutes, maxMinutes, persistent } = lifetime;
  return org.sessions.create({
    userId,
    amr,
    idpId: idpId ?? org.id,
    idleMinutes,
    maxMinutes,
    persistent: persistent || rememberMe,
    ...(byToken && { byToken }),
  });
}

/** The active session of a browser. */
export const sessionOf = (org: Org, ctx: Context): Session | undefined =>
  org.sessions.byCookie(ctx.cookies.get(sessionCookie));

/** Takes the session's cookie from the browser. */
export function forgetSession(ctx: Context): void {
  ctx.cookies.set(sessionCookie, null, { path: '/', httpOnly: true, sameSite: 'lax' });
}

/**
 * The server determines the lifetime of a session; a persistent cookie only has to last at least as long.
 */
const cookieOptions = ({ persistent }: Session) => ({
  ...baseOptions,
  ...(persistent === true && { maxAge: years(1) }),
});
const baseOptions = { httpOnly: true, sameSite: 'lax', path: '/', overwrite: true } as const;
const years = (count: number): number => count * 365 * 24 * 60 * 60 * 1000;
