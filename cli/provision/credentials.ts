import type { Config } from '../../app/index.ts';

/** Credentials for an org's Management API. */
export type Credentials = ApiToken | ServiceApp;

/** `Authorization: SSWS {token}`. https://developer.okta.com/docs/guides/create-an-api-token/ */
interface ApiToken {
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

/** The scopes that a service app needs for clone, which only reads. */
export const cloneScopes = [
  'okta.appGrants.read',
  'okta.apps.read',
  'okta.authorizationServers.read',
  'okta.eventHooks.read',
  'okta.groups.read',
  'okta.idps.read',
  'okta.inlineHooks.read',
  'okta.networkZones.read',
  'okta.orgs.read',
  'okta.policies.read',
  'okta.roles.read',
  'okta.schemas.read',
  'okta.trustedOrigins.read',
  'okta.userTypes.read',
  'okta.users.read',
] as const;

/** A kind of object that the demo needs in the org. */
export interface Need {
  /** As in `event hooks`. */
  what: string;
  /** A request that requires the permission, and the feature, to read it. */
  path: string;
  /** Where it is created; a request without content is rejected, and shows whether one with content would be. */
  create?: string;
  /** Resources of the stack that are created there. */
  types: readonly string[];
}

export const rightsNeeded: readonly Need[] = [
  { what: 'people', path: '/api/v1/users?limit=1', types: [] },
  { what: 'groups', path: '/api/v1/groups?limit=1', create: '/api/v1/groups', types: ['okta_group'] },
  {
    what: 'applications',
    path: '/api/v1/apps?limit=1',
    create: '/api/v1/apps',
    types: ['okta_app_oauth', 'okta_app_saml'],
  },
  {
    what: 'authorization servers',
    path: '/api/v1/authorizationServers?limit=1',
    create: '/api/v1/authorizationServers',
    types: ['okta_auth_server'],
  },
  {
    what: 'trusted origins',
    path: '/api/v1/trustedOrigins?limit=1',
    create: '/api/v1/trustedOrigins',
    types: ['okta_trusted_origin'],
  },
  {
    what: 'event hooks',
    path: '/api/v1/eventHooks',
    create: '/api/v1/eventHooks',
    types: ['okta_event_hook'],
  },
  {
    what: 'identity providers',
    path: '/api/v1/idps?limit=1',
    create: '/api/v1/idps',
    types: ['okta_idp_social', 'okta_idp_saml'],
  },
  {
    what: 'policies',
    path: '/api/v1/policies?type=IDP_DISCOVERY',
    create: '/api/v1/policies',
    types: ['okta_app_signon_policy'],
  },
];

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
