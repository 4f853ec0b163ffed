import type { Context } from 'koa';
import type { Org } from '../org/org.ts';
import type { Artifacts } from './artifacts.ts';
import { sessionCookie, startSession } from '../sign-in/session.ts';

/**
 * Turns the session token of the Classic engine into a session of this browser. False when the token is unknown, used
 * or expired; then nothing changes, and the request goes on as the person who is signed in, or nobody.
 */
export function redeemSessionToken(org: Org, artifacts: Artifacts, ctx: Context, token: string): boolean {
  const signIn = org.sessionTokens.redeem(token);
  const user = signIn && org.users.get(signIn.userId);
  if (signIn === undefined || user?.status !== 'ACTIVE') return false;
  useSession(ctx, startSession(org, artifacts, { userId: user.id, amr: signIn.amr }));
  return true;
}

/** Hands the browser a session cookie, which counts for the very request that brings it too. */
export function useSession(ctx: Context, cookie: string): void {
  ctx.cookies.set(sessionCookie, cookie, { httpOnly: true, sameSite: 'lax', path: '/', overwrite: true });
  const others = (ctx.req.headers.cookie ?? '')
    .split(/;\s*/)
    .filter((pair) => pair !== '' && !pair.startsWith(`${sessionCookie}=`));
  ctx.req.headers.cookie = [...others, `${sessionCookie}=${cookie}`].join('; ');
}
