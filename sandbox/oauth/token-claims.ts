import type { AccessToken, ClientCredentials, KoaContextWithOIDC } from 'oidc-provider';
import { randomText } from '../org/kernel/ids.ts';
import type { App } from '../org/apps/model.ts';
import type { User } from '../org/kernel/model.ts';
import type { Org } from '../org/org.ts';
import type { ServerView } from './authorization-server.ts';
import { clockShift } from './library-time.ts';
import {
  type ClaimContext,
  customClaims,
  federatedClaims,
  filterGroups,
  limited,
  standardClaims,
} from './claims.ts';
import { sessionClaim } from './single-logout.ts';

type Claims = Record<string, unknown>;

/** A token as oidc-provider is about to sign it. */
export interface UnsignedToken {
  header?: Record<string, unknown>;
  payload: Record<string, unknown>;
}

/**
 * Gives an access token Okta's form: `scp` as a list, `cid`, `uid`, the login as subject, and no `typ` in its
 * header.
 * https://developer.okta.com/docs/api/openapi/okta-oauth/guides/overview/#access-token
 */
export function shapeAccessToken(
  org: Org,
  server: ServerView,
  ctx: KoaContextWithOIDC,
  token: AccessToken | ClientCredentials,
  unsigned: UnsignedToken,
): void {
  const { payload } = unsigned;
  const app = appOf(org, token.clientId);
  const user = 'accountId' in token ? org.users.get(token.accountId) : undefined;
  const scopes = token.scope?.split(' ') ?? [];
  const authTime = authTimeOf(org, ctx);
  const shift = clockShift(org.clock);
  unsigned.header = { typ: undefined };
  const own = {
    ver: 1,
    jti: `AT.${String(payload.jti)}`,
    iss: server.issuer,
    aud: server.audience,
    iat: Number(payload.iat) + shift,
    exp: Number(payload.exp) + shift,
    cid: token.clientId,
    ...(user && { uid: user.id }),
    scp: scopes,
    ...(user && authTime !== undefined && { auth_time: authTime }),
    ...(user && acrClaim(ctx)),
    ...(payload.cnf !== undefined && { cnf: payload.cnf }),
    ...actorClaim(ctx),
    ...keptSubject(ctx),
  };
  const subject = user ? user.profile.login : token.clientId;
  const custom = customClaims(
    org,
    { serverId: server.id, app, user, scopes, isInAddress: isInAddress(ctx) },
    'RESOURCE',
    true,
  );
  unsigned.payload = addTo(own, { sub: subject, ...custom });
}

/** The subject of the token that was exchanged for this one. */
function keptSubject({ state }: { readonly state: unknown }): Claims {
  const { subject } = state as { readonly subject?: unknown };
  return subject === undefined ? {} : { sub: subject };
}

/** Who acts for the person (RFC 8693, section 4.1), where an ID-JAG says so. */
function actorClaim({ state }: { readonly state: unknown }): Claims {
  const { actor } = state as { readonly actor?: unknown };
  return actor === undefined ? {} : { act: actor };
}

/** Own claims in their order, then others; an own one never gives way. */
const addTo = (own: Claims, others: Claims): Claims => ({ ...own, ...others, ...own });

/**
 * The claims of an ID token, but for what oidc-provider adds (`iss`, `aud`, `iat`, `exp`, `nonce`, hashes).
 * @param thin true when an access token comes with it: then the rest is at the userinfo endpoint
 */
export function idTokenClaims(
  org: Org,
  server: ServerView,
  ctx: KoaContextWithOIDC,
  request: { readonly user: User; readonly scopes: readonly string[]; readonly thin: boolean },
): Claims {
  const { user, scopes, thin } = request;
  const clientId = ctx.oidc.client?.clientId ?? '';
  const app = appOf(org, clientId);
  const authTime = authTimeOf(org, ctx);
  const session = sessionOf(org, ctx);
  const own = {
    sub: user.id,
    ver: 1,
    iat: Math.floor(org.clock() / 1000),
    jti: `ID.${randomText(43)}`,
    amr: amrOf(ctx),
    ...acrClaim(ctx),
    idp: session?.idpId ?? org.id,
    ...sessionClaim(app, session),
    ...(authTime !== undefined && { auth_time: authTime }),
  };
  return addTo(own, {
    ...standardClaims(org, server.id, { user, scopes, thin }),
    ...addedClaims(org, server, { app, user, scopes, thin, isInAddress: isInAddress(ctx) }),
    ...federatedClaims(org, { serverId: server.id, app, user, scopes }),
  });
}

/** What the userinfo endpoint answers for a person and the scopes of the token shown there. */
export function userinfoClaims(
  org: Org,
  server: ServerView,
  token: { readonly clientId: string; readonly userId: string; readonly scopes: readonly string[] },
): Claims | undefined {
  const user = org.users.get(token.userId);
  if (user === undefined) return undefined;
  const { scopes } = token;
  const app = appOf(org, token.clientId);
  return addTo(
    standardClaims(org, server.id, { user, scopes, thin: false }),
    addedClaims(org, server, { app, user, scopes, thin: false }),
  );
}

/** What an administrator has added to the claims of a person. */
const addedClaims = (
  org: Org,
  server: ServerView,
  { thin, ...context }: Omit<ClaimContext, 'serverId'> & { readonly user: User; readonly thin: boolean },
): Claims =>
  server.id === 'org'
    ? orgGroupsClaim(org, context)
    : customClaims(org, { serverId: server.id, ...context }, 'IDENTITY', thin);

/** Whether the authorization endpoint itself hands the token over, in the address that it redirects to. */
const isInAddress = ({ oidc: { route } }: KoaContextWithOIDC): boolean =>
  route === 'authorization' || route === 'resume';

/** The org server has no custom claims, but an app may have a groups filter, enabled by the `groups` scope. */
function orgGroupsClaim(org: Org, context: Omit<ClaimContext, 'serverId'> & { readonly user: User }): Claims {
  const filter = context.app.oauth?.groupsClaim;
  if (filter === undefined || !context.scopes.includes('groups')) return {};
  const matching = filterGroups(org.groups.ofUser(context.user.id), {
    value: filter.value,
    groupFilterType: filter.filterType,
  });
  const names = limited(matching, context);
  return names === undefined ? {} : { [filter.name]: names };
}

function appOf(org: Org, clientId: string | undefined): App {
  const app = clientId === undefined ? undefined : org.apps.byClientId(clientId);
  if (app === undefined) throw new Error('The client of a token is gone.');
  return app;
}

const grantSource = ({ oidc: { entities } }: KoaContextWithOIDC) =>
  entities.AuthorizationCode ?? entities.RefreshToken;

function authTimeOf(org: Org, ctx: KoaContextWithOIDC): number | undefined {
  const known = grantSource(ctx)?.authTime ?? ctx.oidc.session?.authTime();
  return known === undefined ? undefined : known + clockShift(org.clock);
}

const amrOf = (ctx: KoaContextWithOIDC): readonly string[] =>
  grantSource(ctx)?.amr ?? ctx.oidc.session?.amr ?? ['pwd'];

/** The class that was asked for and met (RFC 9470, section 6.1); nothing where no class was asked for. */
function acrClaim(ctx: KoaContextWithOIDC): Claims {
  const source = grantSource(ctx);
  const acr = source ? source.acr : ctx.oidc.session?.acr;
  return acr === undefined ? {} : { acr };
}

function sessionOf(org: Org, ctx: KoaContextWithOIDC) {
  const uid = grantSource(ctx)?.sessionUid ?? ctx.oidc.session?.uid;
  return uid === undefined ? undefined : org.sessions.get(uid);
}
