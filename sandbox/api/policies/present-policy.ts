import type { Policy, PolicyRule } from '../../org/kernel/model.ts';
import type { Org } from '../../org/org.ts';
import { lifecycleLink, link } from '../kernel/links.ts';

/**
 * A policy of the org on the wire.
 * @param inList lists include what an access policy protects, single responses do not
 * @param withRules whether its rules come along
 */
export function presentPolicy(
  org: Org,
  policy: Policy,
  inList = false,
  withRules = false,
): Record<string, unknown> {
  const self = `${org.url}/api/v1/policies/${policy.id}`;
  const rules = withRules
    ? org.policies.rules(policy.id).map((rule) => presentPolicyRule(org, rule))
    : undefined;
  const embedded = {
    ...(inList && policy.resourceType !== undefined && { resourceType: policy.resourceType }),
    ...(rules && { rules }),
  };
  return {
    id: policy.id,
    status: policy.status,
    name: policy.name,
    ...(policy.description !== undefined && { description: policy.description }),
    priority: policy.priority,
    system: policy.system,
    conditions: policy.conditions,
    ...(policy.settings && { settings: policy.settings }),
    created: policy.created,
    lastUpdated: policy.lastUpdated,
    _links: presentLinks(policy, self),
    ...(Object.keys(embedded).length > 0 && { _embedded: embedded }),
    type: policy.type,
  };
}

/** Okta's own policies cannot be deleted, and the one for people's account pages not even changed. */
function presentLinks(policy: Policy, self: string): Record<string, unknown> {
  const rules = link(`${self}/rules`, 'GET', 'POST');
  if (policy.resourceType === 'END_USER_ACCOUNT_MANAGEMENT') return { self: link(self, 'GET'), rules };
  if (policy.system) return { self: link(self, 'GET', 'PUT'), rules };
  return {
    mappings: link(`${self}/mappings`, 'GET', 'POST'),
    self: link(self, 'GET', 'PUT', 'DELETE'),
    rules,
    ...lifecycleLink(policy.status, self),
  };
}

/** A rule of such a policy on the wire. */
export function presentPolicyRule(org: Org, rule: PolicyRule): Record<string, unknown> {
  const self = `${org.url}/api/v1/policies/${rule.policyId}/rules/${rule.id}`;
  return {
    id: rule.id,
    status: rule.status,
    name: rule.name,
    priority: rule.priority,
    created: rule.created,
    lastUpdated: rule.lastUpdated,
    system: rule.system,
    conditions: rule.conditions,
    actions: rule.type === 'IDP_DISCOVERY' ? withNames(org, rule.actions) : rule.actions,
    _links: rule.system
      ? { self: link(self, 'GET', 'PUT') }
      : { self: link(self, 'GET', 'PUT', 'DELETE'), ...lifecycleLink(rule.status, self) },
    type: rule.type,
  };
}

/** Identity Engine says the names of the identity providers that a routing rule has by their ids. */
function withNames(org: Org, actions: PolicyRule['actions']): PolicyRule['actions'] {
  const { idp } = actions as { idp?: { providers?: readonly { readonly id?: string }[] } };
  if (org.engine !== 'idx' || idp?.providers === undefined) return actions;
  const providers = idp.providers.map((provider) => {
    const known = provider.id === undefined ? undefined : org.identityProviders.get(provider.id);
    return known ? { ...provider, name: known.name } : provider;
  });
  return { ...actions, idp: { ...idp, providers } };
}
