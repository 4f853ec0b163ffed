import type { Scope } from '../org/kernel/model.ts';
import type { Org } from '../org/org.ts';

/**
 * What OAuth needs to know about an authorization server, whether custom or the org's own. Read for each
 * request, so that a change through the Management API takes effect immediately.
 */
export interface ServerView {
  /** The custom server's id, or `org`. */
  readonly id: string;
  readonly issuer: string;
  /** Where it is mounted: `/oauth2/{id}`; empty for the org server, whose endpoints begin with `/oauth2/v1`. */
  readonly mountPath: string;
  readonly audience: string;
  readonly scopes: readonly Scope[];
}

/** The path before `/authorize`, `/token` and so on, below the mount path. */
export const endpointPrefix = (server: ServerView): string => (server.id === 'org' ? '/oauth2/v1' : '/v1');

/** The absolute URL of an endpoint: `endpointUrl(server, 'token')`. */
export const endpointUrl = (server: ServerView, endpoint: string): string =>
  `${server.issuer}${endpointPrefix(server)}/${endpoint}`;

/** The custom authorization server with that id, or undefined if there is none or it is not active. */
export function viewOfCustomServer(org: Org, id: string): ServerView | undefined {
  const server = org.authorizationServers.get(id);
  if (server?.status !== 'ACTIVE') return undefined;
  return {
    id: server.id,
    issuer: `${org.url}/oauth2/${server.isDefault ? 'default' : server.id}`,
    mountPath: `/oauth2/${id}`,
    audience: server.audiences[0] ?? org.url,
    scopes: org.authorizationServers.scopes(server.id),
  };
}

/**
 * The org authorization server. Its API scopes are those that Okta's Management API asks for
 * (`okta.users.read`).
 */
export function viewOfOrgServer(org: Org): ServerView {
  return {
    id: 'org',
    issuer: org.url,
    mountPath: '',
    audience: org.url,
    scopes: [...oidcScopes, 'interclient_access', ...org.oauthForOktaScopes].map((name) => ({
      id: name,
      serverId: 'org',
      name,
      system: true,
      default: false,
      optional: false,
      metadataPublish: oidcScopes.includes(name) ? 'ALL_CLIENTS' : 'NO_CLIENTS',
      consent: 'IMPLICIT',
    })),
  };
}

const oidcScopes = ['openid', 'profile', 'email', 'address', 'phone', 'offline_access', 'groups'];
