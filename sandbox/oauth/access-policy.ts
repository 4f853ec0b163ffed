import type { AuthorizationPolicy, AuthorizationRule } from '../org/kernel/model.ts';
import { type Considered, type ConsideredPolicy, type Tested, noteDecision } from '../org/log/decisions.ts';
import { groupNames } from '../org/policies/policy-evaluation.ts';
import type { Org } from '../org/org.ts';

/** Who asks for what. */
export interface TokenRequest {
  readonly serverId: string;
  readonly clientId: string;
  /** Absent when the client asks for itself (client credentials). */
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
    const conditions = [isFor(policy, request.clientId)];
    const isMet = conditions.every((one) => one.isMet);
    const rules: Considered[] = [];
    considered.push({ id: policy.id, name: policy.name, isMet, conditions, rules });
    if (!isMet) continue;
    for (const rule of org.authorizationServers.rules(policy.id)) {
      if (rule.status !== 'ACTIVE') continue;
      const tested = consider(org, rule, request);
      rules.push(tested);
      if (tested.isMet) return rule;
    }
  }
  return undefined;
}

const test = (type: string, isMet: boolean, because: () => string): Tested => ({
  type,
  isMet,
  ...(!isMet && { because: because().slice(0, 300) }),
});

const isFor = ({ clients }: AuthorizationPolicy, clientId: string): Tested =>
  test('clients.include', clients.includes('ALL_CLIENTS') || clients.includes(clientId), () =>
    clients.length === 0 ? 'It is assigned to no client.' : `It is assigned to ${clients.join(', ')}.`,
  );

/** The conditions of a rule in turn, up to the first that is not met. */
function consider(org: Org, rule: AuthorizationRule, request: TokenRequest): Considered {
  const conditions: Tested[] = [];
  for (const one of [grantTest, ...personTests, scopeTest]) {
    const tested = one(org, rule, request);
    if (tested) conditions.push(tested);
    if (tested?.isMet === false) break;
  }
  return { id: rule.id, name: rule.name, isMet: conditions.every(({ isMet }) => isMet), conditions };
}

/** Undefined where the rule has no such condition, or there is no person to whom it could apply. */
type RuleTest = (org: Org, rule: AuthorizationRule, request: TokenRequest) => Tested | undefined;

const grantTest: RuleTest = (_, { grantTypes }, { grantType }) =>
  test('grantTypes.include', grantTypes.includes(grantType), () => `It allows ${grantTypes.join(', ')}.`);

const scopeTest: RuleTest = (_, { scopes: allowed }, { scopes }) => {
  const missing = allowed.includes('*') ? [] : scopes.filter((scope) => !allowed.includes(scope));
  return test('scopes.include', missing.length === 0, () => `It does not allow ${missing.join(', ')}.`);
};

const personTests: readonly RuleTest[] = [
  (_, { users }, { userId }) =>
    userId === undefined || users.exclude.length === 0
      ? undefined
      : test('people.users.exclude', !users.exclude.includes(userId), () => 'It leaves out this user.'),
  (org, { groups }, { userId }) =>
    userId === undefined || groups.exclude.length === 0
      ? undefined
      : test(
          'people.groups.exclude',
          !isInOneOf(org, groups.exclude, userId),
          () => `It leaves out ${groupNames(org, groups.exclude)}.`,
        ),
  (org, { users, groups }, { userId }) =>
    userId === undefined
      ? undefined
      : test(
          'people.groups.include',
          users.include.includes(userId) || isInOneOf(org, groups.include, userId),
          () => `It applies to ${groupNames(org, groups.include)}.`,
        ),
];

const isInOneOf = (org: Org, groups: readonly string[], userId: string): boolean =>
  groups.includes('EVERYONE') || org.groups.ofUser(userId).some(({ id }) => groups.includes(id));
