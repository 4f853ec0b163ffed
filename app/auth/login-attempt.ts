import type { Context } from 'koa';
import * as oidc from 'openid-client';
import type { Services } from '../site/services.ts';
import type { LoginAttempt } from '../store/login-attempts.ts';
import { limit } from '../site/limit.ts';
import { SignInError } from './errors.ts';
import { browserIdOf, sessionOf } from './session.ts';

/** A login attempt as the browser may know it; the code verifier stays here. */
export interface OpenAttempt {
  state: string;
  nonce: string;
  codeChallenge: string;
}

/** Milliseconds: a redirect is over soon, while an embedded form may stand on a projector through a whole talk. */
const lifetimes = { redirect: 10 * 60_000, embedded: 2 * 60 * 60_000 };

/**
 * Opens an attempt of this browser. With `page`, the form is on a page of ours: an embedded sign-in.
 * @throws TooManyRequests
 */
export async function openAttempt(
  ctx: Context,
  { config, store }: Pick<Services, 'config' | 'store'>,
  wanted: Pick<LoginAttempt, 'entry' | 'returnTo' | 'page' | 'further'> &
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

/** An attempt of this browser that goes on: the same state, nonce and challenge. Undefined when it is not open. */
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
 * Takes the attempt that `state` names, for good. Undefined when it was used before and the person is signed in:
 * Back or reload after it had worked.
 * @throws SignInError for a state that is not of this browser, has expired or was used
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
