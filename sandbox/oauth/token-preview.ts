import { randomText } from '../org/kernel/ids.ts';
import { type Decision, watchDecisions } from '../org/log/decisions.ts';
import type { Org } from '../org/org.ts';
import { viewOfCustomServer } from './authorization-server.ts';
import { clientScopes, signInScopes } from './checks/requested-scopes.ts';
import { Granting } from './granting.ts';
import { requireGrant } from './grants/grant.ts';
import { OAuthError } from './okta-errors.ts';
import { accessTokenClaims, identityClaims } from './token-claims.ts';

/** A token request that is only imagined. */
export interface PreviewRequest {
  readonly serverId: string;
  readonly clientId: string;
  /** As rules name it. */
  readonly grantType: string;
  /** Absent if the client acts for itself. */
  readonly userId?: string | undefined;
  readonly scopes: string;
}

/** What the tokens would contain, or Okta's error if there are none, and the rules that were considered. */
export interface TokenPreview {
  readonly accessToken?: Readonly<Record<string, unknown>>;
  readonly idToken?: Readonly<Record<string, unknown>>;
  readonly refusal?: string;
  readonly decisions: readonly Decision[];
}

/**
 * Token Preview of an authorization server: by the rules that allow tokens and the code that writes their claims. No token
 * is issued, no one is signed in, and the rule's inline hook is not called.
 */
export function previewTokens(org: Org, request: PreviewRequest): TokenPreview {
  const { result, decisions } = watchDecisions(() => {
    try {
      return claimsFor(org, request);
    } catch (error) {
      if (error instanceof OAuthError) return { refusal: error.error_description };
      throw error;
    }
  });
  return { ...result, decisions };
}

/** @throws OAuthError */
function claimsFor(org: Org, { serverId, clientId, grantType, userId, scopes: asked }: PreviewRequest) {
  const server = viewOfCustomServer(org, serverId);
  if (server === undefined) throw new OAuthError('server_error', 'The authorization server is not active.');
  const app = org.apps.byClientId(clientId);
  const user = userId === undefined ? undefined : org.users.require(userId);
  if (app?.status !== 'ACTIVE' || app.oauth === undefined)
    throw new OAuthError('invalid_client', 'There is no active client with this ID.');
  requireGrant({ oauth: app.oauth }, grantType);
  const scopes = user ? signInScopes(org, server, app.id, asked) : clientScopes(org, server, app.id, asked);
  const granting = new Granting(org, () => server);
  const rule = granting.requireRule({ clientId, userId, grantType, scopes });
  const now = Math.floor(org.clock() / 1000);
  const signIn = { authTime: now, isInAddress: grantType === 'implicit' };
  const accessToken = accessTokenClaims(org, server, {
    ...{ app, clientId, user, scopes, jti: `AT.${randomText(43)}`, iat: now },
    exp: now + (rule?.accessTokenLifetimeMinutes ?? 60) * 60,
    ...signIn,
  });
  if (user === undefined || !scopes.includes('openid')) return { accessToken };
  const identity = identityClaims(org, server, {
    ...{ app, user, scopes, thin: true, amr: ['pwd'], session: undefined },
    ...signIn,
  });
  return { accessToken, idToken: { ...identity, iss: server.issuer, aud: clientId, exp: now + 3600 } };
}
