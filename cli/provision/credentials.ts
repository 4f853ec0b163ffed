import type { Config } from '../../app/index.ts';

/** Credentials for an org's Management API. */
export type Credentials = ApiToken | ServiceApp;

/** `Authorization: SSWS {token}`. https://developer.okta.com/docs/guides/create-an-api-token/ */
export interface ApiToken {
  kind: 'token';
  token: string;
}

/**
 * A service app that authenticates with its private key (RFC 7523), with tokens bound to a key (RFC 9449) if
 * the org requires it.
 */
export interface ServiceApp {
  kind: 'service';
  clientId: string;
  /** PEM or JWK, as text. */
  privateKey: string;
  keyId?: string;
  scopes: readonly string[];
}

/** The scopes that a service app needs for init, the doctor and the shop. */
export const initScopes = [
  'okta.appGrants.manage',
  'okta.apps.manage',
  'okta.authorizationServers.manage',
  'okta.eventHooks.manage',
  'okta.groups.manage',
  'okta.groups.read',
  'okta.idps.manage',
  'okta.inlineHooks.manage',
  'okta.logs.read',
  'okta.orgs.read',
  'okta.policies.manage',
  'okta.policies.read',
  'okta.roles.manage',
  'okta.schemas.manage',
  'okta.trustedOrigins.manage',
  'okta.users.manage',
] as const;

/** What the demo does in the org, each with a request that requires the permission for it. */
export const rightsNeeded = [
  { what: 'people', path: '/api/v1/users?limit=1' },
  { what: 'groups', path: '/api/v1/groups?limit=1' },
  { what: 'applications', path: '/api/v1/apps?limit=1' },
  { what: 'authorization servers', path: '/api/v1/authorizationServers?limit=1' },
  { what: 'trusted origins', path: '/api/v1/trustedOrigins?limit=1' },
  { what: 'event hooks', path: '/api/v1/eventHooks' },
  { what: 'identity providers', path: '/api/v1/idps?limit=1' },
  { what: 'policies', path: '/api/v1/policies?type=IDP_DISCOVERY' },
] as const;

/** The shop's own credentials, from its configuration. */
export const credentialsOf = (management: ManagementCredentials): Credentials =>
  management.kind === 'token'
    ? management
    : {
        kind: 'service',
        clientId: management.clientId,
        privateKey: management.privateKey,
        scopes: initScopes,
      };

type ManagementCredentials = NonNullable<Config['okta']['management']>;
