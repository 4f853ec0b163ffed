import type { AccessToken, Client, KoaContextWithOIDC, Provider } from 'oidc-provider';
import type { Org } from '../../org/org.ts';
import type { Artifacts } from '../artifacts.ts';
import { appSessionFor, appSessionOf } from '../app-session.ts';
import { boundTo } from '../bound-key.ts';
import type { ServerView } from '../authorization-server.ts';
import { isRedirectUri, passSecret } from '../clients/client.ts';
import { deviceSecretFor } from '../device-secret.ts';
import { Granting } from '../granting.ts';
import { idOf } from '../presented-token.ts';
import { clockShift } from './time.ts';
import type { OAuthError } from '../okta-errors.ts';
import { idTokenClaims } from '../token-claims.ts';
import type { LibraryTokenHook } from './token-hook.ts';

/** The signed text of an access token, for the `at_hash` of the ID token issued with it. */
const signedText = new WeakMap<object, string>();

/** Seconds. */
const idTokenLifetime = 3600;

/** An ID token of oidc-provider before it is signed. `extra` holds what the protocol adds. */
interface UnsignedIdToken {
  readonly ctx: KoaContextWithOIDC;
  extra: Record<string, unknown>;
}

/**
 * Changes the provider's models where Okta differs and oidc-provider has no setting: the claims of an ID token
 * follow Okta's rules, not the scope-to-claim table; clients come authenticated; issued JWTs are remembered.
 */
export function adaptModels(
  parts: {
    readonly org: Org;
    readonly artifacts: Artifacts;
    readonly view: () => ServerView;
    readonly tokenHook: LibraryTokenHook;
  },
  provider: Provider,
  currentContext: () => KoaContextWithOIDC | undefined,
): void {
  const { org, artifacts, view, tokenHook } = parts;
  rememberAccessTokens(org, artifacts, view, provider, currentContext);

  const idToken = provider.IdToken.prototype as unknown as {
    payload(this: UnsignedIdToken): Promise<object>;
  };
  idToken.payload = async function payload() {
    const { oidc } = this.ctx;
    const user = org.users.get(oidc.account?.accountId ?? '');
    if (user === undefined) throw new Error('An ID token is about a person.');
    const accessToken = oidc.entities.AccessToken && signedText.get(oidc.entities.AccessToken);
    const source = oidc.entities.AuthorizationCode ?? oidc.entities.RefreshToken;
    const shown = tokenHook.identityShown(this.ctx);
    // The session's name is the org's: token-claims.ts.
    const { sid: _, ...extra } = this.extra as { readonly sid?: unknown };
    const claims = await tokenHook.changeIdToken(this.ctx, {
      ...(shown ??
        idTokenClaims(org, view(), this.ctx, {
          user,
          scopes: [...(source?.scopes ?? oidc.requestParamScopes)],
          thin: oidc.entities.AccessToken !== undefined,
        })),
      ...(accessToken !== undefined && { at_hash: accessToken }),
      ...sharedSignInClaims(org, artifacts, view, this.ctx),
      ...extra,
    });
    // Its lifetime begins when it is signed, no matter how long the hook took.
    return { ...claims, iat: Math.floor(org.clock() / 1000) };
  };

  // Signed with the machine's time plus this, which a setting of oidc-provider allows to be positive only.
  const { IdToken } = provider as unknown as { IdToken: { expiresIn: (ctx: KoaContextWithOIDC) => number } };
  IdToken.expiresIn = (ctx) => (tokenHook.identityLifetime(ctx) ?? idTokenLifetime) + clockShift(org.clock);

  // The Management API has checked apps by Okta's rules, which are others: custom schemes of web apps, http on localhost
  // with implicit, DPoP with implicit.
  const { Schema } = provider.Client as unknown as { Schema: { prototype: { invalidate: () => void } } };
  Schema.prototype.invalidate = () => undefined;

  const client = provider.Client.prototype as unknown as {
    compareClientSecret(this: Client, secret: string): boolean;
    responseTypeAllowed(this: Client): boolean;
    responseModeAllowed(this: Client): boolean;
    redirectUriAllowed(this: Client, uri: string): boolean;
  };
  client.redirectUriAllowed = function redirectUriAllowed(uri) {
    const oauth = org.apps.byClientId(this.clientId)?.oauth;
    return oauth !== undefined && isRedirectUri(oauth, uri);
  };
  client.compareClientSecret = (secret) => secret === passSecret;
  // Checked before, see authorization-checks.ts.
  client.responseTypeAllowed = () => true;
  // The first step at which oidc-provider knows where to respond: refused requests end here.
  client.responseModeAllowed = () => {
    const { refusal } = (currentContext()?.state ?? {}) as { readonly refusal?: OAuthError };
    if (refusal) throw refusal;
    return true;
  };
}

/** oidc-provider does not store JWTs. Okta does: they can be introspected, revoked and used at userinfo. */
function rememberAccessTokens(
  org: Org,
  artifacts: Artifacts,
  view: () => ServerView,
  provider: Provider,
  currentContext: () => KoaContextWithOIDC | undefined,
): void {
  const { clock } = org;
  const remember = (token: AccessToken): void => {
    const iat = Math.floor(clock() / 1000);
    const jkt = boundTo(currentContext());
    artifacts.remember(
      token.kind,
      token.jti,
      {
        kind: token.kind,
        jti: token.jti,
        clientId: token.clientId ?? '',
        issuer: provider.issuer,
        iat,
        exp: iat + token.expiration,
        ...(token.scope !== undefined && { scope: token.scope }),
        ...{ accountId: token.accountId, grantId: token.grantId },
        ...(jkt !== undefined && { jkt }),
      },
      token.expiration,
    );
  };
  provider.on('access_token.issued', remember);

  // A proof of possession contains the hash of the presented token (RFC 9449), so userinfo looks it up only here.
  const { AccessToken } = provider;
  const find = AccessToken.find.bind(AccessToken);
  AccessToken.find = async (shown, ...rest) => {
    const isShown = currentContext()?.oidc.route === 'userinfo';
    return (await find(isShown ? await idOf(org, artifacts, view(), shown) : shown, ...rest)) as never;
  };

  const model = provider.AccessToken.prototype;
  // eslint-disable-next-line @typescript-eslint/unbound-method -- called on the token below
  const { save } = model;
  model.save = async function saveAndKeepText(...args: Parameters<typeof save>) {
    const text = await save.apply(this, args);
    signedText.set(this, text);
    return text;
  };
}

/**
 * The claims about a shared sign-in for an ID token: its session and, if a code is redeemed, the device secret, which is added
 * to the response.
 */
function sharedSignInClaims(
  org: Org,
  artifacts: Artifacts,
  view: () => ServerView,
  ctx: KoaContextWithOIDC,
): object {
  const { oidc, state } = ctx;
  const { AuthorizationCode: code, RefreshToken: refreshToken } = oidc.entities;
  if (oidc.route !== 'token') return {};
  if (code === undefined) {
    const session = appSessionOf(org, artifacts, refreshToken?.grantId ?? '');
    return session ? { sid: session.id } : {};
  }
  const { accountId: userId = '', clientId = '', grantId = '', sessionUid = '', amr = [], authTime } = code;
  const scopes = [...code.scopes];
  const rule = () => new Granting(org, view).ruleOfTokenRequest(ctx, clientId);
  const idpId = org.sessions.get(sessionUid)?.idpId;
  const session = appSessionFor(org, artifacts, { grantId, userId, amr, idpId, scopes, rule });
  if (session === undefined) return {};
  if (!scopes.includes('device_sso')) return { sid: session.id };
  const kept = state as { deviceSecret?: string };
  const signedInAt = authTime === undefined ? undefined : authTime + clockShift(org.clock);
  const { secret, claims } = deviceSecretFor(
    org,
    artifacts,
    view(),
    { userId, amr, authTime: signedInAt, session, member: { clientId, grantId } },
    kept.deviceSecret,
  );
  kept.deviceSecret = secret;
  return { ...claims, sid: session.id };
}
