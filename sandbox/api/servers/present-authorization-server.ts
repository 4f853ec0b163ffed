import { later } from '../../org/kernel/context.ts';
import type {
  AuthorizationPolicy,
  AuthorizationRule,
  AuthorizationServer,
  Claim,
  Scope,
} from '../../org/kernel/model.ts';
import type { Org } from '../../org/org.ts';
import { lifecycleLink, link } from '../kernel/links.ts';

/** Seconds after which Okta rotates the key of a server that says AUTO. */
const rotationSeconds = 90 * 24 * 60 * 60;

export const serverUrl = (org: Org, serverId: string): string =>
  `${org.url}/api/v1/authorizationServers/${serverId}`;

/** The custom authorization server of an issuer; undefined for the org's own. */
export function serverOfIssuer(org: Org, issuer: string): AuthorizationServer | undefined {
  const id = issuer.startsWith(`${org.url}/oauth2/`) ? issuer.split('/').at(-1) : undefined;
  return org.authorizationServers
    .all()
    .find((server) => server.id === id || (server.isDefault && id === 'default'));
}

/** A custom authorization server on the wire. */
export function presentServer(org: Org, server: AuthorizationServer): Record<string, unknown> {
  const self = serverUrl(org, server.id);
  const issuer = `${org.url}/oauth2/${server.id}`;
  const key = org.signingKeys.active(server.id);
  return {
    id: server.id,
    name: server.name,
    description: server.description === '' ? null : server.description,
    audiences: server.audiences,
    issuer,
    issuerMode: server.issuerMode,
    status: server.status,
    created: server.created,
    lastUpdated: server.lastUpdated,
    credentials: {
      signing: {
        kid: key.id,
        rotationMode: server.rotationMode,
        lastRotated: key.lastUpdated,
        ...(server.rotationMode === 'AUTO' && { nextRotation: later(key.lastUpdated, rotationSeconds) }),
      },
    },
    default: server.isDefault,
    _links: {
      rotateKey: link(`${self}/credentials/lifecycle/keyRotate`, 'POST'),
      metadata: [
        {
          name: 'oauth-authorization-server',
          ...link(`${issuer}/.well-known/oauth-authorization-server`, 'GET'),
        },
        { name: 'openid-configuration', ...link(`${issuer}/.well-known/openid-configuration`, 'GET') },
      ],
      resourceServerCredentialsKeys: link(`${self}/resourceservercredentials/keys`, 'GET'),
      keys: link(`${self}/credentials/keys`, 'GET'),
      claims: link(`${self}/claims`, 'GET', 'POST'),
      policies: link(`${self}/policies`, 'GET', 'POST'),
      self: link(self, 'GET', 'DELETE', 'PUT'),
      scopes: link(`${self}/scopes`, 'GET', 'POST'),
      ...lifecycleLink(server.status, self),
    },
  };
}

export function presentScope(org: Org, scope: Scope): Record<string, unknown> {
  const self = `${serverUrl(org, scope.serverId)}/scopes/${scope.id}`;
  return {
    id: scope.id,
    name: scope.name,
    ...(scope.displayName !== undefined && { displayName: scope.displayName }),
    ...(scope.description !== undefined && { description: scope.description }),
    system: scope.system,
    metadataPublish: scope.metadataPublish,
    consent: scope.consent,
    optional: scope.optional,
    apiResourceId: null,
    default: scope.default,
    _links: { self: link(self, 'GET', 'PUT', 'DELETE') },
  };
}

export function presentClaim(org: Org, claim: Claim): Record<string, unknown> {
  const self = `${serverUrl(org, claim.serverId)}/claims/${claim.id}`;
  return {
    id: claim.id,
    name: claim.name,
    status: claim.status,
    claimType: claim.claimType,
    valueType: claim.valueType,
    ...(claim.valueType !== 'SYSTEM' && { value: claim.value }),
    conditions: { scopes: claim.scopes },
    system: claim.system,
    alwaysIncludeInToken: claim.alwaysIncludeInToken,
    apiResourceId: null,
    ...(claim.groupFilterType !== undefined && { group_filter_type: claim.groupFilterType }),
    _links: { self: link(self, 'GET', 'PUT', 'DELETE') },
  };
}

export function presentServerPolicy(org: Org, policy: AuthorizationPolicy): Record<string, unknown> {
  const self = `${serverUrl(org, policy.serverId)}/policies/${policy.id}`;
  return {
    id: policy.id,
    status: policy.status,
    name: policy.name,
    description: policy.description,
    priority: policy.priority,
    system: policy.system,
    conditions: { clients: { include: policy.clients } },
    created: policy.created,
    lastUpdated: policy.lastUpdated,
    _links: {
      self: link(self, 'GET', 'PUT', 'DELETE'),
      rules: link(`${self}/rules`, 'GET'),
      ...lifecycleLink(policy.status, self),
    },
    type: 'OAUTH_AUTHORIZATION_POLICY',
  };
}

export function presentRule(org: Org, serverId: string, rule: AuthorizationRule): Record<string, unknown> {
  const self = `${serverUrl(org, serverId)}/policies/${rule.policyId}/rules/${rule.id}`;
  return {
    id: rule.id,
    status: rule.status,
    name: rule.name,
    priority: rule.priority,
    created: rule.created,
    lastUpdated: rule.lastUpdated,
    system: rule.system,
    conditions: {
      people: { users: rule.users, groups: rule.groups },
      grantTypes: { include: rule.grantTypes },
      scopes: { include: rule.scopes },
    },
    actions: {
      token: {
        accessTokenLifetimeMinutes: rule.accessTokenLifetimeMinutes,
        refreshTokenLifetimeMinutes: rule.refreshTokenLifetimeMinutes,
        refreshTokenWindowMinutes: rule.refreshTokenWindowMinutes,
        ...(rule.inlineHookId !== undefined && { inlineHook: { id: rule.inlineHookId } }),
      },
    },
    _links: { self: link(self, 'GET', 'PUT', 'DELETE'), ...lifecycleLink(rule.status, self) },
    type: 'RESOURCE_ACCESS',
  };
}
