import { createHash } from 'node:crypto';
import type { EventEmitter } from 'node:events';
import type { JWTPayload } from 'jose';
import type { KoaContextWithOIDC, Provider } from 'oidc-provider';
import { escapeHtml, unescapeHtml } from '../../shared/html.ts';
import type { Context, Next } from 'koa';
import type { Org } from '../org/org.ts';
import type { Artifacts } from './artifacts.ts';
import { boundTo } from './bound-key.ts';
import type { ServerView } from './authorization-server.ts';
import { clockShift } from './library/time.ts';
import { describeError, OAuthError, type Refusal } from './okta-errors.ts';
import { keepPushed } from './checks/pushed-request.ts';
import { userinfoClaims } from './token-claims.ts';

type Body = Record<string, unknown>;

/**
 * Turns oidc-provider's answers into Okta's: descriptions of errors, introspection, userinfo, pushed requests (200,
 * where RFC 9126 has 201), redirects without `iss`.
 */
export function shapeAnswers(org: Org, artifacts: Artifacts, server: () => ServerView) {
  return async (ctx: Context, next: Next): Promise<void> => {
    await next();
    const { oidc } = ctx as unknown as Partial<KoaContextWithOIDC>;
    if (oidc === undefined) return;
    const body: unknown = ctx.body;
    if (isObject(body) && typeof body.error === 'string') answerError(ctx, body);
    else if (oidc.route === 'introspection')
      ctx.body =
        (ctx.state as { readonly deviceSecretShown?: Body }).deviceSecretShown ??
        introspectIdToken(org, ctx) ??
        introspection(org, server(), oidc);
    else if (oidc.route === 'pushed_authorization_request' && isObject(body)) {
      ctx.status = 200;
      ctx.body = keepPushed(artifacts, String(body.request_uri));
    } else if (oidc.route === 'userinfo') ctx.body = userinfo(org, server(), oidc);
    else if (oidc.route === 'token' && isObject(body)) {
      const { deviceSecret } = ctx.state as { readonly deviceSecret?: string };
      ctx.body = {
        ...tokenResponse(body, boundTo(ctx) === undefined ? 'Bearer' : 'DPoP'),
        ...(deviceSecret !== undefined && { device_secret: deviceSecret }),
      };
    }
    shapeRedirect(ctx);
    shapeForm(ctx);
    shapeChallenge(ctx);
  };
}

function answerError(ctx: Context, { error, error_description: told }: Body): void {
  const refusal = describeRefusal(ctx, String(error), told);
  const { oauthError } = ctx.state as { readonly oauthError?: Error };
  const more = oauthError instanceof OAuthError ? oauthError.more : {};
  ctx.body = { error: refusal.error, error_description: refusal.description, ...more };
}

/** How Okta words an error that oidc-provider answers a request with. */
export function describeRefusal(ctx: Context, error: string, description: unknown): Refusal {
  const { oauthError } = ctx.state as { readonly oauthError?: Error };
  const told = typeof description === 'string' ? description : undefined;
  return describeError(oauthError, { error, error_description: told });
}

/** Okta introspects ID tokens too: they are active as long as the person and the app are. */
function introspectIdToken(org: Org, ctx: Context): Body | undefined {
  const { idToken } = ctx.state as { readonly idToken?: JWTPayload };
  if (idToken === undefined) return undefined;
  const clientId = String(idToken.aud);
  const user = org.users.get(idToken.sub ?? '');
  if (user?.status !== 'ACTIVE' || org.apps.byClientId(clientId)?.status !== 'ACTIVE')
    return { active: false };
  return {
    active: true,
    username: user.profile.login,
    exp: idToken.exp,
    iat: idToken.iat,
    sub: user.id,
    aud: clientId,
    iss: idToken.iss,
    jti: idToken.jti,
    token_type: 'Bearer',
    client_id: clientId,
  };
}

/** RFC 7662, with Okta's `uid` and `username`. For a refresh token, Okta returns less, also with `token_type: Bearer`. */
function introspection(org: Org, server: ServerView, oidc: KoaContextWithOIDC['oidc']): Body {
  const { AccessToken, ClientCredentials, RefreshToken } = oidc.entities;
  const token = AccessToken ?? ClientCredentials ?? RefreshToken;
  const isAppActive = org.apps.byClientId(token?.clientId ?? '')?.status === 'ACTIVE';
  if (token === undefined || !token.isValid || !isAppActive) return { active: false };
  const userId = 'accountId' in token ? token.accountId : undefined;
  const user = userId === undefined ? undefined : org.users.get(userId);
  if (userId !== undefined && user?.status !== 'ACTIVE') return { active: false };
  const shift = clockShift(org.clock);
  const ofAnyToken = {
    active: true,
    token_type: 'Bearer',
    scope: token.scope,
    client_id: token.clientId,
    ...(user && { username: user.profile.login }),
    exp: Number(token.exp) + shift,
    sub: user?.profile.login ?? token.clientId,
  };
  if (token === RefreshToken) return ofAnyToken;
  return {
    ...ofAnyToken,
    iat: token.iat + shift,
    aud: server.audience,
    iss: server.issuer,
    jti: `AT.${token.jti}`,
    ...(user && { uid: user.id }),
  };
}

function userinfo(org: Org, server: ServerView, oidc: KoaContextWithOIDC['oidc']): Body | undefined {
  const token = oidc.entities.AccessToken;
  if (token === undefined) return undefined;
  return userinfoClaims(org, server, {
    clientId: token.clientId ?? '',
    userId: token.accountId,
    scopes: [...token.scopes],
  });
}

/** In Okta's order. */
const tokenResponse = (body: Body, type: string): Body => ({
  token_type: type,
  expires_in: body.expires_in,
  access_token: body.access_token,
  scope: body.scope,
  ...(body.refresh_token !== undefined && { refresh_token: body.refresh_token }),
  ...(body.id_token !== undefined && { id_token: body.id_token }),
});

/**
 * The redirect back to the app: Okta's description of an error, and none of what oidc-provider adds (`iss` of
 * RFC 9207, which Okta does not advertise, and `scope` of an error).
 */
function shapeRedirect(ctx: Context): void {
  const location = ctx.response.get('location');
  if (!URL.canParse(location)) return;
  const url = new URL(location);
  const isFragment = url.hash.length > 1;
  const parameters = new URLSearchParams(isFragment ? url.hash.slice(1) : url.search);
  if (!parameters.has('iss')) return;
  parameters.delete('iss');
  const error = parameters.get('error');
  if (error !== null) {
    parameters.delete('scope');
    const refusal = describeRefusal(ctx, error, parameters.get('error_description'));
    parameters.set('error', refusal.error);
    if (refusal.description !== undefined) parameters.set('error_description', refusal.description);
  }
  if (isFragment) url.hash = parameters.toString();
  else url.search = parameters.toString();
  ctx.status = 302;
  ctx.set('location', url.href);
  ctx.body = '';
}

/** A script as a content security policy names it. */
const hashSource = (code: string): string => `'sha256-${createHash('sha256').update(code).digest('base64')}'`;

/** The same for an answer that the browser posts to the app (`form_post`). */
function shapeForm(ctx: Context): void {
  const { body } = ctx;
  const field = (name: string): RegExp =>
    new RegExp(`<input type="hidden" name="${name}" value="([^"]*)"/>\\s*`);
  if (typeof body !== 'string' || !field('iss').test(body)) return;
  // The page only submits its form. It may be in a hidden frame of the app.
  const scripts = [...body.matchAll(/<script>([^]*?)<\/script>/g)].map(([, code = '']) => hashSource(code));
  ctx.set('content-security-policy', `default-src 'none'; script-src ${scripts.join(' ')}`);
  const error = field('error').exec(body)?.[1];
  let form = body.replace(field('iss'), '');
  if (error !== undefined) {
    const told = field('error_description').exec(body)?.[1];
    const refusal = describeRefusal(ctx, error, told && unescapeHtml(told));
    const input = (name: string, value: string): string =>
      `<input type="hidden" name="${name}" value="${escapeHtml(value)}"/>\n`;
    form = form
      .replace(field('scope'), '')
      .replace(field('error_description'), '')
      .replace(field('error'), () =>
        [
          input('error', refusal.error),
          refusal.description === undefined ? '' : input('error_description', refusal.description),
        ].join(''),
      );
  }
  ctx.body = form;
}

/** The challenge of the userinfo endpoint (RFC 6750, section 3), in Okta's words. */
function shapeChallenge(ctx: Context): void {
  const challenge = ctx.response.get('www-authenticate');
  const [told, error = '', description] =
    /error="([^"]*)", error_description="([^"]*)"/.exec(challenge) ?? [];
  if (told === undefined) return;
  const refusal = describeRefusal(ctx, error, description);
  ctx.set(
    'WWW-Authenticate',
    challenge.replace(told, `error="${refusal.error}", error_description="${refusal.description ?? ''}"`),
  );
}

/** Keeps errors for the response, because oidc-provider reports details only to listeners. */
export function keepErrors(provider: Provider): void {
  const keep = (ctx: KoaContextWithOIDC, error: Error): void => {
    ctx.state.oauthError = error;
  };
  const events: EventEmitter = provider;
  for (const name of [
    'grant',
    'authorization',
    'introspection',
    'userinfo',
    'revocation',
    'pushed_authorization_request',
  ])
    events.on(`${name}.error`, keep);
  events.on('server_error', keep);
}

const isObject = (value: unknown): value is Body =>
  typeof value === 'object' && value !== null && !Buffer.isBuffer(value) && !('pipe' in value);
