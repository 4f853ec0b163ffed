import type { Context } from 'koa';
import type { TokenSet } from '../store/tokens.ts';
import { SignInError } from './errors.ts';
import { personFrom } from './person.ts';
import type { Person } from './person.ts';
import { forgetUser, sessionOf } from './session.ts';
import type { TokenKeeper } from './token-keeper.ts';

export interface SignedIn {
  person: Person;
  tokens: TokenSet;
  grantKey: string;
}

/** The user signed in at this browser, with tokens that are still valid; undefined if there is none. */
export async function whoIsSignedIn(ctx: Context, keeper: TokenKeeper): Promise<SignedIn | undefined> {
  const { grantKey } = sessionOf(ctx);
  if (grantKey === undefined) return undefined;
  try {
    const tokens = await keeper.current(grantKey, 'person');
    if (tokens) return { person: personFrom(tokens), tokens, grantKey };
  } catch (error) {
    // This session cannot be used any more, and the next request must not try again.
    if (error instanceof SignInError && error.code === 'session-ended') forgetUser(ctx);
    throw error;
  }
  forgetUser(ctx);
  return undefined;
}

/** @throws SignInError 401 if no one is signed in */
export async function requireSignIn(ctx: Context, keeper: TokenKeeper): Promise<SignedIn> {
  const signedIn = await whoIsSignedIn(ctx, keeper);
  if (!signedIn) throw new SignInError(401, 'sign-in-needed');
  return signedIn;
}
