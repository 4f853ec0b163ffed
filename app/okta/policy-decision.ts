import type { AccessPolicy, AccessRule } from './authorization-servers.ts';

/** An authorization request as access policies see it. */
export interface AccessRequest {
  clientId: string;
  userId: string;
  groupIds: readonly string[];
  grantType: string;
  scopes: readonly string[];
}

/** The result of one rule for a request. */
export interface RuleVerdict {
  policy: string;
  rule: string;
  ruleId: string;
  fits: boolean;
  /** In the order of the checks; empty if the rule matches. */
  because: string[];
}

/**
 * Evaluates the rules as Okta does, to show which of them applied: policies for this client by priority, their
 * rules by priority, until one matches. It decides nothing, because Okta has already decided.
 * https://developer.okta.com/docs/concepts/policies/
 * @param nameOfGroup a group's name by its id
 */
export function explainDecision(
  policies: readonly AccessPolicy[],
  request: AccessRequest,
  nameOfGroup: (id: string) => string,
): RuleVerdict[] {
  const verdicts: RuleVerdict[] = [];
  for (const policy of policies) {
    const isFor = policy.clients.includes('ALL_CLIENTS') || policy.clients.includes(request.clientId);
    if (policy.status !== 'ACTIVE' || !isFor) continue;
    for (const rule of policy.rules) {
      const because = obstacles(rule, request, nameOfGroup);
      verdicts.push({
        policy: policy.name,
        rule: rule.name,
        ruleId: rule.id,
        fits: because.length === 0,
        because,
      });
      if (because.length === 0) return verdicts;
    }
  }
  return verdicts;
}

function obstacles(
  rule: AccessRule,
  { userId, groupIds, grantType, scopes }: AccessRequest,
  nameOfGroup: (id: string) => string,
): string[] {
  const found: string[] = [];
  if (rule.status !== 'ACTIVE') found.push('The rule is not active.');
  if (!rule.grantTypes.includes(grantType)) found.push(`It does not allow the grant type ${grantType}.`);
  const includesPerson =
    rule.users.includes(userId) ||
    rule.groups.includes('EVERYONE') ||
    groupIds.some((id) => rule.groups.includes(id));
  if (!includesPerson) found.push(`It applies only to the group ${rule.groups.map(nameOfGroup).join(', ')}.`);
  const missing = rule.scopes.includes('*') ? [] : scopes.filter((scope) => !rule.scopes.includes(scope));
  if (missing.length > 0) found.push(`It does not allow ${missing.join(', ')}.`);
  return found;
}
