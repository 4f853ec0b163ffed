import { presentApp } from '../api/apps/present-app.ts';
import type { App } from '../org/apps/model.ts';
import { grantsOfUsers } from '../org/servers/authorization-servers.ts';
import type { AuthorizationRule, AuthorizationServer, User } from '../org/kernel/model.ts';
import type { Org } from '../org/org.ts';
import type { Seed } from './seed.ts';

/**
 * The state of the org as a seed: a new org with this seed behaves the same. IDs differ, client IDs,
 * client secrets and passwords (as hashes) stay; sessions, tokens, factors and the system log are left out.
 */
export function exportSeed(org: Org): Seed {
  const administrator = org.settings.administratorId;
  return {
    version: 1,
    org: { companyName: org.name, website: org.settings.website ?? undefined },
    userAttributes: { ...(org.schemas.user(org.userTypes.default.id)?.custom ?? {}) },
    groups: org.groups
      .all()
      .filter(({ type }) => type === 'OKTA_GROUP')
      .map(({ id, profile }) => ({
        name: profile.name,
        description: profile.description ?? null,
        roles: org.roles.of(id).map(({ type }) => type),
      })),
    users: org.users
      .all()
      .filter(({ id }) => id !== administrator)
      .map((user) => exportUser(org, user)),
    groupRules: org.groupRules
      .all()
      .filter(({ groupIds }) => groupIds.every((id) => org.groups.get(id)))
      .map(({ name, expression, groupIds, status }) => ({
        name,
        expression,
        groups: groupIds.map((id) => org.groups.require(id).profile.name),
        status: status === 'ACTIVE' ? status : 'INACTIVE',
      })),
    apps: org.apps.all().map((app) => exportApp(org, app)),
    authorizationServers: org.authorizationServers.all().map((server) => exportServer(org, server)),
    trustedOrigins: org.trustedOrigins
      .all()
      .map(({ name, origin, scopes, status }) => ({ name, origin, scopes, status })),
    eventHooks: org.eventHooks.all().map(({ name, description, status, events, filter, channel }) => ({
      name,
      description,
      status,
      events: { type: 'EVENT_TYPE', items: events, ...(filter && { filter }) },
      channel: { type: 'HTTP', version: '1.0.0', config: channel },
    })),
  };
}

function exportUser(org: Org, user: User): NonNullable<Seed['users']>[number] {
  const kept = ['STAGED', 'PROVISIONED', 'SUSPENDED', 'DEPROVISIONED'] as const;
  return {
    profile: user.profile,
    ...(user.passwordHash !== undefined && { passwordHash: user.passwordHash }),
    status: kept.find((status) => status === user.status) ?? 'ACTIVE',
    groups: org.groups
      .ofUser(user.id)
      .filter(({ type }) => type === 'OKTA_GROUP')
      .map(({ profile }) => profile.name),
    roles: org.roles.of(user.id).map(({ type }) => type),
  };
}

function exportApp(org: Org, app: App): NonNullable<Seed['apps']>[number] {
  const wire = presentApp(org, app, true, false);
  // The key that the org signs with is the org's.
  const { signing: _, ...credentials } = wire.credentials as Record<string, unknown>;
  return {
    app: {
      // The org makes up names of custom apps, as in acme_portal_1; others are names in the catalog.
      ...(!/_\d+$/.test(app.name) && { name: app.name }),
      label: wire.label,
      signOnMode: wire.signOnMode,
      accessibility: wire.accessibility,
      visibility: wire.visibility,
      credentials,
      settings: wire.settings,
      ...(wire.profile !== undefined && { profile: wire.profile }),
    },
    status: app.status,
    attributes: { ...org.schemas.app(app.id).custom },
    groups: org.apps.groups(app.id).map(({ groupId, priority, profile: groupProfile }) => ({
      group: org.groups.require(groupId).profile.name,
      priority,
      profile: groupProfile,
    })),
    users: org.apps.users(app.id).map((assignment) => ({
      login: org.users.require(assignment.userId).profile.login,
      profile: assignment.profile,
    })),
    grants: org.apps.grants(app.id).map(({ scopeId }) => scopeId),
  };
}

/** For the `default` server, only what was added: a new org has the rest. */
function exportServer(
  org: Org,
  server: AuthorizationServer,
): NonNullable<Seed['authorizationServers']>[number] {
  const { authorizationServers: servers } = org;
  const { name, description, audiences, issuerMode } = server;
  const policies = servers
    .policies(server.id)
    .filter((policy) => !server.isDefault || policy.name !== 'Default Policy');
  return {
    server: { name, description, audiences: [...audiences], issuerMode },
    scopes: servers
      .scopes(server.id)
      .filter(({ system }) => !system)
      .map(({ id: _, serverId: __, system: ___, ...scope }) => scope),
    claims: servers
      .claims(server.id)
      .filter(({ system }) => !system)
      .map(({ id: _, serverId: __, system: ___, scopes, groupFilterType, ...claim }) => ({
        ...claim,
        conditions: { scopes },
        ...(groupFilterType !== undefined && { group_filter_type: groupFilterType }),
      })),
    policies: policies.map((policy) => ({
      name: policy.name,
      description: policy.description,
      clients: policy.clients.flatMap((id) =>
        id === 'ALL_CLIENTS' ? id : (org.apps.byClientId(id)?.label ?? []),
      ),
      rules: servers.rules(policy.id).flatMap((rule) => exportRule(org, server.id, rule)),
    })),
  };
}

type SeedRule = NonNullable<
  NonNullable<NonNullable<Seed['authorizationServers']>[number]['policies']>[number]['rules']
>[number];

/** Without what has been deleted since; nothing of a rule for users or groups that are all gone, which the API refuses. */
function exportRule(org: Org, serverId: string, rule: AuthorizationRule): SeedRule[] {
  const known = new Set(['*', ...org.authorizationServers.scopes(serverId).map(({ name }) => name)]);
  const groups = rule.groups.include.flatMap((id) =>
    id === 'EVERYONE' ? ['Everyone'] : (org.groups.get(id)?.profile.name ?? []),
  );
  const users = rule.users.include.flatMap((id) => org.users.get(id)?.profile.login ?? []);
  const isForNobody = groups.length + users.length === 0;
  if (isForNobody && rule.grantTypes.some((grant) => grantsOfUsers.includes(grant))) return [];
  return [
    {
      name: rule.name,
      grantTypes: [...rule.grantTypes],
      scopes: rule.scopes.filter((name) => known.has(name)),
      groups,
      users,
      token: {
        accessTokenLifetimeMinutes: rule.accessTokenLifetimeMinutes,
        refreshTokenLifetimeMinutes: rule.refreshTokenLifetimeMinutes,
        refreshTokenWindowMinutes: rule.refreshTokenWindowMinutes,
      },
    },
  ];
}
