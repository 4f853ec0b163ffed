import type { KoaContextWithOIDC, Provider } from 'oidc-provider';
import type { AuthorizationRule, Scope } from '../org/kernel/model.ts';
import type { Org } from '../org/org.ts';
import { findAccessRule, policyRefusal, type TokenRequest } from './access-policy.ts';
import type { ServerView } from './authorization-server.ts';
import { OAuthError } from './okta-errors.ts';

/** The only resource of a server, with a name that is always a URI, whatever the audience is. */
export const resourceName = 'urn:okta:authorization-server';

/**
 * The id of a grant that did not come from the authorization endpoint: it names the grant type, as rules call it.
 * @param random without a dot
 */
export const grantIdOf = (grantType: string, random: string): string => `${grantType}.${random}`;

/** Okta's answer where the person is not assigned to the app. */
export const notAssigned = (): OAuthError =>
  new OAuthError('access_denied', 'User is not assigned to the client application.');

/** Decides what a request may have: an assigned person, a rule that allows it, the person's consent. */
export class Granting {
  readonly #org: Org;
  readonly #server: () => ServerView;

  constructor(org: Org, server: () => ServerView) {
    this.#org = org;
    this.#server = server;
  }

  /** The rule that allows the request; none is needed at the org server. @throws AccessDenied in Okta's words */
  requireRule(request: Omit<TokenRequest, 'serverId'>): AuthorizationRule | undefined {
    if (request.userId !== undefined) this.#requireAssignment(request.clientId, request.userId);
    return requireAccessRule(this.#org, this.#server(), request);
  }

  /** Scopes that the person still has to consent to. */
  missingConsents(clientId: string, userId: string, scopes: readonly string[]): string[] {
    return missingConsents(this.#org, this.#server(), { clientId, userId, scopes }).map(({ name }) => name);
  }

  /**
   * The grant of an authorization request: all scopes but those that wait for consent. It is kept only when nothing
   * waits, because only then a code is issued on it.
   */
  async grantFor(ctx: KoaContextWithOIDC, provider: Provider): Promise<InstanceType<Provider['Grant']>> {
    const clientId = ctx.oidc.client?.clientId ?? '';
    const userId = ctx.oidc.account?.accountId ?? '';
    const scopes = [...ctx.oidc.requestParamScopes];
    const rule = this.requireRule({ clientId, userId, grantType: authorizationGrantType(ctx), scopes });
    const resource = ctx.oidc.resourceServers?.[resourceName];
    if (rule && resource) resource.accessTokenTTL = rule.accessTokenLifetimeMinutes * 60;
    const missing = this.missingConsents(clientId, userId, scopes);
    const granted = scopes.filter((scope) => !missing.includes(scope)).join(' ');
    const grant = new provider.Grant({ clientId, accountId: userId });
    grant.addOIDCScope(granted);
    grant.addResourceScope(resourceName, granted);
    if (missing.length === 0) await grant.save();
    return grant;
  }

  /**
   * The rule behind a request to the token endpoint; undefined at the other endpoints, which ask when they know the
   * person.
   */
  ruleOfTokenRequest(ctx: KoaContextWithOIDC, clientId: string): AuthorizationRule | undefined {
    const { entities } = ctx.oidc;
    const source = entities.AuthorizationCode ?? entities.RefreshToken;
    if (source === undefined) return undefined;
    return this.requireRule({
      clientId,
      userId: source.accountId,
      grantType: grantTypeOf(source),
      scopes: [...source.scopes],
    });
  }

  #requireAssignment(clientId: string, userId: string): void {
    const app = this.#org.apps.byClientId(clientId);
    // Users are not assigned to a service app, which may act for any user whose token it has.
    if (app?.oauth?.applicationType === 'service') return;
    if (app === undefined || this.#org.apps.assignmentOf(app.id, userId) === undefined) throw notAssigned();
  }
}

/** The rule of the server's access policies that allows a request; none at the org server. @throws OAuthError in Okta's words */
export function requireAccessRule(
  org: Org,
  server: ServerView,
  request: Omit<TokenRequest, 'serverId'>,
): AuthorizationRule | undefined {
  if (server.id === 'org') return undefined;
  const rule = findAccessRule(org, { serverId: server.id, ...request });
  if (rule === undefined) throw refusedByPolicy();
  return rule;
}

/** Whether the server's access policies allow a request; the org server has none. */
export const isAllowed = (org: Org, server: ServerView, request: Omit<TokenRequest, 'serverId'>): boolean =>
  server.id === 'org' || findAccessRule(org, { serverId: server.id, ...request }) !== undefined;

export const refusedByPolicy = (): OAuthError => new OAuthError('access_denied', policyRefusal, 401);

/** The scopes of a request that the person still has to consent to, where the app asks for consent at all. */
export function missingConsents(
  org: Org,
  server: ServerView,
  request: { readonly clientId: string; readonly userId: string; readonly scopes: readonly string[] },
): Scope[] {
  const { clientId, userId, scopes } = request;
  if (org.apps.byClientId(clientId)?.oauth?.consentMethod !== 'REQUIRED') return [];
  const given = org.consents.scopesOf({ userId, clientId, issuer: server.issuer });
  return server.scopes.filter(
    ({ name, consent }) => consent === 'REQUIRED' && scopes.includes(name) && !given.includes(name),
  );
}

/** What rules call the grant of a request to the authorization endpoint. */
export function authorizationGrantType(ctx: KoaContextWithOIDC): string {
  return String(ctx.oidc.params?.response_type).includes('code') ? 'authorization_code' : 'implicit';
}

/** What rules call the grant that a code or refresh token stems from. */
export function grantTypeOf(source: {
  readonly grantId?: string | undefined;
  readonly gty?: string | undefined;
}): string {
  const { grantId = '' } = source;
  const dot = grantId.lastIndexOf('.');
  return dot > 0 ? grantId.slice(0, dot) : (source.gty?.split(' ')[0] ?? 'authorization_code');
}
