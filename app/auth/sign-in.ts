import type { Context } from 'koa';
import * as oidc from 'openid-client';
import { UnreachableError } from '../http.ts';
import type { Services } from '../services.ts';
import type { LoginAttempt } from '../store/login-attempts.ts';
import { isOtherLoopback } from '../loopback.ts';
import { causeOf } from './cause.ts';
import type { OidcClient } from './client.ts';
import { SignInError } from './errors.ts';
import { localPath } from './return-to.ts';
import { browserIdOf, randomKey, renewSessionId, sessionOf } from './session.ts';
import type { TokenKeeper } from './token-keeper.ts';

export interface SignInServices extends Services {
  client: () => Promise<OidcClient>;
  keeper: TokenKeeper;
}

/** Starts an attempt and sends the browser to Okta (RFC 6749 section 4.1.1 with PKCE, RFC 7636). */
export async function startSignIn(ctx: Context, services: SignInServices, entry: string): Promise<void> {
  const { config, store } = services;
  // Asked on 127.0.0.1 while the org returns to localhost, the session would be left behind on the wrong host.
  if (isOtherLoopback(ctx.host, config.appUrl)) {
    ctx.redirect(`${config.appUrl}${ctx.url}`);
    return;
  }
  const client = await reachable(services.client);
  const state = oidc.randomState();
  const attempt: LoginAttempt = {
    codeVerifier: oidc.randomPKCECodeVerifier(),
    nonce: oidc.randomNonce(),
    entry,
    returnTo: localPath(ctx.query['return']),
    scopes: [...config.scopes.person],
  };
  await store.loginAttempts.open(state, browserIdOf(ctx), attempt);
  ctx.redirect(
    oidc.buildAuthorizationUrl(client, {
      redirect_uri: `${config.appUrl}/login/${entry}/authorized`,
      response_type: 'code',
      scope: attempt.scopes.join(' '),
      state,
      nonce: attempt.nonce,
      code_challenge: await oidc.calculatePKCECodeChallenge(attempt.codeVerifier),
      code_challenge_method: 'S256',
    }).href,
  );
}

/** The browser is back from Okta: finishes the attempt its `state` names and signs the person in. */
export async function finishSignIn(ctx: Context, services: SignInServices, entry: string): Promise<void> {
  const { config, store, keeper } = services;
  const { code, state, error, error_description: description, iss } = ctx.query;
  if (code === undefined && state === undefined && error === undefined && typeof iss === 'string') {
    startFromOkta(ctx, services, iss, entry);
    return;
  }
  if (typeof state !== 'string') throw new SignInError(400, 'callback-incomplete', said(error, description));
  const taken = await store.loginAttempts.take(state, browserIdOf(ctx));
  if (!taken.found) {
    // Back or reload after it had worked: the person is where they wanted to be.
    if (taken.because === 'used' && sessionOf(ctx).grantKey !== undefined) {
      ctx.redirect('/');
      return;
    }
    throw new SignInError(400, `attempt-${taken.because}`);
  }
  if (error !== undefined) throw new SignInError(403, 'refused', said(error, description));
  const answer = await exchange(services, new URL(`${config.appUrl}${ctx.url}`), state, taken.attempt);
  const session = sessionOf(ctx);
  if (session.grantKey !== undefined) await store.tokens.remove(session.grantKey);
  session.grantKey = randomKey();
  session.csrf = randomKey();
  await keeper.keep(session.grantKey, 'person', answer);
  await renewSessionId(ctx);
  ctx.redirect(taken.attempt.returnTo);
}

/**
 * A tile of Okta's dashboard or a third party opened the Initiate login URI (OpenID Connect Core, section 4): a sign-in
 * of our own begins, so that state, nonce and PKCE are ours. Only our own org may ask.
 */
function startFromOkta(ctx: Context, { config }: SignInServices, iss: string, entry: string): void {
  const issuer = iss.replace(/\/+$/, '');
  if (issuer !== config.okta.baseUrl && issuer !== config.okta.issuer)
    throw new SignInError(400, 'issuer-mismatch');
  ctx.redirect(`/login/${entry}?return=${encodeURIComponent(localPath(ctx.query['target_link_uri']))}`);
}

async function exchange(
  { client }: SignInServices,
  callback: URL,
  state: string,
  attempt: LoginAttempt,
): Promise<oidc.TokenEndpointResponse & oidc.TokenEndpointResponseHelpers> {
  const configuration = await reachable(client);
  try {
    return await oidc.authorizationCodeGrant(configuration, callback, {
      expectedState: state,
      expectedNonce: attempt.nonce,
      pkceCodeVerifier: attempt.codeVerifier,
      idTokenExpected: true,
    });
  } catch (error) {
    if (causeOf(error, UnreachableError))
      throw new SignInError(503, 'org-unreachable', undefined, { cause: error });
    const refused = causeOf(error, oidc.ResponseBodyError);
    throw new SignInError(
      502,
      'exchange-failed',
      refused
        ? { error: refused.error, description: refused.error_description }
        : {
            error: error instanceof oidc.ClientError ? (error.code ?? 'invalid') : 'invalid',
            description: String(error),
          },
      { cause: error },
    );
  }
}

async function reachable(client: () => Promise<OidcClient>): Promise<OidcClient> {
  try {
    return await client();
  } catch (error) {
    throw new SignInError(503, 'org-unreachable', undefined, { cause: error });
  }
}

function said(error: unknown, description: unknown): SignInError['said'] {
  if (typeof error !== 'string') return undefined;
  return { error, description: typeof description === 'string' ? description : undefined };
}
