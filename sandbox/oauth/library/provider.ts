import type { AccessToken, Configuration, Provider, RefreshToken } from 'oidc-provider';
import type { AuthorizationRule } from '../../org/kernel/model.ts';
import type { Org } from '../../org/org.ts';
import { pushedId, tokenAlone } from '../checks/authorization-request.ts';
import { endPushed, requirePushed } from '../checks/pushed-request.ts';
import { promptsOf } from '../checks/person-checks.ts';
import { adapterFor, type Artifacts, boundToKey, lenientOnce, sessionAdapter } from '../artifacts.ts';
import type { ServerView } from '../authorization-server.ts';
import { endpointPrefix } from '../authorization-server.ts';
import { allResponseTypes, clientMetadata } from '../clients/client.ts';
import { dpopSigningAlgorithms } from '../dpop.ts';
import { Granting, grantTypeOf, resourceName } from '../granting.ts';
import { logGrants } from '../log.ts';
import { adaptModels } from './models.ts';
import { privateJwks } from '../keys.ts';
import { loadOidcProvider } from './load.ts';
import { renderOAuthError } from '../error-page.ts';
import { interactionCookie, sessionCookie } from '../../sign-in/session.ts';
import { rememberApps } from '../single-logout.ts';
import { clockShift } from './time.ts';
import { shapeAccessToken, type UnsignedToken } from '../token-claims.ts';
import { LibraryTokenHook } from './token-hook.ts';

/** Okta's default lifetimes in seconds, unless a rule sets others. */
const hour = 3600;
const defaultLifetime = { accessToken: hour, refreshToken: 90 * 24 * hour, code: 300, interaction: hour };

/** A refresh token, and the grant it is based on, may be valid indefinitely as long as it is used (OIDC apps: unlimited). */
const withoutEnd = 100 * 365 * 24 * hour;

/**
 * oidc-provider, set up to be one authorization server of the org.
 * @param view reads the server's present settings; they may change while the provider lives
 */
export async function createProvider(
  org: Org,
  artifacts: Artifacts,
  view: () => ServerView,
): Promise<Provider> {
  const library = await loadOidcProvider();
  const server = view();
  const granting = new Granting(org, view);
  const tokenHook = new LibraryTokenHook(org, view, granting);

  const lifetimeOf = (token: RefreshToken): number => {
    const rule = granting.requireRule({
      clientId: token.clientId ?? '',
      userId: token.accountId,
      grantType: grantTypeOf(token),
      scopes: [...token.scopes],
    });
    return refreshLifetime(rule, Number(token.iiat) + clockShift(org.clock), org.clock);
  };
  const configuration: Configuration = {
    adapter: (model: string) => {
      if (model === 'Session') return sessionAdapter(org, artifacts);
      const adapter = adapterFor(artifacts, model, org.clock, server.issuer);
      if (model === 'RefreshToken')
        return lenientOnce(
          org,
          boundToKey(org, adapter, () => library.Provider.ctx),
        );
      return model === 'Client' ? { ...adapter, find: async (id) => clientMetadata(org, id) } : adapter;
    },
    jwks: await privateJwks(org, server.id),
    routes: routesOf(server),
    enabledJWA: { dPoPSigningAlgValues: [...dpopSigningAlgorithms] },
    clientAuthMethods: ['client_secret_basic', 'none'],
    responseTypes: allResponseTypes.filter((type) => type !== 'token') as NonNullable<
      Configuration['responseTypes']
    >,
    pkce: { required: () => false }, // authorization-checks.ts decides
    cookies: {
      names: { session: sessionCookie, interaction: interactionCookie, resume: 'okta_resume' },
      long: { httpOnly: true, sameSite: 'lax', path: '/' },
      short: { httpOnly: true, sameSite: 'lax' },
    },
    features: {
      devInteractions: { enabled: false },
      introspection: {
        enabled: true,
        // oidc-provider would next read the settings of a client that was deleted or deactivated.
        allowedPolicy: async (_ctx, _client, token) =>
          clientMetadata(org, token.clientId ?? '') !== undefined,
      },
      revocation: {
        enabled: true,
        allowedPolicy: async (_ctx, client, token) => token.clientId === client.clientId,
      },
      userinfo: { enabled: true },
      // Sign-out is Okta's own: no confirmation page. See logout.ts.
      rpInitiatedLogout: { enabled: false },
      pushedAuthorizationRequests: { enabled: true },
      // Only for its parameter `dpop_jkt`: proofs are checked earlier, in dpop.ts.
      dPoP: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: async () => resourceName,
        useGrantedResource: async () => true,
        getResourceServerInfo: async (ctx, _resource, client) => {
          const rule = granting.ruleOfTokenRequest(ctx, client.clientId);
          const { audience, scopes } = view();
          return {
            audience,
            scope: scopes.map((scope) => scope.name).join(' '),
            accessTokenTTL: rule ? rule.accessTokenLifetimeMinutes * 60 : defaultLifetime.accessToken,
            accessTokenFormat: 'jwt',
            jwt: { sign: { alg: 'RS256' } },
          };
        },
      },
    },
    extraParams: {
      // Runs for each authorization request, after oidc-provider has dropped `offline_access` for want of
      // `prompt=consent` (OIDC Core 11), on which Okta does not insist, and has looked for what needs `openid`.
      sessionToken: (ctx) => {
        const { authorization } = ctx.state as { readonly authorization?: Readonly<Record<string, string>> };
        const { scope, acr_values: acr, max_age: age, response_type: type } = authorization ?? {};
        // What `forProvider` asked for in its place would be checked again when it is fetched after a push.
        const isTokenAlone = type === 'token' && ctx.oidc.route === 'authorization';
        const completed = {
          ...{ scope, acr_values: acr },
          ...(Number(age) > 0 && { max_age: age }),
          ...(isTokenAlone && { response_type: type }),
        };
        if (ctx.oidc.params) Object.assign(ctx.oidc.params, completed);
      },
      [tokenAlone]: null,
      [pushedId]: null,
      idp: null,
      idp_scope: null,
      okta_key: null,
    },
    findAccount: async (_ctx, userId) => {
      const user = org.users.get(userId);
      return user?.status === 'ACTIVE'
        ? { accountId: userId, claims: async () => ({ sub: userId }) }
        : undefined;
    },
    loadExistingGrant: async (ctx) => {
      requirePushed(artifacts, ctx.oidc.params?.[pushedId]);
      return granting.grantFor(ctx, provider);
    },
    interactions: {
      policy: promptsOf(org, granting, library),
      url: async (_ctx, interaction) => `${org.url}/signin/${server.id}/${interaction.uid}`,
    },
    expiresWithSession: async () => false,
    issueRefreshToken: async (_ctx, client, source) =>
      client.grantTypeAllowed('refresh_token') && source.scopes.has('offline_access'),
    rotateRefreshToken: (ctx) =>
      org.apps.byClientId(ctx.oidc.client?.clientId ?? '')?.oauth?.refreshToken.rotation === 'ROTATE',
    ttl: {
      AccessToken: (_ctx, token) => token.resourceServer?.accessTokenTTL ?? defaultLifetime.accessToken,
      AuthorizationCode: defaultLifetime.code,
      // It must outlive every token that was issued by it; without a refresh token that is an access token at most.
      Grant: (_ctx, grant) =>
        grant.getOIDCScope().split(' ').includes('offline_access')
          ? withoutEnd
          : defaultLifetime.refreshToken,
      Interaction: defaultLifetime.interaction,
      Session: (_ctx, session) => {
        const { expiresAt } = org.sessions.get(session.uid) ?? {};
        return expiresAt === undefined ? 2 * hour : Math.max(1, secondsUntil(expiresAt, org.clock));
      },
      RefreshToken: (_ctx, token) => lifetimeOf(token),
    },
    formats: {
      customizers: {
        jwt: async (ctx, issued, unsigned) => {
          const token = issued as AccessToken; // tokens without a user come from grants/issue.ts
          shapeAccessToken(org, view(), ctx, token, unsigned as UnsignedToken);
          await tokenHook.changeAccessToken(ctx, token, unsigned as UnsignedToken);
        },
      },
    },
    clientBasedCORS: () => true, // http/cors.ts decides
    renderError: (ctx, out, error) => renderOAuthError(ctx, out, error),
    clockTolerance: 5,
  };

  const provider: Provider = new library.Provider(server.issuer, configuration);
  adaptModels({ org, artifacts, view, tokenHook }, provider, () => library.Provider.ctx);
  endPushed(artifacts, provider);
  rememberApps(org, artifacts, provider);
  logGrants(org, provider, () => library.Provider.ctx);
  provider.on('grant.success', ({ oidc }) => {
    const { RefreshToken, RotatedRefreshToken } = oidc.entities;
    const isUsed = oidc.params?.grant_type === 'refresh_token' && RotatedRefreshToken === undefined;
    if (isUsed && RefreshToken) artifacts.use(RefreshToken.jti, lifetimeOf(RefreshToken));
  });
  return provider;
}

const secondsUntil = (moment: string, clock: () => number): number =>
  Math.floor((Date.parse(moment) - clock()) / 1000);

/** oidc-provider's endpoints under the paths that Okta gives them. */
function routesOf(server: ServerView): NonNullable<Configuration['routes']> {
  const prefix = endpointPrefix(server);
  return {
    authorization: `${prefix}/authorize`,
    token: `${prefix}/token`,
    userinfo: `${prefix}/userinfo`,
    introspection: `${prefix}/introspect`,
    revocation: `${prefix}/revoke`,
    pushed_authorization_request: `${prefix}/par`,
    jwks: `${prefix}/keys`,
  };
}

/** Seconds: the rule's window for an unused token, but never beyond the rule's lifetime since the first one. */
function refreshLifetime(
  rule: AuthorizationRule | undefined,
  firstIssuedAt: number,
  clock: () => number,
): number {
  if (rule === undefined) return defaultLifetime.refreshToken;
  const window = rule.refreshTokenWindowMinutes * 60 || defaultLifetime.refreshToken;
  if (rule.refreshTokenLifetimeMinutes === 0) return window;
  const now = Math.floor(clock() / 1000);
  const left = firstIssuedAt + rule.refreshTokenLifetimeMinutes * 60 - now;
  return Math.max(1, Math.min(window, left));
}
