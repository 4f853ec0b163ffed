import type { Provider } from 'oidc-provider';
import { randomText } from '../../org/kernel/ids.ts';
import type { AuthorizationRule, User } from '../../org/kernel/model.ts';
import { appSessionFor, bindToSession } from '../app-session.ts';
import { boundTo } from '../bound-key.ts';
import { deviceSecretFor, joinDevice } from '../device-secret.ts';
import { grantIdOf, Granting, resourceName } from '../granting.ts';
import { leftHalfHash, signOwn } from '../keys.ts';
import { logToken } from '../log.ts';
import { OAuthError } from '../okta-errors.ts';
import { rememberApp } from '../single-logout.ts';
import { accessTokenClaims, boundClaims, identityClaims } from '../token-claims.ts';
import { askTokenHook, type HookedTokens } from '../token-hook.ts';
import { issueRefreshToken } from './code.ts';
import type { ClientRequest, Proven } from './grant.ts';

type Claims = Record<string, unknown>;

/** The tokens to issue, and what they are based on. */
interface Issue extends Proven {
  /** Its name in access policy rules. */
  readonly grantType: string;
  readonly grantId: string;
  /** Absent if the client acts for itself. */
  readonly user: User | undefined;
  /** The `jti` of the access token, without its prefix. */
  readonly jti: string;
  /** Whether a refresh token is issued too. */
  readonly isLasting: boolean;
  /** The key that the tokens are bound to (RFC 9449). */
  readonly jkt: string | undefined;
}

/** The lifetime in seconds, unless a rule or a hook sets another. */
const hour = 3600;

/**
 * Issues the tokens for a grant after its checks, and returns the token response.
 * @param provider for a refresh token, which oidc-provider redeems later
 * @throws OAuthError if no rule allows them, or the token hook returns an error
 */
export async function issueTokens(
  request: ClientRequest,
  grantType: string,
  proven: Proven,
  provider: () => Promise<Provider>,
): Promise<Claims> {
  const { org, server, artifacts, oauth, ctx } = request;
  const { clientId } = oauth;
  const { userId, scopes } = proven;
  const rule = new Granting(org, () => server).requireRule({ clientId, userId, grantType, scopes });
  const issue: Issue = {
    ...{ ...proven, grantType, grantId: grantIdOf(grantType, randomText(32)) },
    ...{ jti: randomText(43), jkt: boundTo(ctx) },
    user: userId === undefined ? undefined : activeUser(request, userId),
    isLasting: scopes.includes('offline_access') && oauth.grantTypes.includes('refresh_token'),
  };
  const { access, identity } = await tokensOf(request, issue, rule);
  const shared = issue.user && sharedSignIn(request, issue, issue.user, rule);
  const accessToken = await signOwn(org, server.id, access.claims);
  const lifetime = Number(access.claims['exp']) - Number(access.claims['iat']);
  remember(request, issue, lifetime);
  logToken(request, issue.user);
  rememberApp(org, artifacts, server.issuer, { clientId, sessionId: proven.sessionUid });
  return {
    ...{
      token_type: issue.jkt === undefined ? 'Bearer' : 'DPoP',
      expires_in: lifetime,
      access_token: accessToken,
      scope: scopes.join(' '),
    },
    ...(await refreshAnswer(request, issue, provider)),
    ...(identity && {
      id_token: await identityToken(request, identity, { accessToken, more: shared?.claims }),
    }),
    ...(shared?.secret !== undefined && { device_secret: shared.secret }),
    ...proven.more,
  };
}

/** The grants have already refused inactive users; an expired password is checked here for all of them. */
function activeUser({ org }: ClientRequest, userId: string): User {
  const user = org.users.require(userId);
  if (user.status === 'PASSWORD_EXPIRED')
    throw new OAuthError('access_denied', "The user's password is expired.", 403);
  return user;
}

/** The claims of the tokens, after the rule's token hook has been applied. */
async function tokensOf(
  { org, server, app, oauth, ctx }: ClientRequest,
  { user, scopes, amr, authTime, acr, sessionUid, jti, grantType, claims: kept }: Issue,
  rule: AuthorizationRule | undefined,
): Promise<{ readonly access: HookedTokens['access']; readonly identity?: HookedTokens['identity'] }> {
  const now = Math.floor(org.clock() / 1000);
  const { clientId } = oauth;
  const session = org.sessions.get(sessionUid ?? '');
  const signIn = { app, scopes, authTime, acr, isInAddress: false };
  const access = accessTokenClaims(org, server, {
    ...{ ...signIn, clientId, user, jti: `AT.${jti}`, iat: now, more: { ...boundClaims(ctx), ...kept } },
    exp: now + (rule ? rule.accessTokenLifetimeMinutes * 60 : hour),
  });
  const identity =
    user && scopes.includes('openid')
      ? identityClaims(org, server, { ...signIn, user, amr, session, thin: true })
      : undefined;
  const hook = org.inlineHooks.active(rule?.inlineHookId);
  if (hook === undefined)
    return { access: { claims: access }, ...(identity && { identity: { claims: identity } }) };
  const asked = { scope: scopes.join(' '), client_id: clientId, grant_type: grantType };
  const issuing = { ctx, endpoint: 'token' as const, app, user, session, request: asked };
  const hooked = await askTokenHook(org, server, hook, issuing, { access, ...(identity && { identity }) });
  const { claims, lifetime } = hooked.access;
  if (lifetime !== undefined) claims['exp'] = Number(claims['iat']) + lifetime;
  return { access: hooked.access, ...(identity && { identity: hooked.identity }) };
}

/** Stores the token, so that oidc-provider can introspect it, revoke it and accept it at userinfo. */
function remember(
  { org, server, artifacts, oauth: { clientId } }: ClientRequest,
  { user, scopes, jti, grantId, jkt, isLasting }: Issue,
  lifetime: number,
): void {
  const iat = Math.floor(org.clock() / 1000);
  const scope = scopes.join(' ');
  const common = { clientId, issuer: server.issuer, iat, exp: iat + lifetime };
  const key = jkt !== undefined && { jkt };
  const kind = user ? 'AccessToken' : 'ClientCredentials';
  const person = user && { accountId: user.id, grantId };
  artifacts.remember(kind, jti, { kind, jti, ...common, scope, ...key, ...person }, lifetime);
  if (user === undefined || isLasting) return; // a refresh token has its own grant, which lasts longer
  const granted = { openid: { scope }, resources: { [resourceName]: scope } };
  const grant = { kind: 'Grant', jti: grantId, ...common, accountId: user.id, ...granted };
  artifacts.remember('Grant', grantId, grant, lifetime);
}

async function refreshAnswer(
  { org, oauth }: ClientRequest,
  { user, scopes, jkt, isLasting, ...granted }: Issue,
  provider: () => Promise<Provider>,
): Promise<Claims> {
  if (!isLasting || user === undefined) return {};
  const whose = { userId: user.id, clientId: oauth.clientId, scope: scopes.join(' ') };
  const key = oauth.tokenEndpointAuthMethod === 'none' && { jkt };
  return {
    refresh_token: await issueRefreshToken(await provider(), org.clock, { ...granted, ...whose, ...key }),
  };
}

/** What a shared sign-in adds: the session in the ID token, and the device secret. */
function sharedSignIn(
  { org, server, artifacts, oauth: { clientId } }: ClientRequest,
  { scopes, amr, authTime, sessionUid, deviceSecret, grantId }: Issue,
  { id: userId }: User,
  rule: AuthorizationRule | undefined,
): { readonly claims: Claims; readonly secret?: string } | undefined {
  const member = { clientId, grantId };
  const own = org.sessions.get(sessionUid ?? '');
  if (deviceSecret !== undefined && own) {
    bindToSession(org, artifacts, grantId, own);
    joinDevice(org, artifacts, deviceSecret, own, member);
  }
  const session = appSessionFor(org, artifacts, {
    grantId,
    userId,
    amr,
    idpId: own?.idpId,
    scopes,
    rule: () => rule,
  });
  if (session === undefined) return undefined;
  if (!scopes.includes('device_sso')) return { claims: { sid: session.id } };
  const signIn = { userId, amr, authTime, session, member };
  const { secret, claims } = deviceSecretFor(org, artifacts, server, signIn, deviceSecret);
  return { claims: { ...claims, sid: session.id }, secret };
}

/** @param more additional claims about the sign-in */
async function identityToken(
  { org, server, oauth: { clientId } }: ClientRequest,
  { claims, lifetime = hour }: HookedTokens['identity'],
  { accessToken, more }: { readonly accessToken: string; readonly more: Claims | undefined },
): Promise<string> {
  // Its lifetime begins when it is signed, no matter how long the hook took.
  const iat = Math.floor(org.clock() / 1000);
  const protocol = { iss: server.issuer, aud: clientId, iat, exp: iat + lifetime };
  return await signOwn(org, server.id, {
    ...claims,
    at_hash: leftHalfHash(accessToken),
    ...more,
    ...protocol,
  });
}
