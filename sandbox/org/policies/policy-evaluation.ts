import { evaluateExpression, ExpressionError } from '../expression/expression.ts';
import type { Policy, PolicyRule, User } from '../kernel/model.ts';
import { expressionPerson } from '../people/expression-person.ts';
import type { Org } from '../org.ts';

interface Selection {
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
}

interface Conditions {
  readonly people?: { readonly users?: Selection; readonly groups?: Selection } | null;
  readonly network?: { readonly connection?: string } | null;
  readonly riskScore?: { readonly level?: string } | null;
  readonly userType?: Selection | null;
  readonly device?: { readonly managed?: boolean; readonly registered?: boolean } | null;
  readonly authContext?: { readonly authType?: string } | null;
  readonly elCondition?: { readonly condition?: string } | null;
}

/** The first active policy of a type that holds for the person. The org's own, the last, holds for everyone. */
export function policyFor(org: Org, type: string, user: User | undefined): Policy {
  const policies = org.policies.ofType(type).filter(({ status }) => status === 'ACTIVE');
  return policies.find((policy) => applies(org, policy, user)) ?? org.policies.systemPolicy(type);
}

/** The first active rule of the policy that holds for the person. */
export function ruleFor(org: Org, policyId: string, user: User | undefined): PolicyRule | undefined {
  return org.policies.rules(policyId).find((rule) => rule.status === 'ACTIVE' && applies(org, rule, user));
}

/** Without a user, only policies without user conditions apply. */
function applies(org: Org, { conditions }: Policy | PolicyRule, user: User | undefined): boolean {
  const { people, network, riskScore, userType, device, authContext, elCondition } = (conditions ??
    {}) as Conditions;
  // Deviation: every sign-in has low risk, no network zone and an unmanaged device.
  if (device?.managed === true || device?.registered === true) return false;
  if (authContext?.authType === 'RADIUS') return false;
  if (elCondition?.condition && !meets(org, elCondition.condition, user)) return false;
  if (network?.connection !== undefined && network.connection !== 'ANYWHERE') return false;
  if (riskScore?.level !== undefined && riskScore.level !== 'ANY' && riskScore.level !== 'LOW') return false;
  if (!holds(userType, user && [user.typeId])) return false;
  const groupIds = user ? org.groups.ofUser(user.id).map(({ id }) => id) : [org.groups.everyone.id];
  const { users, groups } = people ?? {};
  if (groups?.exclude?.some((id) => groupIds.includes(id))) return false;
  if (user && users?.exclude?.includes(user.id)) return false;
  if (!users?.include?.length && !groups?.include?.length) return true;
  const byName = user !== undefined && (users?.include?.includes(user.id) ?? false);
  return byName || (groups?.include?.some((id) => groupIds.includes(id)) ?? false);
}

/** Whether an expression is true of the person; one that has no value is not. */
function meets(org: Org, condition: string, user: User | undefined): boolean {
  const person =
    user && expressionPerson(org, user, { id: user.id, status: user.status, profile: user.profile });
  const security = { risk: { level: 'LOW' }, behaviors: [] };
  try {
    const names = { user: person ?? null, security, device: null };
    return evaluateExpression(condition, { names, person, now: org.clock() }) === true;
  } catch (error) {
    if (error instanceof ExpressionError) return false;
    throw error;
  }
}

function holds(selection: Selection | null | undefined, ids: readonly string[] | undefined): boolean {
  if (!selection || ids === undefined) return true;
  if (selection.exclude?.some((id) => ids.includes(id))) return false;
  return !selection.include?.length || selection.include.some((id) => ids.includes(id));
}
