import { z } from 'zod';
import { collectionKind, inner, text } from './kind.ts';

const texts = z.array(z.string());
const under = ({ auth_server_id }: { auth_server_id: string }) =>
  `/api/v1/authorizationServers/${auth_server_id}`;

/** https://developer.okta.com/docs/api/openapi/okta-management/management/tag/AuthorizationServer/ */
export const authServer = collectionKind({
  attributes: z.strictObject({
    name: z.string(),
    description: z.string().default(''),
    audiences: texts,
    issuer_mode: z.string().default('ORG_URL'),
  }),
  collection: () => '/api/v1/authorizationServers',
  query: ({ name }) => `?q=${encodeURIComponent(name)}`,
  isSame: (present, { name }) => present.name === name,
  body: ({ name, description, audiences, issuer_mode }) => ({
    name,
    description,
    audiences,
    issuerMode: issuer_mode,
    credentials: { signing: { rotationMode: 'AUTO' } },
  }),
  exports: ({ issuer }) => ({ issuer: text(issuer) }),
  single: ['audiences'],
  deactivateFirst: true,
});

/** https://developer.okta.com/docs/api/openapi/okta-management/management/tag/AuthorizationServerScopes/ */
export const authServerScope = collectionKind({
  attributes: z.strictObject({
    auth_server_id: z.string(),
    name: z.string(),
    display_name: z.string().default(''),
    description: z.string().default(''),
    consent: z.enum(['IMPLICIT', 'REQUIRED', 'FLEXIBLE']).default('IMPLICIT'),
    metadata_publish: z.string().default('ALL_CLIENTS'),
  }),
  collection: (scope) => `${under(scope)}/scopes`,
  isSame: (present, { name }) => present.name === name,
  body: ({ name, display_name, description, consent, metadata_publish }) => ({
    name,
    displayName: display_name,
    description,
    consent,
    metadataPublish: metadata_publish,
    default: false,
    optional: false,
  }),
});

/** https://developer.okta.com/docs/api/openapi/okta-management/management/tag/AuthorizationServerClaims/ */
export const authServerClaim = collectionKind({
  attributes: z.strictObject({
    auth_server_id: z.string(),
    name: z.string(),
    claim_type: z.enum(['RESOURCE', 'IDENTITY']),
    value_type: z.enum(['EXPRESSION', 'GROUPS']).default('EXPRESSION'),
    value: z.string(),
    group_filter_type: z.string().optional(),
    scopes: texts.default([]),
  }),
  collection: (claim) => `${under(claim)}/claims`,
  isSame: (present, { name, claim_type }) => present.name === name && present.claimType === claim_type,
  body: ({ name, claim_type, value_type, value, group_filter_type, scopes }) => ({
    name,
    status: 'ACTIVE',
    claimType: claim_type,
    valueType: value_type,
    value,
    alwaysIncludeInToken: true,
    conditions: { scopes },
    ...(group_filter_type !== undefined && { group_filter_type }),
  }),
});

/** https://developer.okta.com/docs/api/openapi/okta-management/management/tag/AuthorizationServerPolicies/ */
export const authServerPolicy = collectionKind({
  attributes: z.strictObject({
    auth_server_id: z.string(),
    name: z.string(),
    description: z.string(),
    priority: z.number(),
    client_whitelist: texts,
  }),
  collection: (policy) => `${under(policy)}/policies`,
  isSame: (present, { name }) => present.name === name,
  body: ({ name, description, priority, client_whitelist }) => ({
    type: 'OAUTH_AUTHORIZATION_POLICY',
    name,
    description,
    status: 'ACTIVE',
    priority,
    conditions: { clients: { include: client_whitelist } },
  }),
  read: (present) => ({
    client_whitelist: texts.catch([]).parse(inner(present, 'conditions', 'clients').include),
  }),
});

/** https://developer.okta.com/docs/api/openapi/okta-management/management/tag/AuthorizationServerRules/ */
export const authServerPolicyRule = collectionKind({
  attributes: z.strictObject({
    auth_server_id: z.string(),
    policy_id: z.string(),
    name: z.string(),
    priority: z.number(),
    group_whitelist: texts,
    grant_type_whitelist: texts,
    scope_whitelist: texts,
    inline_hook_id: z.string().default(''),
  }),
  collection: (rule) => `${under(rule)}/policies/${rule.policy_id}/rules`,
  isSame: (present, { name }) => present.name === name,
  body: ({ name, priority, group_whitelist, grant_type_whitelist, scope_whitelist, inline_hook_id }) => ({
    type: 'RESOURCE_ACCESS',
    name,
    status: 'ACTIVE',
    priority,
    conditions: {
      people: { groups: { include: group_whitelist, exclude: [] }, users: { include: [], exclude: [] } },
      grantTypes: { include: grant_type_whitelist },
      scopes: { include: scope_whitelist },
    },
    actions: {
      token: {
        accessTokenLifetimeMinutes: 60,
        refreshTokenLifetimeMinutes: 0,
        refreshTokenWindowMinutes: 10080,
        ...(inline_hook_id !== '' && { inlineHook: { id: inline_hook_id } }),
      },
    },
  }),
});
