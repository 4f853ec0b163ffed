import type { Context } from 'koa';
import * as oidc from 'openid-client';
import type { Services } from '../site/services.ts';
import type { LoginAttempt } from '../store/login-attempts.ts';
import { limit } from '../site/limit.ts';
import { SignInError } from './errors.ts';
import { browserIdOf, sessionOf } from './session.ts';

/** The part of a sign-in attempt that the browser may see; the code verifier stays on the server. */
export interface OpenAttempt {
  state: string;
  nonce: string;
  codeChallenge: string;
}

/** Milliseconds: a redirect takes little time, but an embedded form may be on a projector throughout a talk. */
const lifetimes = { redirect: 10 * 60_000, embedded: 2 * 60 * 60_000 };

/**
 * Starts an attempt for this browser. With `page`, the form is on one of our pages: an embedded sign-in.
 * @throws TooManyRequests
 */
export async function openAttempt(
  ctx: Context,
  { config, store }: Pick<Services, 'config' | 'store'>,
  wanted: Pick<LoginAttempt, 'entry' | 'returnTo' | 'page' | 'variant' | 'further'> &
    Partial<Pick<LoginAttempt, 'scopes'>>,
): Promise<OpenAttempt & { scopes: string[] }> {
  await limit({ store }, 'sign-in', String(ctx.state['from']));
  const state = oidc.randomState();
  const attempt: LoginAttempt = {
    codeVerifier: oidc.randomPKCECodeVerifier(),
    nonce: oidc.randomNonce(),
    scopes: [...config.scopes.person],
    ...wanted,
  };
  const lifetime = wanted.page === undefined ? lifetimes.redirect : lifetimes.embedded;
  await store.loginAttempts.open(state, browserIdOf(ctx), attempt, lifetime);
  return { ...(await shownOf(state, attempt)), scopes: attempt.scopes };
}

/**
 * Continues an attempt of this browser with the same state, nonce and challenge. Undefined if it is not open.
 */
export async function reopenAttempt(
  ctx: Context,
  { store }: Pick<Services, 'store'>,
  state: string,
): Promise<(OpenAttempt & { page: string | undefined }) | undefined> {
  const attempt = await store.loginAttempts.find(state, browserIdOf(ctx));
  return attempt && { ...(await shownOf(state, attempt)), page: attempt.page };
}

const shownOf = async (state: string, { nonce, codeVerifier }: LoginAttempt): Promise<OpenAttempt> => ({
  state,
  nonce,
  codeChallenge: await oidc.calculatePKCECodeChallenge(codeVerifier),
});

/**
 * Consumes the attempt for `state`. Undefined if it has been used and the user is signed in: Back or reload
 * after a successful sign-in.
 * @throws SignInError for a state that belongs to another browser, has expired or has been used
 */
export async function takeAttempt(
  ctx: Context,
  { store }: Pick<Services, 'store'>,
  state: string,
): Promise<LoginAttempt | undefined> {
  const taken = await store.loginAttempts.take(state, browserIdOf(ctx));
  if (taken.found) return taken.attempt;
  if (taken.because === 'used' && sessionOf(ctx).grantKey !== undefined) return undefined;
  throw new SignInError(400, `attempt-${taken.because}`);
}
