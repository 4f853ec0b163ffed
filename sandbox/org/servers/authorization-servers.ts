import type { OrgContext } from '../kernel/context.ts';
import { systemClaims, systemScopes } from './default-authorization.ts';
import { notFound } from '../kernel/errors.ts';
import { newId } from '../kernel/ids.ts';
import type {
  AuthorizationPolicy,
  AuthorizationRule,
  AuthorizationServer,
  Claim,
  Scope,
  Status,
} from '../kernel/model.ts';
import { makeRoomFor } from '../kernel/priorities.ts';
import type { Collection } from '../kernel/records.ts';

/** A rule that allows one of these says for which users or groups. */
export const grantsOfUsers: readonly string[] = ['authorization_code', 'implicit', 'password'];

type New<T> = Omit<T, 'id' | 'created' | 'lastUpdated'>;

/**
 * The custom authorization servers with their scopes, claims, policies and rules. The org's own server is not
 * one of them.
 */
export class AuthorizationServers {
  readonly #context: OrgContext;
  readonly #servers: Collection<AuthorizationServer>;
  readonly #scopes: Collection<Scope>;
  readonly #claims: Collection<Claim>;
  readonly #policies: Collection<AuthorizationPolicy>;
  readonly #rules: Collection<AuthorizationRule>;
  readonly #scopesOf: (serverId: string) => Scope[];
  readonly #claimsOf: (serverId: string) => Claim[];
  readonly #policiesOf: (serverId: string) => AuthorizationPolicy[];
  readonly #rulesOf: (policyId: string) => AuthorizationRule[];

  constructor(context: OrgContext) {
    this.#context = context;
    this.#servers = context.records.collection('authorizationServers');
    this.#scopes = context.records.collection('scopes');
    this.#claims = context.records.collection('claims');
    this.#policies = context.records.collection('authorizationPolicies');
    this.#rules = context.records.collection('authorizationRules');
    this.#scopesOf = this.#scopes.index(({ serverId }) => serverId);
    this.#claimsOf = this.#claims.index(({ serverId }) => serverId);
    this.#policiesOf = this.#policies.index(({ serverId }) => serverId);
    this.#rulesOf = this.#rules.index(({ policyId }) => policyId);
  }

  /** In the order in which they were created. */
  all(): AuthorizationServer[] {
    return this.#servers.all();
  }

  /** By its id; `default` names the server that the org came with, too. */
  get(id: string): AuthorizationServer | undefined {
    return id === 'default' ? this.all().find(({ isDefault }) => isDefault) : this.#servers.get(id);
  }

  /** @throws OktaError 404 */
  require(id: string): AuthorizationServer {
    return found(this.get(id), id, 'AuthorizationServer');
  }

  /** Creates a server with Okta's own scopes and claims, and no policy: so far it gives no token to anyone. */
  create(input: New<AuthorizationServer>): AuthorizationServer {
    const id = newId('authorizationServer');
    const now = this.#context.now();
    const server = this.#servers.put({ ...input, id, created: now, lastUpdated: now });
    for (const scope of systemScopes) this.createScope({ ...scope, serverId: id });
    for (const claim of systemClaims) this.createClaim({ ...claim, serverId: id });
    return server;
  }

  update(
    server: AuthorizationServer,
    changes: Partial<Omit<AuthorizationServer, 'id'>>,
  ): AuthorizationServer {
    return this.#servers.put({ ...server, ...changes, lastUpdated: this.#context.now() });
  }

  delete(server: AuthorizationServer): void {
    for (const { id } of this.#scopesOf(server.id)) this.#scopes.delete(id);
    for (const { id } of this.#claimsOf(server.id)) this.#claims.delete(id);
    for (const policy of this.#policiesOf(server.id)) this.deletePolicy(policy);
    this.#servers.delete(server.id);
  }

  scopes(serverId: string): Scope[] {
    return this.#scopesOf(serverId);
  }

  /** @throws OktaError 404 */
  requireScope(serverId: string, id: string): Scope {
    return found(belonging(this.#scopes.get(id), serverId), id, 'OAuth2Scope');
  }

  createScope(input: Omit<Scope, 'id'>): Scope {
    return this.#scopes.put({ ...input, id: newId('scope') });
  }

  updateScope(scope: Scope, changes: Partial<Omit<Scope, 'id'>>): Scope {
    return this.#scopes.put({ ...scope, ...changes });
  }

  deleteScope(scope: Scope): void {
    this.#scopes.delete(scope.id);
  }

  claims(serverId: string): Claim[] {
    return this.#claimsOf(serverId);
  }

  /** @throws OktaError 404 */
  requireClaim(serverId: string, id: string): Claim {
    return found(belonging(this.#claims.get(id), serverId), id, 'OAuth2Claim');
  }

  createClaim(input: Omit<Claim, 'id'>): Claim {
    return this.#claims.put({ ...input, id: newId('claim') });
  }

  /** A claim is replaced whole: Okta's PUT keeps nothing of the former one. */
  replaceClaim(claim: Claim, input: Omit<Claim, 'id'>): Claim {
    return this.#claims.put({ ...input, id: claim.id });
  }

  deleteClaim(claim: Claim): void {
    this.#claims.delete(claim.id);
  }

  /** The first to be asked comes first. */
  policies(serverId: string): AuthorizationPolicy[] {
    return this.#policiesOf(serverId).sort((a, b) => a.priority - b.priority);
  }

  /** @throws OktaError 404 */
  requirePolicy(serverId: string, id: string): AuthorizationPolicy {
    return found(belonging(this.#policies.get(id), serverId), id, 'Policy');
  }

  createPolicy(input: New<AuthorizationPolicy>): AuthorizationPolicy {
    const now = this.#context.now();
    const priority = makeRoomFor(input.priority, this.policies(input.serverId), (policy) =>
      this.#policies.put(policy),
    );
    return this.#policies.put({
      ...input,
      priority,
      id: newId('policy'),
      created: now,
      lastUpdated: now,
    });
  }

  updatePolicy(
    policy: AuthorizationPolicy,
    changes: Partial<Omit<AuthorizationPolicy, 'id'>>,
  ): AuthorizationPolicy {
    const others = this.policies(policy.serverId).filter(({ id }) => id !== policy.id);
    const priority = makeRoomFor(changes.priority ?? policy.priority, others, (other) =>
      this.#policies.put(other),
    );
    return this.#policies.put({ ...policy, ...changes, priority, lastUpdated: this.#context.now() });
  }

  deletePolicy(policy: AuthorizationPolicy): void {
    for (const { id } of this.#rulesOf(policy.id)) this.#rules.delete(id);
    this.#policies.delete(policy.id);
    makeRoomFor(undefined, this.policies(policy.serverId), (other) => this.#policies.put(other));
  }

  /** The first to be asked comes first. */
  rules(policyId: string): AuthorizationRule[] {
    return this.#rulesOf(policyId).sort((a, b) => a.priority - b.priority);
  }

  /** @throws OktaError 404 */
  requireRule(policyId: string, id: string): AuthorizationRule {
    const rule = this.#rules.get(id);
    return found(rule?.policyId === policyId ? rule : undefined, id, 'PolicyRule');
  }

  createRule(input: New<AuthorizationRule>): AuthorizationRule {
    const now = this.#context.now();
    const priority = makeRoomFor(input.priority, this.rules(input.policyId), (rule) => this.#rules.put(rule));
    return this.#rules.put({ ...input, priority, id: newId('rule'), created: now, lastUpdated: now });
  }

  updateRule(rule: AuthorizationRule, changes: Partial<Omit<AuthorizationRule, 'id'>>): AuthorizationRule {
    const others = this.rules(rule.policyId).filter(({ id }) => id !== rule.id);
    const priority = makeRoomFor(changes.priority ?? rule.priority, others, (other) =>
      this.#rules.put(other),
    );
    return this.#rules.put({ ...rule, ...changes, priority, lastUpdated: this.#context.now() });
  }

  deleteRule(rule: AuthorizationRule): void {
    this.#rules.delete(rule.id);
    makeRoomFor(undefined, this.rules(rule.policyId), (other) => this.#rules.put(other));
  }

  setServerStatus(server: AuthorizationServer, status: Status): void {
    this.update(server, { status });
  }

  /** Removes a deleted group or user from the conditions. */
  forgetGroup(groupId: string): void {
    for (const rule of this.#rules.all()) {
      const { include, exclude } = rule.groups;
      if (!include.includes(groupId) && !exclude.includes(groupId)) continue;
      const without = (ids: readonly string[]): string[] => ids.filter((id) => id !== groupId);
      this.#rules.put({ ...rule, groups: { include: without(include), exclude: without(exclude) } });
    }
  }
}

function found<T>(entity: T | undefined, id: string, kind: string): T {
  if (entity === undefined) throw notFound(id, kind);
  return entity;
}

const belonging = <T extends { readonly serverId: string }>(
  entity: T | undefined,
  serverId: string,
): T | undefined => (entity?.serverId === serverId ? entity : undefined);
