import { z } from 'zod';
import { invalid, notFound, notImplemented } from '../../org/kernel/errors.ts';
import { type Considered, type ConsideredPolicy, watchDecisions } from '../../org/log/decisions.ts';
import type { App } from '../../org/apps/model.ts';
import type { Org } from '../../org/org.ts';
import { type Subject, decideFor } from '../../org/policies/policy-evaluation.ts';
import { type Answer, type ApiRequest, type Route, ok } from '../kernel/route.ts';
import { optional, parseBody, text } from '../kernel/validate.ts';

/**
 * What policies would decide for a person, or for anyone in some groups: by the evaluation that decides at a sign-in.
 * @see https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Policy/#tag/Policy/operation/createPolicySimulation
 */
export const policySimulationRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: '/api/v1/policies/simulate',
    name: 'createPolicySimulation',
    scope: 'okta.policies.read',
    handle: simulate,
  },
];

const policyTypes = ['OKTA_SIGN_ON', 'MFA_ENROLL', 'ACCESS_POLICY', 'PROFILE_ENROLLMENT'] as const;
const riskLevel = z.enum(['LOW', 'MEDIUM', 'HIGH']);
const types = optional(z.array(z.enum(policyTypes)));

const schema = z.object({
  appInstance: text(),
  policyTypes: types,
  // What Okta's own example calls it.
  policyType: types,
  policyContext: optional(
    z.object({
      user: optional(z.object({ id: text() })),
      groups: optional(z.object({ ids: z.array(z.string()) })),
      ip: optional(z.string()),
      risk: optional(z.object({ level: optional(riskLevel), minRiskLevel: optional(riskLevel) })),
      zones: optional(z.object({ ids: optional(z.array(z.string())) })),
      device: optional(
        z.object({
          platform: optional(z.string()),
          registered: optional(z.boolean()),
          managed: optional(z.boolean()),
          assuranceId: optional(z.string()),
        }),
      ),
    }),
  ),
});
type Input = z.infer<typeof schema>;

const expansions = ['EVALUATED', 'RULE'];

/**
 * Okta describes a list of simulations, answered by a list of evaluations, and shows one simulation, answered by an object
 * that holds them: each is answered in its own form.
 */
function simulate(org: Org, request: ApiRequest): Answer {
  const expand = request.query.getAll('expand').flatMap((value) => value.split(','));
  const unknown = expand.find((value) => value !== '' && !expansions.includes(value.toUpperCase()));
  if (unknown !== undefined)
    throw invalid('expand', [`expand: '${unknown}' is invalid. Valid values: [${expansions.join(', ')}].`]);
  const shown = new Set(expand.map((value) => value.toUpperCase()));
  const { body } = request;
  if (!Array.isArray(body)) {
    const evaluation = evaluate(org, parseBody(schema, body, 'simulatePolicy'), shown);
    const asShown = evaluation.map((one) => ({ ...one, status: null, policyType: one.policyType[0] }));
    return ok({ evaluation: asShown });
  }
  const inputs = body.map((one: unknown) => parseBody(schema, one, 'simulatePolicy'));
  return ok(inputs.flatMap((input) => evaluate(org, input, shown)));
}

function evaluate(org: Org, input: Input, shown: ReadonlySet<string>) {
  const app = org.apps.get(input.appInstance);
  if (app === undefined) throw notFound(input.appInstance, 'AppInstance');
  const subject = subjectOf(org, input);
  const wanted = input.policyTypes ?? input.policyType ?? policyTypes;
  return wanted.map((type) => evaluationOf(org, type, subject, app, shown));
}

function evaluationOf(org: Org, type: string, subject: Subject, app: App, shown: ReadonlySet<string>) {
  const { decisions } = watchDecisions(() => decideFor(org, type, subject, app));
  const policies = decisions.flatMap((decision) => decision.policies);
  const matched = policies.filter(({ isMet }) => isMet);
  const others = shown.size > 0 ? policies.filter(missed) : [];
  const isDecided = matched.some(({ rules }) => rules.some(({ isMet }) => isMet));
  return {
    status: statusOf(isDecided),
    policyType: [type],
    result: {
      policies: matched.map((policy) =>
        presentPolicy(
          policy,
          policy.rules.filter(({ isMet }) => isMet),
          true,
        ),
      ),
    },
    undefined: { policies: [] },
    evaluated: {
      policies: others.map((policy) =>
        presentPolicy(
          policy,
          policy.rules.filter(({ isMet }) => !isMet),
          shown.has('RULE'),
        ),
      ),
    },
  };
}

/** Whether the policy, or a rule of it, was considered but not met. */
const missed = ({ isMet, rules }: ConsideredPolicy): boolean => !isMet || rules.some((rule) => !rule.isMet);

const statusOf = (isMet: boolean) => (isMet ? 'MATCH' : 'NOT_MATCH');

const presentPolicy = (policy: Considered, rules: readonly Considered[], explains: boolean) => ({
  ...present(policy, explains),
  rules: rules.map((rule) => present(rule, explains)),
});

const present = ({ id, name, isMet, conditions }: Considered, explains: boolean) => ({
  id,
  name,
  status: statusOf(isMet),
  conditions: explains ? conditions.map(({ type, isMet: met }) => ({ type, status: statusOf(met) })) : [],
});

/** The user or the groups, and the context of the sign-in; without either, an unknown user. */
function subjectOf(org: Org, { policyContext = {} as NonNullable<Input['policyContext']> }: Input): Subject {
  const { user, groups, ip, risk, zones, device } = policyContext;
  if (risk?.minRiskLevel !== undefined) throw notImplemented('the simulation of a minimum risk level');
  // A zone by its id; which addresses are in a zone is never asked.
  if (ip !== undefined && org.zones.get(ip) === undefined)
    throw notImplemented('the simulation of an IP address: name a network zone');
  if (user !== undefined && groups !== undefined && groups.ids.length > 0)
    throw invalid('policyContext', ['policyContext: Only user IDs or Group IDs are allowed, not both.']);
  const person = user && org.users.require(user.id);
  for (const id of groups?.ids ?? []) org.groups.require(id);
  const zoneIds = [...(zones?.ids ?? []), ...(ip === undefined ? [] : [ip])];
  for (const id of zoneIds) org.zones.require(id);
  return {
    user: person,
    groupIds: person
      ? org.groups.ofUser(person.id).map(({ id }) => id)
      : [org.groups.everyone.id, ...(groups?.ids ?? [])],
    riskLevel: risk?.level ?? 'LOW',
    zoneIds: zoneIds.length > 0 ? zoneIds : undefined,
    device: {
      managed: device?.managed ?? false,
      registered: device?.registered ?? false,
      platform: device?.platform,
      assuranceId: device?.assuranceId,
    },
  };
}
