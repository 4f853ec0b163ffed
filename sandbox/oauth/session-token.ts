import type { Context } from 'koa';
import type { Org } from '../org/org.ts';
import { startSession } from '../sign-in/session.ts';

/**
 * Turns the session token of the Classic engine into a session of this browser. False when the token is unknown, used
 * or expired; then nothing changes, and the request goes on as the person who is signed in, or nobody.
 */
export function redeemSessionToken(org: Org, ctx: Context, token: string): boolean {
  const signIn = org.sessionTokens.redeem(token);
  if (signIn === undefined || org.users.get(signIn.userId)?.status !== 'ACTIVE') return false;
  startSession(org, ctx, { userId: signIn.userId, amr: signIn.amr });
  return true;
}
