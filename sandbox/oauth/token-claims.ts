import type { AccessToken, KoaContextWithOIDC } from 'oidc-provider';
import { randomText } from '../org/kernel/ids.ts';
import type { App } from '../org/apps/model.ts';
import type { Session, User } from '../org/kernel/model.ts';
import type { Org } from '../org/org.ts';
import type { ServerView } from './authorization-server.ts';
import { boundTo } from './bound-key.ts';
import { clockShift } from './library/time.ts';
import {
  type ClaimContext,
  customClaims,
  expressionClaim,
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
  token: AccessToken,
  unsigned: UnsignedToken,
): void {
  const { payload } = unsigned;
  const shift = clockShift(org.clock);
  unsigned.header = { typ: undefined };
  unsigned.payload = accessTokenClaims(org, server, {
    app: appOf(org, token.clientId),
    clientId: token.clientId,
    user: org.users.get(token.accountId),
    scopes: token.scope?.split(' ') ?? [],
    jti: `AT.${String(payload.jti)}`,
    iat: Number(payload.iat) + shift,
    exp: Number(payload.exp) + shift,
    authTime: authTimeOf(org, ctx),
    acr: acrOf(ctx),
    isInAddress: isInAddress(ctx),
    more: boundClaims(ctx),
  });
}

/** How the user of a token signed in. */
interface SignedIn {
  /** In seconds. */
  readonly authTime?: number | undefined;
  readonly acr?: string | undefined;
  /** Whether the token is returned in a redirect URL. */
  readonly isInAddress: boolean;
}

/** The claims of an access token. */
export function accessTokenClaims(
  org: Org,
  server: ServerView,
  token: SignedIn & {
    readonly app: App;
    readonly clientId: string | undefined;
    /** Absent if the client acts for itself. */
    readonly user: User | undefined;
    readonly scopes: readonly string[];
    readonly jti: string;
    readonly iat: number;
    readonly exp: number;
    readonly more?: Claims;
  },
): Claims {
  const { app, clientId, user, scopes, isInAddress: isIn } = token;
  const own = {
    ver: 1,
    jti: token.jti,
    iss: server.issuer,
    aud: server.audience,
    iat: token.iat,
    exp: token.exp,
    cid: clientId,
    ...(user && { uid: user.id }),
    scp: scopes,
    ...(user && token.authTime !== undefined && { auth_time: token.authTime }),
    ...(user && acrClaim(token.acr)),
    ...token.more,
  };
  const context = { serverId: server.id, app, user, scopes, isInAddress: isIn };
  const custom = customClaims(org, context, 'RESOURCE', true);
  return addTo(own, { sub: user ? user.profile.login : clientId, ...custom });
}

/** The claim with the key that an access token is bound to (RFC 9449, section 6.1). */
export function boundClaims(ctx: { readonly state: unknown }): Claims {
  const jkt = boundTo(ctx);
  return jkt === undefined ? {} : { cnf: { jkt } };
}

/** Own claims in their order, then others; an own one never gives way. */
const addTo = (own: Claims, others: Claims): Claims => ({ ...own, ...others, ...own });

/**
 * The claims of an ID token, but for what oidc-provider adds (`iss`, `aud`, `iat`, `exp`, `nonce`, hashes).
 * @param thin true if an access token is issued too: then the other claims are at the userinfo endpoint
 */
export function idTokenClaims(
  org: Org,
  server: ServerView,
  ctx: KoaContextWithOIDC,
  request: { readonly user: User; readonly scopes: readonly string[]; readonly thin: boolean },
): Claims {
  return identityClaims(org, server, {
    ...request,
    app: appOf(org, ctx.oidc.client?.clientId),
    authTime: authTimeOf(org, ctx),
    acr: acrOf(ctx),
    amr: amrOf(ctx),
    session: sessionOf(org, ctx),
    isInAddress: isInAddress(ctx),
  });
}

/** The claims of an ID token, for any kind of sign-in. */
export function identityClaims(
  org: Org,
  server: ServerView,
  token: SignedIn & {
    readonly app: App;
    readonly user: User;
    readonly scopes: readonly string[];
    readonly thin: boolean;
    readonly amr: readonly string[];
    readonly session: Session | undefined;
  },
): Claims {
  const { app, user, scopes, thin, session, authTime } = token;
  const own = {
    sub: user.id,
    ver: 1,
    iat: Math.floor(org.clock() / 1000),
    jti: `ID.${randomText(43)}`,
    amr: token.amr,
    ...acrClaim(token.acr),
    idp: session?.idpId ?? org.id,
    ...sessionClaim(app, session),
    ...(authTime !== undefined && { auth_time: authTime }),
  };
  return addTo(own, {
    ...standardClaims(org, server.id, { user, scopes, thin }),
    ...addedClaims(org, server, { app, user, scopes, thin, isInAddress: token.isInAddress }),
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

/** Whether the authorization endpoint itself returns the token, in the redirect URL. */
const isInAddress = ({ oidc: { route } }: KoaContextWithOIDC): boolean =>
  route === 'authorization' || route === 'resume';

/** The org server has no custom claims, but an app may have a groups filter or expression, enabled by the `groups` scope. */
function orgGroupsClaim(org: Org, context: Omit<ClaimContext, 'serverId'> & { readonly user: User }): Claims {
  const filter = context.app.oauth?.groupsClaim;
  if (filter === undefined || !context.scopes.includes('groups')) return {};
  if (filter.filterType === 'EXPRESSION') {
    const value = expressionClaim(org, { serverId: 'org', ...context }, filter.name, filter.value);
    return value === undefined ? {} : { [filter.name]: value };
  }
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

/** The requested class that was met (RFC 9470, section 6.1); empty if none was requested. */
const acrClaim = (acr: string | undefined): Claims => (acr === undefined ? {} : { acr });

function acrOf(ctx: KoaContextWithOIDC): string | undefined {
  const source = grantSource(ctx);
  return source ? source.acr : ctx.oidc.session?.acr;
}

function sessionOf(org: Org, ctx: KoaContextWithOIDC) {
  const uid = grantSource(ctx)?.sessionUid ?? ctx.oidc.session?.uid;
  return uid === undefined ? undefined : org.sessions.get(uid);
}
