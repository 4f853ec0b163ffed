import type { Context } from 'koa';
import { isOtherLoopback } from '../outgoing/loopback.ts';
import type { Services } from '../site/services.ts';
import { admit } from './admit.ts';
import { authorizationUrl } from './authorization-url.ts';
import type { OidcClient } from './client.ts';
import { SignInError } from './errors.ts';
import { openAttempt, takeAttempt } from './login-attempt.ts';
import { reachable, redeem } from './redeem.ts';
import { localPath } from '../site/redirects.ts';
import { tokenSet } from './token-keeper.ts';
import type { TokenKeeper } from './token-keeper.ts';

/** What sign-in at Okta needs. */
export interface SignInServices extends Pick<Services, 'config' | 'store' | 'now' | 'log'> {
  client: () => Promise<OidcClient>;
  keeper: TokenKeeper;
}

/**
 * True if the request was redirected to the host of APP_URL: if the sign-in started on 127.0.0.1 but the org
 * returns to localhost, the session would be on the wrong host.
 */
export function movedToOwnHost(ctx: Context, { config }: Pick<Services, 'config'>): boolean {
  if (!isOtherLoopback(ctx.host, config.appUrl)) return false;
  ctx.redirect(`${config.appUrl}${ctx.url}`);
  return true;
}

/**
 * Starts an attempt and sends the browser to Okta.
 * @param known further parameters of the authorization request
 */
export async function startSignIn(
  ctx: Context,
  services: SignInServices,
  entry: string,
  known: Readonly<Record<string, string>> = {},
): Promise<void> {
  if (movedToOwnHost(ctx, services)) return;
  const client = await reachable(services.client);
  const returnTo = localPath(ctx.query['return']);
  const attempt = await openAttempt(ctx, services, { entry, returnTo });
  ctx.redirect(await authorizationUrl(services, client, { ...attempt, entry }, known));
}

/** The browser is back from Okta: completes the attempt for its `state` and signs the user in. */
export async function finishSignIn(ctx: Context, services: SignInServices): Promise<void> {
  const { config, client, now } = services;
  const { state, error, error_description: description } = ctx.query;
  if (typeof state !== 'string') throw new SignInError(400, 'callback-incomplete', said(error, description));
  const attempt = await takeAttempt(ctx, services, state);
  if (!attempt) {
    ctx.redirect('/');
    return;
  }
  if (error !== undefined) throw new SignInError(403, 'refused', said(error, description));
  const callback = new URL(`${config.appUrl}${ctx.url}`);
  const redeemed = await redeem({ client, isBound: config.okta.dpop }, callback, state, attempt);
  await admit(ctx, services, tokenSet(redeemed, now()), attempt);
  ctx.redirect(attempt.returnTo);
}

/** True for a call of the Initiate login URI: it has an issuer, but nothing from a sign-in that we started. */
export function isStartedElsewhere({ code, state, error, iss }: Context['query']): boolean {
  return code === undefined && state === undefined && error === undefined && typeof iss === 'string';
}

/**
 * A tile of Okta's dashboard or a third party opened the Initiate login URI (OpenID Connect Core, section 4):
 * starts our own sign-in, so that state, nonce and PKCE are ours. Only our own org may request it.
 */
export function startFromElsewhere(ctx: Context, { config }: Pick<Services, 'config'>, entry: string): void {
  const issuer = String(ctx.query['iss']).replace(/\/+$/, '');
  if (issuer !== config.okta.baseUrl && issuer !== config.okta.issuer)
    throw new SignInError(400, 'issuer-mismatch');
  ctx.redirect(`/login/${entry}?return=${encodeURIComponent(localPath(ctx.query['target_link_uri']))}`);
}

function said(error: unknown, description: unknown): SignInError['said'] {
  if (typeof error !== 'string') return undefined;
  return { error, description: typeof description === 'string' ? description : undefined };
}
