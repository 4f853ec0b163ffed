import { evaluateExpression, ExpressionError } from '../expression/expression.ts';
import type { App } from '../apps/model.ts';
import type { Policy, PolicyRule, User } from '../kernel/model.ts';
import {
  type Considered,
  type ConsideredPolicy,
  type Tested,
  noteDecision,
  tested,
} from '../log/decisions.ts';
import { expressionPerson } from '../people/expression-person.ts';
import type { Org } from '../org.ts';
import { appPolicyId, isAppPolicyType } from './app-policies.ts';

interface Selection {
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
}

interface Conditions {
  readonly people?: { readonly users?: Selection; readonly groups?: Selection } | null;
  readonly network?: ({ readonly connection?: string } & Selection) | null;
  readonly riskScore?: { readonly level?: string } | null;
  readonly userType?: Selection | null;
  readonly device?: {
    readonly managed?: boolean;
    readonly registered?: boolean;
    readonly assurance?: Selection;
  } | null;
  readonly platform?: {
    readonly include?: readonly { readonly os?: { readonly type?: string } }[];
  } | null;
  readonly authContext?: { readonly authType?: string } | null;
  readonly elCondition?: { readonly condition?: string } | null;
}

/** Whom policies are evaluated for, and how they come. */
export interface Subject {
  readonly user: User | undefined;
  readonly groupIds: readonly string[];
  readonly riskLevel: string;
  /** The network zones that the sign-in comes from; if they are unknown, a rule for zones never matches. */
  readonly zoneIds?: readonly string[] | undefined;
  readonly device: {
    readonly managed: boolean;
    readonly registered: boolean;
    readonly platform?: string | undefined;
    readonly assuranceId?: string | undefined;
  };
}

// Deviation: every sign-in has low risk, no network zone and an unmanaged device.
/** A person at the sign-in; before it is known who they are, only policies without user conditions apply. */
const subjectOf = (org: Org, user: User | undefined): Subject => ({
  user,
  groupIds: user ? org.groups.ofUser(user.id).map(({ id }) => id) : [org.groups.everyone.id],
  riskLevel: 'LOW',
  device: { managed: false, registered: false },
});

/** What decided: the policy that applies, and the rule of it, if one does. */
export interface Decided {
  readonly policy: Policy;
  readonly rule: PolicyRule | undefined;
}

/**
 * The policies of a type, evaluated for a person: by priority, or the app's own; of the first active policy that holds for
 * them, the first active rule that does. The org's own policy, the last, holds for everyone. Notes what was considered.
 * @see https://developer.okta.com/docs/concepts/policies/
 */
export const decide = (org: Org, type: string, user: User | undefined, app?: App): Decided =>
  decideFor(org, type, subjectOf(org, user), app);

/** Like `decide`, for anyone, coming from anywhere. */
export function decideFor(org: Org, type: string, subject: Subject, app?: App): Decided {
  const considered: ConsideredPolicy[] = [];
  const own = org.policies.systemPolicy(type);
  const isPerApp = isAppPolicyType(type);
  const candidates = isPerApp
    ? [org.policies.get(appPolicyId(org, app, type)) ?? own]
    : org.policies.ofType(type).filter(({ status }) => status === 'ACTIVE');
  let decided: Decided | undefined;
  for (const policy of candidates) {
    const result = consider(org, policy, subject);
    const rules: Considered[] = [];
    if (result.isMet) decided = { policy, rule: ruleFor(org, policy, subject, rules) };
    considered.push({ ...result, rules });
    if (decided) break;
  }
  if (decided === undefined) {
    const rules: Considered[] = [];
    decided = { policy: own, rule: ruleFor(org, own, subject, rules) };
    considered.push({ id: own.id, name: own.name, isMet: true, conditions: [], rules });
  }
  noteDecision({
    type,
    ...(isPerApp && app && { about: app.label, aboutId: app.id }),
    ...(subject.user && { who: subject.user.profile.login }),
    policies: considered,
    outcome: outcomeOf(decided.rule, isPerApp),
  });
  return decided;
}

function ruleFor(org: Org, policy: Policy, subject: Subject, considered: Considered[]) {
  for (const rule of org.policies.rules(policy.id)) {
    if (rule.status !== 'ACTIVE') continue;
    const result = consider(org, rule, subject);
    considered.push(result);
    if (result.isMet) return rule;
  }
  return undefined;
}

/** The access that the rule grants; without a rule, an app's own policies deny access. */
function outcomeOf(rule: PolicyRule | undefined, isPerApp: boolean): string {
  const { appSignOn, signon, profileEnrollment } = (rule?.actions ?? {}) as Readonly<
    Record<string, { readonly access?: string } | undefined>
  >;
  if (rule === undefined) return isPerApp ? 'DENY' : 'MATCH';
  return (appSignOn ?? signon ?? profileEnrollment)?.access ?? 'MATCH';
}

/** The conditions of a policy or rule in turn, up to the first that is not met. */
function consider(org: Org, { id, name, conditions }: Policy | PolicyRule, subject: Subject): Considered {
  const results: Tested[] = [];
  for (const { type, holds, because } of tests) {
    const isMet = holds(conditions ?? {}, subject, org);
    if (isMet === undefined) continue;
    results.push(tested(type, isMet, () => because(conditions ?? {}, org)));
    if (!isMet) return { id, name, isMet: false, conditions: results };
  }
  return { id, name, isMet: true, conditions: results };
}

interface Test {
  readonly type: string;
  /** Undefined if the policy or rule does not have this condition. */
  readonly holds: (conditions: Conditions, subject: Subject, org: Org) => boolean | undefined;
  /** Why it does not hold. */
  readonly because: (conditions: Conditions, org: Org) => string;
}

/** Every condition that is evaluated, in this order: all have to hold. */
const tests: readonly Test[] = [
  {
    type: 'people.groups.exclude',
    holds: ({ people }, { groupIds }) => excludes(people?.groups, groupIds),
    because: ({ people }, org) => `It excludes ${groupNames(org, people?.groups?.exclude)}.`,
  },
  {
    type: 'people.users.exclude',
    holds: ({ people }, { user }) => user && excludes(people?.users, [user.id]),
    because: () => 'It excludes this user.',
  },
  {
    type: 'people.groups.include',
    // A user who is listed matches without being in a group.
    holds: ({ people }, { user, groupIds }) => {
      const { users, groups } = people ?? {};
      if (!groups?.include?.length) return undefined;
      return includes(users, user ? [user.id] : []) === true || includes(groups, groupIds);
    },
    because: ({ people }, org) => `It applies to ${groupNames(org, people?.groups?.include)}.`,
  },
  {
    type: 'people.users.include',
    holds: ({ people }, { user }) =>
      people?.groups?.include?.length ? undefined : includes(people?.users, user ? [user.id] : []),
    because: () => 'It applies to other users.',
  },
  {
    type: 'userType.include',
    holds: ({ userType }, { user }) =>
      user &&
      both(excludes(userType ?? undefined, [user.typeId]), includes(userType ?? undefined, [user.typeId])),
    because: () => 'It applies to other user types.',
  },
  {
    type: 'network.connection',
    holds: ({ network }, { zoneIds }) => {
      if (network?.connection === undefined || network.connection === 'ANYWHERE') return undefined;
      if (zoneIds === undefined) return false;
      return both(excludes(network, zoneIds), includes(network, zoneIds)) ?? true;
    },
    because: () => 'It applies to network zones that the sign-in does not come from.',
  },
  {
    type: 'riskScore.level',
    holds: ({ riskScore }, { riskLevel }) =>
      riskScore?.level === undefined || riskScore.level === 'ANY' ? undefined : riskScore.level === riskLevel,
    because: ({ riskScore }) => `It applies to sign-ins of risk ${String(riskScore?.level)}.`,
  },
  {
    type: 'platform.include',
    holds: ({ platform }, { device }) =>
      device.platform === undefined || !platform?.include?.length
        ? undefined
        : platform.include.some(({ os }) => os?.type === 'ANY' || os?.type === device.platform),
    because: () => 'It applies to other platforms.',
  },
  {
    type: 'device.managed',
    holds: ({ device }, subject) => (device?.managed === true ? subject.device.managed : undefined),
    because: () => 'It applies to managed devices.',
  },
  {
    type: 'device.registered',
    holds: ({ device }, subject) => (device?.registered === true ? subject.device.registered : undefined),
    because: () => 'It applies to registered devices.',
  },
  {
    type: 'device.assurance',
    holds: ({ device }, { device: { assuranceId } }) =>
      assuranceId === undefined ? undefined : includes(device?.assurance, [assuranceId]),
    because: () => 'It requires a different device assurance policy.',
  },
  {
    type: 'authContext.authType',
    holds: ({ authContext }) => (authContext?.authType === 'RADIUS' ? false : undefined),
    because: () => 'It applies to RADIUS.',
  },
  {
    type: 'elCondition.condition',
    holds: ({ elCondition }, { user, riskLevel }, org) =>
      elCondition?.condition ? meets(org, elCondition.condition, user, riskLevel) : undefined,
    because: ({ elCondition }) => `The expression is not true: ${String(elCondition?.condition)}`,
  },
];

/** Whether none of these is excluded; undefined if the condition excludes no one. */
const excludes = (selection: Selection | undefined, ids: readonly string[]): boolean | undefined =>
  selection?.exclude?.length ? !selection.exclude.some((id) => ids.includes(id)) : undefined;

/** Whether one of these is included; undefined if the condition does not list anyone. */
const includes = (selection: Selection | undefined, ids: readonly string[]): boolean | undefined =>
  selection?.include?.length ? selection.include.some((id) => ids.includes(id)) : undefined;

const both = (one: boolean | undefined, other: boolean | undefined): boolean | undefined =>
  one === undefined ? other : one && other !== false;

export function groupNames(org: Org, ids: readonly string[] = []): string {
  const names = ids.map((id) => org.groups.get(id)?.profile.name ?? id);
  return `${names.length === 1 ? 'the group' : 'the groups'} ${names.join(', ')}`;
}

/** Whether an expression is true for the user; an expression without a value is not. */
function meets(org: Org, condition: string, user: User | undefined, level: string): boolean {
  const person =
    user && expressionPerson(org, user, { id: user.id, status: user.status, profile: user.profile });
  const security = { risk: { level }, behaviors: [] };
  try {
    const names = { user: person ?? null, security, device: null };
    return evaluateExpression(condition, { names, person, now: org.clock() }) === true;
  } catch (error) {
    if (error instanceof ExpressionError) return false;
    throw error;
  }
}
