import type { AuthorizationPolicy, AuthorizationRule } from '../org/kernel/model.ts';
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
 * priority; the first that fits grant type, person and every scope. Undefined refuses the request.
 * https://developer.okta.com/docs/concepts/policies/
 */
export function findAccessRule(org: Org, request: TokenRequest): AuthorizationRule | undefined {
  for (const policy of org.authorizationServers.policies(request.serverId)) {
    if (policy.status !== 'ACTIVE' || !isFor(policy, request.clientId)) continue;
    const rule = org.authorizationServers.rules(policy.id).find((candidate) => fits(org, candidate, request));
    if (rule !== undefined) return rule;
  }
  return undefined;
}

function isFor(policy: AuthorizationPolicy, clientId: string): boolean {
  return policy.clients.includes('ALL_CLIENTS') || policy.clients.includes(clientId);
}

function fits(org: Org, rule: AuthorizationRule, request: TokenRequest): boolean {
  return (
    rule.status === 'ACTIVE' &&
    rule.grantTypes.includes(request.grantType) &&
    (request.userId === undefined || includesPerson(org, rule, request.userId)) &&
    (rule.scopes.includes('*') || request.scopes.every((scope) => rule.scopes.includes(scope)))
  );
}

function includesPerson(org: Org, rule: AuthorizationRule, userId: string): boolean {
  const groupIds = org.groups.ofUser(userId).map((group) => group.id);
  const isIn = (groups: readonly string[]): boolean =>
    groups.includes('EVERYONE') || groupIds.some((id) => groups.includes(id));
  if (rule.users.exclude.includes(userId) || isIn(rule.groups.exclude)) return false;
  return rule.users.include.includes(userId) || isIn(rule.groups.include);
}
