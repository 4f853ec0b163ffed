import { z } from 'zod';
import { accessDenied, invalid, notImplemented, OktaError } from '../../org/kernel/errors.ts';
import type { Policy, Status } from '../../org/kernel/model.ts';
import { passwordSettings } from '../../org/policies/password-settings.ts';
import { catchAllRule } from '../../org/policies/default-policies.ts';
import type { Org } from '../../org/org.ts';
import { appsUnder, isAppPolicyType, putUnder } from '../../org/policies/app-policies.ts';
import { behindOthers } from '../../org/policies/policies.ts';
import { logEvent, target } from '../log/log-event.ts';
import { pageById } from '../kernel/paging.ts';
import { byPrefix } from '../kernel/query-text.ts';
import { createEnrollmentRule } from './enrollment-rules.ts';
import { refuseUnknownReferences } from './known-references.ts';
import { refuseUnknownValues } from './known-values.ts';
import { presentPolicy } from './present-policy.ts';
import { type Answer, type ApiRequest, type Route, noContent, ok } from '../kernel/route.ts';
import { anyObject, optional, parseBody, status, text } from '../kernel/validate.ts';

const path = '/api/v1/policies';
const one = `${path}/:policyId`;
const read = 'okta.policies.read';
const manage = 'okta.policies.manage';

/** The org's own policies. @see https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Policy/ */
export const policyRoutes: readonly Route[] = [
  { method: 'GET', path, name: 'listPolicies', scope: read, handle: listPolicies },
  { method: 'POST', path, name: 'createPolicy', scope: manage, handle: createPolicy },
  { method: 'GET', path: one, name: 'getPolicy', scope: read, handle: getPolicy },
  { method: 'PUT', path: one, name: 'replacePolicy', scope: manage, handle: replacePolicy },
  { method: 'DELETE', path: one, name: 'deletePolicy', scope: manage, handle: removePolicy },
  {
    method: 'POST',
    path: `${one}/lifecycle/activate`,
    name: 'activatePolicy',
    scope: manage,
    handle: (org, request) => setPolicyStatus(org, request, 'ACTIVE'),
  },
  {
    method: 'POST',
    path: `${one}/lifecycle/deactivate`,
    name: 'deactivatePolicy',
    scope: manage,
    handle: (org, request) => setPolicyStatus(org, request, 'INACTIVE'),
  },
];

/** The types of policies that the sandbox has. */
const policyTypes = [
  'OKTA_SIGN_ON',
  'ACCESS_POLICY',
  'PASSWORD',
  'MFA_ENROLL',
  'IDP_DISCOVERY',
  'PROFILE_ENROLLMENT',
] as const;

/** Those of Okta's that judge what the sandbox does not see: risk, sessions elsewhere, signals of devices. */
const otherTypes: readonly string[] = [
  'ENTITY_RISK',
  'POST_AUTH_SESSION',
  'DEVICE_SIGNAL_COLLECTION',
  'SESSION_VIOLATION_DETECTION',
  'CLIENT_UPDATE',
  'IDENTITY_CLAIM_SOURCING',
];

const schema = z.object({
  type: z.enum(policyTypes),
  name: text(50),
  description: optional(z.string().max(255)),
  status: optional(status),
  priority: optional(z.number().int()),
  conditions: optional(anyObject),
  settings: optional(anyObject),
});

export const policyOf = (org: Org, request: ApiRequest): Policy =>
  org.policies.require(request.param('policyId'));

function listPolicies(org: Org, request: ApiRequest): Answer {
  const type = request.query.get('type');
  if (!type)
    throw new OktaError(400, 'E0000001', 'Api validation failed: type', [
      'type: The field cannot be left blank',
    ]);
  if (otherTypes.includes(type)) throw notImplemented(`policies of type ${type}`);
  if (!(policyTypes as readonly string[]).includes(type))
    throw invalid('type', [`type: '${type}' is not a policy type.`]);
  const wanted = request.query.get('status');
  const isNamed = byPrefix(request.query.get('q'));
  const policies = org.policies
    .ofType(type)
    .filter(({ status, name }) => (wanted === null || status === wanted) && isNamed(name));
  const sorted =
    request.query.get('sortBy') === 'name'
      ? policies.toSorted((a, b) => (a.name < b.name ? -1 : 1))
      : policies;
  const withRules = request.query.get('expand') === 'rules';
  return pageById(org, request, sorted, (policy) => presentPolicy(org, policy, true, withRules));
}

function parsePolicy(org: Org, request: ApiRequest, current?: Policy): z.infer<typeof schema> {
  const { type } = (request.body ?? {}) as { readonly type?: unknown };
  if (typeof type === 'string' && otherTypes.includes(type)) throw notImplemented(`policies of type ${type}`);
  const input = parseBody(schema, { type: current?.type, ...(request.body as object | undefined) }, 'policy');
  refuseUnknownValues({ conditions: input.conditions, settings: input.settings });
  refuseUnknownReferences(org, { conditions: input.conditions, settings: input.settings }, 'policy');
  if (current && current.type !== input.type)
    throw invalid('type', ['type: The type of a policy cannot change.']);
  const namesake = org.policies.ofType(input.type).find(({ name }) => name === input.name);
  if (namesake && namesake.id !== current?.id) {
    throw invalid('name', ['name: A policy with this name already exists.']);
  }
  return input;
}

function settingsOf(type: string, given: Policy['settings']): Policy['settings'] {
  if (type === 'PASSWORD') return passwordSettings(given);
  return type === 'MFA_ENROLL' && isObject(given?.factors)
    ? { ...given, factors: withConsent(given.factors) }
    : given;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The factors of a Classic engine enrollment policy: consent is not required unless the policy says so. */
const withConsent = (factors: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(factors).map(([name, factor]) => [
      name,
      isObject(factor) ? { consent: { type: 'NONE' }, ...factor } : factor,
    ]),
  );

/** A new access or profile enrollment policy has the rule that every policy of its type ends with. */
function createPolicy(org: Org, request: ApiRequest): Answer {
  const input = parsePolicy(org, request);
  const policy = org.policies.create({
    type: input.type,
    name: input.name,
    description: input.description,
    status: input.status ?? 'ACTIVE',
    priority: input.priority ?? behindOthers,
    system: false,
    conditions: input.conditions ?? null,
    settings: settingsOf(input.type, input.settings),
    ...(input.type === 'ACCESS_POLICY' && { resourceType: 'APP' }),
  });
  if (policy.type === 'ACCESS_POLICY') {
    const rule = catchAllRule({
      factorMode: '2FA',
      type: 'ASSURANCE',
      reauthenticateIn: 'PT12H',
      constraints: [{ possession: { required: true, deviceBound: 'REQUIRED' } }],
    });
    org.policies.createRule({ ...rule, policyId: policy.id, type: policy.type });
  }
  if (policy.type === 'PROFILE_ENROLLMENT') createEnrollmentRule(org, policy);
  logEvent(org, request, 'policy.lifecycle.create', [target('PolicyEntity', policy)]);
  return ok(presentPolicy(org, policy));
}

/** With `expand=rules` the rules come along. */
function getPolicy(org: Org, request: ApiRequest): Answer {
  const policy = policyOf(org, request);
  return ok(presentPolicy(org, policy, false, request.query.get('expand') === 'rules'));
}

/** Its status changes through the lifecycle endpoints alone: Okta ignores it here. */
function replacePolicy(org: Org, request: ApiRequest): Answer {
  const policy = policyOf(org, request);
  const input = parsePolicy(org, request, policy);
  const updated = org.policies.update(policy, {
    name: policy.system ? policy.name : input.name,
    description: input.description,
    conditions: input.conditions ?? policy.conditions,
    settings: input.settings ? settingsOf(policy.type, input.settings) : policy.settings,
    ...(input.priority !== undefined && { priority: input.priority }),
  });
  logEvent(org, request, 'policy.lifecycle.update', [target('PolicyEntity', updated)]);
  return ok(presentPolicy(org, updated));
}

function removePolicy(org: Org, request: ApiRequest): Answer {
  const policy = policyOf(org, request);
  if (policy.system) throw accessDenied();
  const { type } = policy;
  if (isAppPolicyType(type)) for (const app of appsUnder(org, policy)) putUnder(org, app, type);
  org.policies.delete(policy);
  logEvent(org, request, 'policy.lifecycle.delete', [target('PolicyEntity', policy)]);
  return noContent();
}

function setPolicyStatus(org: Org, request: ApiRequest, wanted: Status): Answer {
  const policy = policyOf(org, request);
  if (policy.system) throw accessDenied();
  org.policies.update(policy, { status: wanted });
  const verb = wanted === 'ACTIVE' ? 'activate' : 'deactivate';
  logEvent(org, request, `policy.lifecycle.${verb}`, [target('PolicyEntity', policy)]);
  return noContent();
}
