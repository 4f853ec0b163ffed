import type { AuthorizationPolicy, AuthorizationRule } from '../org/kernel/model.ts';
import {
  type Considered,
  type ConsideredPolicy,
  type Tested,
  noteDecision,
  tested,
} from '../org/log/decisions.ts';
import { groupNames } from '../org/policies/policy-evaluation.ts';
import type { Org } from '../org/org.ts';

/** The client, user, grant type and scopes of a token request. */
export interface TokenRequest {
  readonly serverId: string;
  readonly clientId: string;
  /** Absent if the client acts for itself (client credentials). */
  readonly userId?: string | undefined;
  /** As rules name it: `authorization_code`, `implicit`, `client_credentials`, `interaction_code`… */
  readonly grantType: string;
  readonly scopes: readonly string[];
}

/** Okta's words when no rule allows a request. */
export const policyRefusal =
  'Policy evaluation failed for this request, please check the policy configurations.';

/**
 * The rule that decides, as Okta finds it: policies by priority, of these the ones for the client; their rules by
 * priority; the first that fits grant type, person and every scope. Undefined refuses the request. Notes what was considered.
 * https://developer.okta.com/docs/concepts/policies/
 */
export function findAccessRule(org: Org, request: TokenRequest): AuthorizationRule | undefined {
  const considered: ConsideredPolicy[] = [];
  const found = find(org, request, considered);
  const { serverId, clientId, userId } = request;
  const who = userId === undefined ? undefined : org.users.get(userId)?.profile.login;
  noteDecision({
    type: 'OAUTH_AUTHORIZATION_POLICY',
    about: org.authorizationServers.get(serverId)?.name ?? serverId,
    aboutId: serverId,
    who: who ?? org.apps.byClientId(clientId)?.label ?? clientId,
    policies: considered,
    outcome: found ? 'ALLOW' : 'DENY',
  });
  return found;
}

function find(
  org: Org,
  request: TokenRequest,
  considered: ConsideredPolicy[],
): AuthorizationRule | undefined {
  for (const policy of org.authorizationServers.policies(request.serverId)) {
    if (policy.status !== 'ACTIVE') continue;
    const client = isFor(policy, request.clientId);
    const { isMet } = client;
    const rules: Considered[] = [];
    considered.push({ id: policy.id, name: policy.name, isMet, conditions: [client], rules });
    if (!isMet) continue;
    for (const rule of org.authorizationServers.rules(policy.id)) {
      if (rule.status !== 'ACTIVE') continue;
      const result = consider(org, rule, request);
      rules.push(result);
      if (result.isMet) return rule;
    }
  }
  return undefined;
}

const isFor = ({ clients }: AuthorizationPolicy, clientId: string): Tested =>
  tested('clients.include', clients.includes('ALL_CLIENTS') || clients.includes(clientId), () =>
    clients.length === 0 ? 'It is assigned to no client.' : `It is assigned to ${clients.join(', ')}.`,
  );

/** The conditions of a rule in turn, up to the first that is not met. */
function consider(org: Org, rule: AuthorizationRule, request: TokenRequest): Considered {
  const conditions: Tested[] = [];
  for (const one of [grantTest, ...personTests, scopeTest]) {
    const result = one(org, rule, request);
    if (result) conditions.push(result);
    if (result?.isMet === false) break;
  }
  return { id: rule.id, name: rule.name, isMet: conditions.every(({ isMet }) => isMet), conditions };
}

/** Tests a condition of a rule; undefined if the rule does not have it, or there is no user that it could apply to. */
type RuleTest = (org: Org, rule: AuthorizationRule, request: TokenRequest) => Tested | undefined;

const grantTest: RuleTest = (_, { grantTypes }, { grantType }) =>
  tested('grantTypes.include', grantTypes.includes(grantType), () => `It allows ${grantTypes.join(', ')}.`);

const scopeTest: RuleTest = (_, { scopes: allowed }, { scopes }) => {
  const missing = allowed.includes('*') ? [] : scopes.filter((scope) => !allowed.includes(scope));
  return tested('scopes.include', missing.length === 0, () => `It does not allow ${missing.join(', ')}.`);
};

const personTests: readonly RuleTest[] = [
  (_, { users }, { userId }) =>
    userId === undefined || users.exclude.length === 0
      ? undefined
      : tested('people.users.exclude', !users.exclude.includes(userId), () => 'It excludes this user.'),
  (org, { groups }, { userId }) =>
    userId === undefined || groups.exclude.length === 0
      ? undefined
      : tested(
          'people.groups.exclude',
          !isInOneOf(org, groups.exclude, userId),
          () => `It excludes ${groupNames(org, groups.exclude)}.`,
        ),
  (org, { users, groups }, { userId }) =>
    userId === undefined
      ? undefined
      : tested(
          'people.groups.include',
          users.include.includes(userId) || isInOneOf(org, groups.include, userId),
          () => `It applies to ${groupNames(org, groups.include)}.`,
        ),
];

const isInOneOf = (org: Org, groups: readonly string[], userId: string): boolean =>
  groups.includes('EVERYONE') || org.groups.ofUser(userId).some(({ id }) => groups.includes(id));
