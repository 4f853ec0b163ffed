import { z } from 'zod';
import { accessDenied, invalid } from '../../org/kernel/errors.ts';
import type { AuthorizationPolicy, AuthorizationRule, Status } from '../../org/kernel/model.ts';
import type { Org } from '../../org/org.ts';
import { behindOthers } from '../../org/policies/policies.ts';
import { serverOf } from './authorization-servers.ts';
import { logEvent, target } from '../log/log-event.ts';
import { pageById } from '../kernel/paging.ts';
import { parseRule } from './server-rule-input.ts';
import { presentServerPolicy, presentRule } from './present-authorization-server.ts';
import { type Answer, type ApiRequest, type Route, created, noContent, ok } from '../kernel/route.ts';
import { optional, parseBody, status, text } from '../kernel/validate.ts';

const path = '/api/v1/authorizationServers/:authServerId/policies';
const one = `${path}/:policyId`;
const rules = `${one}/rules`;
const read = 'okta.authorizationServers.read';
const manage = 'okta.authorizationServers.manage';

/** Access policies of a custom authorization server and their rules. */
export const serverPolicyRoutes: readonly Route[] = [
  { method: 'GET', path, name: 'listAuthorizationServerPolicies', scope: read, handle: listServerPolicies },
  {
    method: 'POST',
    path,
    name: 'createAuthorizationServerPolicy',
    scope: manage,
    handle: createServerPolicy,
  },
  { method: 'GET', path: one, name: 'getAuthorizationServerPolicy', scope: read, handle: getServerPolicy },
  {
    method: 'PUT',
    path: one,
    name: 'replaceAuthorizationServerPolicy',
    scope: manage,
    handle: replaceServerPolicy,
  },
  {
    method: 'DELETE',
    path: one,
    name: 'deleteAuthorizationServerPolicy',
    scope: manage,
    handle: removeServerPolicy,
  },
  {
    method: 'POST',
    path: `${one}/lifecycle/activate`,
    name: 'activateAuthorizationServerPolicy',
    scope: manage,
    handle: (org, request) => setServerPolicyStatus(org, request, 'ACTIVE'),
  },
  {
    method: 'POST',
    path: `${one}/lifecycle/deactivate`,
    name: 'deactivateAuthorizationServerPolicy',
    scope: manage,
    handle: (org, request) => setServerPolicyStatus(org, request, 'INACTIVE'),
  },
  { method: 'GET', path: rules, name: 'listAuthorizationServerPolicyRules', scope: read, handle: listRules },
  {
    method: 'POST',
    path: rules,
    name: 'createAuthorizationServerPolicyRule',
    scope: manage,
    handle: createRule,
  },
  {
    method: 'GET',
    path: `${rules}/:ruleId`,
    name: 'getAuthorizationServerPolicyRule',
    scope: read,
    handle: getRule,
  },
  {
    method: 'PUT',
    path: `${rules}/:ruleId`,
    name: 'replaceAuthorizationServerPolicyRule',
    scope: manage,
    handle: replaceRule,
  },
  {
    method: 'DELETE',
    path: `${rules}/:ruleId`,
    name: 'deleteAuthorizationServerPolicyRule',
    scope: manage,
    handle: removeRule,
  },
  {
    method: 'POST',
    path: `${rules}/:ruleId/lifecycle/activate`,
    name: 'activateAuthorizationServerPolicyRule',
    scope: manage,
    handle: (org, request) => setRuleStatus(org, request, 'ACTIVE'),
  },
  {
    method: 'POST',
    path: `${rules}/:ruleId/lifecycle/deactivate`,
    name: 'deactivateAuthorizationServerPolicyRule',
    scope: manage,
    handle: (org, request) => setRuleStatus(org, request, 'INACTIVE'),
  },
];

const policySchema = z.object({
  type: optional(z.literal('OAUTH_AUTHORIZATION_POLICY')),
  name: text(50),
  description: text(255),
  status: optional(status),
  priority: optional(z.number().int()),
  conditions: z.object({ clients: z.object({ include: z.array(z.string()) }) }),
});

type PolicyInput = Pick<AuthorizationPolicy, 'name' | 'description' | 'status' | 'clients'> & {
  readonly priority: number | undefined;
};

function parsePolicy(org: Org, request: ApiRequest, current?: AuthorizationPolicy): PolicyInput {
  const input = parseBody(policySchema, request.body, 'policy');
  const clients = input.conditions.clients.include;
  const unknown = clients.filter((id) => id !== 'ALL_CLIENTS' && !org.apps.byClientId(id));
  if (unknown.length > 0) {
    throw invalid(
      'conditions.clients.include',
      unknown.map((id) => `conditions.clients.include: Resource not found: ${id}`),
    );
  }
  return {
    name: input.name,
    description: input.description,
    status: input.status ?? current?.status ?? 'ACTIVE',
    priority: input.priority,
    clients,
  };
}

const policyOf = (org: Org, request: ApiRequest): AuthorizationPolicy =>
  org.authorizationServers.requirePolicy(serverOf(org, request).id, request.param('policyId'));

function listServerPolicies(org: Org, request: ApiRequest): Answer {
  const policies = org.authorizationServers.policies(serverOf(org, request).id);
  return pageById(org, request, policies, (policy) => presentServerPolicy(org, policy));
}

function createServerPolicy(org: Org, request: ApiRequest): Answer {
  const { id: serverId } = serverOf(org, request);
  const { priority, ...input } = parsePolicy(org, request);
  const last = priority ?? behindOthers;
  const policy = org.authorizationServers.createPolicy({ ...input, serverId, system: false, priority: last });
  logEvent(org, request, 'policy.lifecycle.create', [target('PolicyEntity', policy)]);
  return created(presentServerPolicy(org, policy));
}

function getServerPolicy(org: Org, request: ApiRequest): Answer {
  return ok(presentServerPolicy(org, policyOf(org, request)));
}

function replaceServerPolicy(org: Org, request: ApiRequest): Answer {
  const policy = policyOf(org, request);
  const { priority = policy.priority, ...input } = parsePolicy(org, request, policy);
  const updated = org.authorizationServers.updatePolicy(policy, { ...input, priority });
  logEvent(org, request, 'policy.lifecycle.update', [target('PolicyEntity', updated)]);
  return ok(presentServerPolicy(org, updated));
}

function removeServerPolicy(org: Org, request: ApiRequest): Answer {
  const policy = policyOf(org, request);
  if (policy.system) throw accessDenied();
  org.authorizationServers.deletePolicy(policy);
  logEvent(org, request, 'policy.lifecycle.delete', [target('PolicyEntity', policy)]);
  return noContent();
}

function setServerPolicyStatus(org: Org, request: ApiRequest, wanted: Status): Answer {
  const policy = org.authorizationServers.updatePolicy(policyOf(org, request), { status: wanted });
  const verb = wanted === 'ACTIVE' ? 'activate' : 'deactivate';
  logEvent(org, request, `policy.lifecycle.${verb}`, [target('PolicyEntity', policy)]);
  return noContent();
}

function ruleOf(org: Org, request: ApiRequest): { policy: AuthorizationPolicy; rule: AuthorizationRule } {
  const policy = policyOf(org, request);
  return { policy, rule: org.authorizationServers.requireRule(policy.id, request.param('ruleId')) };
}

function listRules(org: Org, request: ApiRequest): Answer {
  const policy = policyOf(org, request);
  const found = org.authorizationServers.rules(policy.id);
  return pageById(org, request, found, (rule) => presentRule(org, policy.serverId, rule));
}

function createRule(org: Org, request: ApiRequest): Answer {
  const policy = policyOf(org, request);
  const { priority = behindOthers, ...input } = parseRule(org, request, policy);
  const rule = org.authorizationServers.createRule({
    ...input,
    priority,
    policyId: policy.id,
    system: false,
  });
  logEvent(org, request, 'policy.rule.add', [target('PolicyRule', rule), target('PolicyEntity', policy)]);
  return created(presentRule(org, policy.serverId, rule));
}

function getRule(org: Org, request: ApiRequest): Answer {
  const { policy, rule } = ruleOf(org, request);
  return ok(presentRule(org, policy.serverId, rule));
}

function replaceRule(org: Org, request: ApiRequest): Answer {
  const { policy, rule } = ruleOf(org, request);
  const { priority = rule.priority, ...input } = parseRule(org, request, policy, rule);
  const { inlineHookId: _, ...bare } = rule;
  const updated = org.authorizationServers.updateRule(bare, { ...input, priority });
  logEvent(org, request, 'policy.rule.update', [
    target('PolicyRule', updated),
    target('PolicyEntity', policy),
  ]);
  return ok(presentRule(org, policy.serverId, updated));
}

function removeRule(org: Org, request: ApiRequest): Answer {
  const { policy, rule } = ruleOf(org, request);
  org.authorizationServers.deleteRule(rule);
  logEvent(org, request, 'policy.rule.delete', [target('PolicyRule', rule), target('PolicyEntity', policy)]);
  return noContent();
}

function setRuleStatus(org: Org, request: ApiRequest, wanted: Status): Answer {
  const { policy, rule } = ruleOf(org, request);
  org.authorizationServers.updateRule(rule, { status: wanted });
  const verb = wanted === 'ACTIVE' ? 'activate' : 'deactivate';
  logEvent(org, request, `policy.rule.${verb}`, [target('PolicyRule', rule), target('PolicyEntity', policy)]);
  return noContent();
}
