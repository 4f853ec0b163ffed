import type { Operations } from '../api/kernel/operations.ts';
import { OktaError } from '../org/kernel/errors.ts';
import type { Org } from '../org/org.ts';
import { SeedError } from './read.ts';
import type { Seed } from './seed.ts';

type Item<K extends keyof Seed> = NonNullable<Seed[K]> extends readonly (infer T)[] ? T : never;

/**
 * Puts a seed into a new org by the operations of the Management API, so that nothing gets in that the API refuses.
 * @throws SeedError naming the key of each item that was refused; the org is then left in part filled
 */
export async function applySeed(org: Org, operations: Operations, seed: Seed): Promise<void> {
  const seeding = new Seeding(org, operations);
  if (seed.org) await seeding.at('org', operations.run('updateOrgSettings', {}, seed.org));
  if (seed.userAttributes) {
    const body = { definitions: { custom: { properties: seed.userAttributes } } };
    await seeding.at('userAttributes', operations.run('updateUserProfile', { schemaId: 'default' }, body));
  }
  await seeding.each('groups', seed.groups, (path, group) => seeding.group(path, group));
  await seeding.each('users', seed.users, (path, user) => seeding.user(path, user));
  await seeding.each('groupRules', seed.groupRules, (path, rule) => seeding.groupRule(path, rule));
  await seeding.each('apps', seed.apps, (path, app) => seeding.app(path, app));
  await seeding.each('authorizationServers', seed.authorizationServers, (path, server) =>
    seeding.server(path, server),
  );
  await seeding.each('trustedOrigins', seed.trustedOrigins, (path, origin) =>
    seeding.at(path, operations.run('createTrustedOrigin', {}, origin)),
  );
  await seeding.each('eventHooks', seed.eventHooks, (path, hook) =>
    seeding.at(path, operations.run('createEventHook', {}, hook)),
  );
  if (seeding.problems.length > 0) throw new SeedError(seeding.problems);
}

class Seeding {
  readonly problems: string[] = [];
  readonly #org: Org;
  readonly #operations: Operations;

  constructor(org: Org, operations: Operations) {
    this.#org = org;
    this.#operations = operations;
  }

  /** Tells where in the seed it was when the org refused. */
  async at<T>(path: string, work: Promise<T>): Promise<T> {
    try {
      return await work;
    } catch (error) {
      if (!(error instanceof OktaError)) throw error;
      const causes = error.causes.length > 0 ? error.causes : [error.message];
      throw new SeedError(causes.map((cause) => `${path}: ${cause}`));
    }
  }

  /** All items of a list, also after one that the org refused. */
  async each<T>(
    key: string,
    items: readonly T[] = [],
    work: (path: string, item: T) => Promise<unknown>,
  ): Promise<void> {
    for (const [index, item] of items.entries())
      await work(`${key}[${index}]`, item).catch((error: unknown) => {
        if (!(error instanceof SeedError)) throw error;
        this.problems.push(...error.problems);
      });
  }

  async group(path: string, { name, description, roles = [] }: Item<'groups'>): Promise<void> {
    const id = await this.#create(path, 'addGroup', {}, { profile: { name, description } });
    for (const type of roles)
      await this.#create(`${path}.roles`, 'assignRoleToGroup', { groupId: id }, { type });
  }

  async user(path: string, user: Item<'users'>): Promise<void> {
    const { profile, password, passwordHash, status = 'ACTIVE', groups = [], roles = [] } = user;
    const body = {
      profile,
      ...(password !== undefined && { credentials: { password: { value: password } } }),
      groupIds: groups.map((name) => this.#groupId(`${path}.groups`, name)),
    };
    const id = await this.#create(
      path,
      'createUser',
      {},
      body,
      status === 'STAGED' ? { activate: 'false' } : {},
    );
    for (const type of roles)
      await this.#create(`${path}.roles`, 'assignRoleToUser', { userId: id }, { type });
    this.#org.transaction(() => {
      const created = this.#org.users.require(id);
      const withPassword =
        passwordHash === undefined ? created : this.#org.users.setPassword(created, passwordHash);
      if (status === 'DEPROVISIONED') this.#org.users.deactivate(withPassword);
      else if (withPassword.status !== status) this.#org.users.setStatus(withPassword, status);
    });
  }

  async groupRule(
    path: string,
    { name, expression, groups, status = 'ACTIVE' }: Item<'groupRules'>,
  ): Promise<void> {
    const groupIds = groups.map((group) => this.#groupId(`${path}.groups`, group));
    const body = {
      type: 'group_rule',
      name,
      conditions: { expression: { value: expression, type: 'urn:okta:expression:1.0' } },
      actions: { assignUserToGroups: { groupIds } },
    };
    const groupRuleId = await this.#create(path, 'createGroupRule', {}, body);
    if (status === 'ACTIVE')
      await this.at(path, this.#operations.run('activateGroupRule', { groupRuleId }, {}));
  }

  async app(
    path: string,
    { app, status = 'ACTIVE', attributes, groups = [], users = [], grants = [] }: Item<'apps'>,
  ): Promise<void> {
    const query = status === 'INACTIVE' ? { activate: 'false' } : {};
    const appId = await this.#create(`${path}.app`, 'createApplication', {}, app, query);
    if (attributes) {
      const body = { definitions: { custom: { properties: attributes } } };
      await this.at(
        `${path}.attributes`,
        this.#operations.run('updateApplicationUserProfile', { appId }, body),
      );
    }
    for (const [index, { group, priority, profile = {} }] of groups.entries()) {
      const groupId = this.#groupId(`${path}.groups[${index}]`, group);
      const body = { profile, ...(priority !== undefined && { priority }) };
      await this.at(
        `${path}.groups[${index}]`,
        this.#operations.run('assignGroupToApplication', { appId, groupId }, body),
      );
    }
    for (const [index, { login, profile = {} }] of users.entries()) {
      const id = this.#userId(`${path}.users[${index}]`, login);
      await this.at(
        `${path}.users[${index}]`,
        this.#operations.run('assignUserToApplication', { appId }, { id, profile }),
      );
    }
    for (const scopeId of grants) {
      const body = { issuer: this.#org.url, scopeId };
      await this.at(`${path}.grants`, this.#operations.run('grantConsentToScope', { appId }, body));
    }
  }

  async server(
    path: string,
    { server, scopes = [], claims = [], policies = [] }: Item<'authorizationServers'>,
  ): Promise<void> {
    const authServerId =
      server.name === 'default'
        ? 'default'
        : await this.#create(`${path}.server`, 'createAuthorizationServer', {}, server);
    for (const [index, scope] of scopes.entries()) {
      await this.#create(`${path}.scopes[${index}]`, 'createOAuth2Scope', { authServerId }, scope);
    }
    for (const [index, claim] of claims.entries()) {
      await this.#create(`${path}.claims[${index}]`, 'createOAuth2Claim', { authServerId }, claim);
    }
    for (const [index, policy] of policies.entries()) {
      await this.#policy(`${path}.policies[${index}]`, authServerId, policy);
    }
  }

  async #policy(
    path: string,
    authServerId: string,
    { name, description, clients, rules = [] }: NonNullable<Item<'authorizationServers'>['policies']>[number],
  ): Promise<void> {
    const include = clients.map((label) => this.#clientId(`${path}.clients`, label));
    const body = {
      type: 'OAUTH_AUTHORIZATION_POLICY',
      name,
      description,
      conditions: { clients: { include } },
    };
    const policyId = await this.#create(path, 'createAuthorizationServerPolicy', { authServerId }, body);
    for (const [index, rule] of rules.entries()) {
      const at = `${path}.rules[${index}]`;
      const people = {
        groups: { include: (rule.groups ?? []).map((group) => this.#groupId(at, group)) },
        users: { include: (rule.users ?? []).map((login) => this.#userId(at, login)) },
      };
      await this.#create(
        at,
        'createAuthorizationServerPolicyRule',
        { authServerId, policyId },
        {
          type: 'RESOURCE_ACCESS',
          name: rule.name,
          conditions: { people, grantTypes: { include: rule.grantTypes }, scopes: { include: rule.scopes } },
          ...(rule.token && { actions: { token: rule.token } }),
        },
      );
    }
  }

  /** Runs an operation that answers with something that has an id. */
  async #create(
    path: string,
    operation: string,
    params: Record<string, string>,
    body: object,
    query: Record<string, string> = {},
  ): Promise<string> {
    const answer = await this.at(path, this.#operations.run(operation, params, body, query));
    return (answer as { readonly id: string }).id;
  }

  #groupId(path: string, name: string): string {
    const group = this.#org.groups.byName(name);
    if (!group) throw new SeedError([`${path}: there is no group '${name}'`]);
    return group.id;
  }

  #userId(path: string, login: string): string {
    const user = this.#org.users.byExactLogin(login);
    if (!user) throw new SeedError([`${path}: there is no user '${login}'`]);
    return user.id;
  }

  #clientId(path: string, label: string): string {
    if (label === 'ALL_CLIENTS') return label;
    const app = this.#org.apps.all().find((candidate) => candidate.label === label);
    if (!app?.oauth) throw new SeedError([`${path}: there is no OAuth app '${label}'`]);
    return app.oauth.clientId;
  }
}
