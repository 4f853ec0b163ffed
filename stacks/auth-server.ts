import { AuthServerClaim } from '@cdktf/provider-okta/lib/auth-server-claim/index.js';
import { AuthServerPolicyRule } from '@cdktf/provider-okta/lib/auth-server-policy-rule/index.js';
import { AuthServerPolicy } from '@cdktf/provider-okta/lib/auth-server-policy/index.js';
import { AuthServerScope } from '@cdktf/provider-okta/lib/auth-server-scope/index.js';
import { AuthServer } from '@cdktf/provider-okta/lib/auth-server/index.js';
import type { ITerraformDependable } from 'cdktf';
import type { Construct } from 'constructs';
import type { Variables } from './variables.ts';
import { deviceGrant } from './web-app.ts';

/** Each scope of the shop's API, in the order in which they are created; the last one requires consent. */
const scopes = [
  { name: 'products:read', description: 'See the products' },
  { name: 'products:update', description: 'Change the products' },
  { name: 'orders:create', description: 'Place an order' },
  { name: 'orders:read', description: 'See all orders' },
  { name: 'orders:update', description: 'Approve or decline an order' },
  {
    name: 'orders:read:user',
    displayName: 'See your orders',
    description: 'What you ordered, when, at what price, and whether it is approved. Nothing is changed.',
    consent: 'REQUIRED',
  },
];
const openid = ['openid', 'profile', 'email', 'offline_access'];
const managing = ['products:read', 'products:update', 'orders:create', 'orders:read', 'orders:update'];
const signIn = ['authorization_code', 'implicit', 'interaction_code'];
const everyone = ['EVERYONE'];

/** The authorization server that issues the tokens for the shop's API, with its scopes and claims. */
export function declareAuthServer(scope: Construct, { name, audience }: Variables) {
  const server = new AuthServer(scope, 'shop', {
    name: name.stringValue,
    description: "Issues the tokens of the shop's API",
    audiences: [audience.stringValue],
    issuerMode: 'ORG_URL',
  });
  const last = scopes.reduce<AuthServerScope | undefined>(
    (previous, { name, description, displayName = description, consent }) =>
      new AuthServerScope(scope, name.replaceAll(':', '_'), {
        authServerId: server.id,
        name,
        displayName,
        description,
        consent: consent ?? 'IMPLICIT',
        metadataPublish: 'ALL_CLIENTS',
        ...(previous && { dependsOn: [previous] }), // Okta responds with 409 or 500 to scopes created in parallel
      }),
    undefined,
  );
  const expression = { authServerId: server.id, claimType: 'RESOURCE', valueType: 'EXPRESSION' };
  new AuthServerClaim(scope, 'feature_access', {
    ...expression,
    name: 'feature_access',
    value: 'appuser.app_features',
  });
  new AuthServerClaim(scope, 'role', { ...expression, name: 'role', value: 'appuser.app_permissions' });
  new AuthServerClaim(scope, 'groups', {
    authServerId: server.id,
    name: 'groups',
    claimType: 'IDENTITY',
    valueType: 'GROUPS',
    groupFilterType: 'REGEX',
    value: '.*',
  });
  return { server, scopesReady: last ? [last] : [] };
}

/**
 * Access policies in the order in which Okta evaluates them: the first matching rule of the client's policies
 * applies. Created one after another, because Okta numbers them in order of creation.
 */
export function declareAccessPolicies(
  scope: Construct,
  { name }: Variables,
  shop: ReturnType<typeof declareAuthServer>,
  ids: { web: string; batch: string; tv: string; adminGroup: string; tokenHookId: string },
) {
  const people = declarePolicy(scope, shop, {
    id: 'people',
    priority: 1,
    name: `${name.stringValue} people`,
    description: 'People who use the shop',
    clients: [ids.web],
    tokenHookId: ids.tokenHookId,
    rules: [
      {
        id: 'people_admin', // before Default: of what both allow, it sets the lifetimes for admins
        name: 'Admin',
        groups: [ids.adminGroup],
        grantTypes: signIn,
        scopes: [...openid, ...managing],
      },
      {
        id: 'people_default',
        name: 'Default',
        groups: everyone,
        grantTypes: signIn,
        scopes: [...openid, 'products:read', 'orders:create'],
      },
    ],
  });
  const machines = declarePolicy(scope, shop, {
    id: 'machines',
    priority: 2,
    name: 'Client credentials',
    description: 'The batch job that approves orders',
    clients: [ids.batch],
    rules: [
      {
        id: 'machines_admin',
        name: 'Admin client credentials',
        groups: everyone,
        grantTypes: ['client_credentials'],
        scopes: managing,
      },
    ],
    after: people,
  });
  const developerMachines = declarePolicy(scope, shop, {
    id: 'developer_machines',
    priority: 3,
    name: 'Developer client credentials',
    description: 'Machine clients that the developer portal creates',
    clients: [ids.batch],
    portalAddsClients: true,
    rules: [
      {
        id: 'developer_machines_default',
        name: 'Default',
        groups: everyone,
        grantTypes: ['client_credentials'],
        scopes: ['products:read'],
      },
    ],
    after: machines,
  });
  const developerPkce = declarePolicy(scope, shop, {
    id: 'developer_pkce',
    priority: 4,
    name: 'Developer PKCE',
    description: 'Single-page apps that the developer portal creates',
    clients: [ids.batch],
    portalAddsClients: true,
    rules: [
      {
        id: 'developer_pkce_default',
        name: 'Default',
        groups: everyone,
        grantTypes: ['authorization_code'],
        scopes: [...openid, 'orders:read:user'],
      },
    ],
    after: developerMachines,
  });
  declarePolicy(scope, shop, {
    id: 'tv',
    priority: 5,
    name: 'TV',
    description: 'Sign-in on a TV, approved on another device',
    clients: [ids.tv],
    rules: [
      {
        id: 'tv_default',
        name: 'Default',
        groups: everyone,
        grantTypes: [deviceGrant],
        scopes: ['openid', 'profile', 'email', 'products:read', 'orders:create'],
      },
    ],
    after: developerPkce,
  });
  return { developerMachines, developerPkce };
}

interface Policy {
  id: string;
  priority: number;
  name: string;
  description: string;
  /** Client ids, at least one: the provider cannot send an empty list. */
  clients: string[];
  /**
   * The developer portal adds its clients later, and Terraform leaves the list alone. Until then it contains
   * the batch job's, which gains nothing from it: its own policy comes first, and it may not use the other's
   * grant.
   */
  portalAddsClients?: boolean;
  /** The inline hook that its rules ask before tokens are signed. */
  tokenHookId?: string;
  /** The first match applies. */
  rules: { id: string; name: string; groups: string[]; grantTypes: string[]; scopes: string[] }[];
  after?: AuthServerPolicy;
}

function declarePolicy(
  scope: Construct,
  { server, scopesReady }: ReturnType<typeof declareAuthServer>,
  { id, name, description, priority, clients, portalAddsClients, tokenHookId, rules, after }: Policy,
): AuthServerPolicy {
  const policy = new AuthServerPolicy(scope, `${id}_policy`, {
    authServerId: server.id,
    name,
    description,
    priority,
    clientWhitelist: clients,
    ...(after && { dependsOn: [after] }),
    ...(portalAddsClients && { lifecycle: { ignoreChanges: ['client_whitelist'] } }),
  });
  let before: ITerraformDependable | undefined;
  for (const [index, rule] of rules.entries())
    before = new AuthServerPolicyRule(scope, rule.id, {
      authServerId: server.id,
      policyId: policy.id,
      name: rule.name,
      priority: index + 1,
      groupWhitelist: rule.groups,
      grantTypeWhitelist: rule.grantTypes,
      scopeWhitelist: rule.scopes,
      ...(tokenHookId !== undefined && { inlineHookId: tokenHookId }),
      dependsOn: before ? [before, ...scopesReady] : scopesReady,
    });
  return policy;
}
