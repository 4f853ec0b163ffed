import { z } from 'zod';
import { accessDenied, invalid } from '../../org/kernel/errors.ts';
import type { Policy, PolicyRule, Status } from '../../org/kernel/model.ts';
import type { Org } from '../../org/org.ts';
import { behindOthers, ruleTypeOf } from '../../org/policies/policies.ts';
import { enrollmentActions } from './enrollment-rules.ts';
import { sessionActions, sessionConditions, signOnConditions } from './session-rules.ts';
import { accessActions, accessConditions } from '../servers/access-rules.ts';
import { discoveryActions, discoveryConditions } from './discovery-rules.ts';
import { logEvent, target } from '../log/log-event.ts';
import { pageById } from '../kernel/paging.ts';
import { policyOf } from './policies.ts';
import { refuseUnknownReferences } from './known-references.ts';
import { refuseUnknownValues } from './known-values.ts';
import { presentPolicyRule } from './present-policy.ts';
import { type Answer, type ApiRequest, type Route, noContent, ok } from '../kernel/route.ts';
import { anyObject, optional, parseBody, status, text } from '../kernel/validate.ts';

/** What Okta adds to the rules of a policy, by the policy's type. */
type Shape = (input: unknown, org: Org) => Record<string, unknown>;
const shapes: Readonly<Partial<Record<string, { readonly conditions?: Shape; readonly actions?: Shape }>>> = {
  ACCESS_POLICY: { conditions: accessConditions, actions: accessActions },
  IDP_DISCOVERY: { conditions: discoveryConditions, actions: discoveryActions },
  OKTA_SIGN_ON: { conditions: signOnConditions, actions: sessionActions },
  PASSWORD: { conditions: sessionConditions },
  MFA_ENROLL: { conditions: sessionConditions },
  PROFILE_ENROLLMENT: { actions: enrollmentActions },
};

const path = '/api/v1/policies/:policyId/rules';
const one = `${path}/:ruleId`;
const read = 'okta.policies.read';
const manage = 'okta.policies.manage';

/** Rules of the org's own policies. */
export const policyRuleRoutes: readonly Route[] = [
  { method: 'GET', path, name: 'listPolicyRules', scope: read, handle: listPolicyRules },
  { method: 'POST', path, name: 'createPolicyRule', scope: manage, handle: createPolicyRule },
  { method: 'GET', path: one, name: 'getPolicyRule', scope: read, handle: getPolicyRule },
  { method: 'PUT', path: one, name: 'replacePolicyRule', scope: manage, handle: replacePolicyRule },
  { method: 'DELETE', path: one, name: 'deletePolicyRule', scope: manage, handle: removePolicyRule },
  {
    method: 'POST',
    path: `${one}/lifecycle/activate`,
    name: 'activatePolicyRule',
    scope: manage,
    handle: (org, request) => setPolicyRuleStatus(org, request, 'ACTIVE'),
  },
  {
    method: 'POST',
    path: `${one}/lifecycle/deactivate`,
    name: 'deactivatePolicyRule',
    scope: manage,
    handle: (org, request) => setPolicyRuleStatus(org, request, 'INACTIVE'),
  },
];

const schema = z.object({
  name: text(50),
  type: optional(z.string()),
  status: optional(status),
  priority: optional(z.number().int()),
  conditions: optional(anyObject),
  actions: optional(anyObject),
});

function parsePolicyRule(
  org: Org,
  request: ApiRequest,
  policy: Policy,
  current?: PolicyRule,
): Pick<PolicyRule, 'name' | 'status' | 'conditions' | 'actions'> & {
  readonly priority: number | undefined;
} {
  const input = parseBody(schema, request.body, 'policyRule');
  refuseUnknownValues({ conditions: input.conditions, actions: input.actions });
  const expected = ruleTypeOf(policy.type);
  if (input.type !== undefined && input.type !== expected) {
    throw invalid('type', [`type: The rules of this policy are of type ${expected}.`]);
  }
  const namesake = org.policies.rules(policy.id).find(({ name }) => name === input.name);
  if (namesake && namesake.id !== current?.id)
    throw invalid('name', ['name: A rule with this name already exists.']);
  // The conditions of Okta's own rules are fixed, so input for them is ignored.
  const conditions = current?.system ? undefined : input.conditions;
  refuseUnknownReferences(org, { conditions, actions: input.actions }, 'rule');
  const shape = shapes[policy.type];
  return {
    name: input.name,
    status: input.status ?? current?.status ?? 'ACTIVE',
    priority: input.priority,
    conditions: current?.system
      ? current.conditions
      : (shape?.conditions?.(conditions, org) ?? conditions ?? null),
    actions: shape?.actions ? shape.actions(input.actions, org) : (input.actions ?? {}),
  };
}

function listPolicyRules(org: Org, request: ApiRequest): Answer {
  const rules = org.policies.rules(policyOf(org, request).id);
  return pageById(org, request, rules, (rule) => presentPolicyRule(org, rule));
}

function createPolicyRule(org: Org, request: ApiRequest): Answer {
  const policy = policyOf(org, request);
  const { priority = behindOthers, ...input } = parsePolicyRule(org, request, policy);
  const type = ruleTypeOf(policy.type);
  const rule = org.policies.createRule({ ...input, type, priority, policyId: policy.id, system: false });
  logEvent(org, request, 'policy.rule.add', [target('PolicyRule', rule), target('PolicyEntity', policy)]);
  return ok(presentPolicyRule(org, rule));
}

function ruleOf(org: Org, request: ApiRequest): { policy: Policy; rule: PolicyRule } {
  const policy = policyOf(org, request);
  return { policy, rule: org.policies.requireRule(policy.id, request.param('ruleId')) };
}

function getPolicyRule(org: Org, request: ApiRequest): Answer {
  return ok(presentPolicyRule(org, ruleOf(org, request).rule));
}

function replacePolicyRule(org: Org, request: ApiRequest): Answer {
  const { policy, rule } = ruleOf(org, request);
  const { priority, ...input } = parsePolicyRule(org, request, policy, rule);
  const name = rule.system ? rule.name : input.name;
  const updated = org.policies.updateRule(rule, {
    ...input,
    name,
    ...(priority !== undefined && { priority }),
  });
  logEvent(org, request, 'policy.rule.update', [
    target('PolicyRule', updated),
    target('PolicyEntity', policy),
  ]);
  return ok(presentPolicyRule(org, updated));
}

function removePolicyRule(org: Org, request: ApiRequest): Answer {
  const { policy, rule } = ruleOf(org, request);
  if (rule.system) throw accessDenied();
  org.policies.deleteRule(rule);
  logEvent(org, request, 'policy.rule.delete', [target('PolicyRule', rule), target('PolicyEntity', policy)]);
  return noContent();
}

function setPolicyRuleStatus(org: Org, request: ApiRequest, wanted: Status): Answer {
  const { policy, rule } = ruleOf(org, request);
  if (rule.system) throw accessDenied();
  org.policies.updateRule(rule, { status: wanted });
  const verb = wanted === 'ACTIVE' ? 'activate' : 'deactivate';
  logEvent(org, request, `policy.rule.${verb}`, [target('PolicyRule', rule), target('PolicyEntity', policy)]);
  return noContent();
}
