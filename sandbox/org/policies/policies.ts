import type { OrgContext } from '../kernel/context.ts';
import { notFound } from '../kernel/errors.ts';
import { newId } from '../kernel/ids.ts';
import type { Policy, PolicyRule } from '../kernel/model.ts';
import { makeRoomFor, pushBack } from '../kernel/priorities.ts';
import type { Collection } from '../kernel/records.ts';

type New<T> = Omit<T, 'id' | 'created' | 'lastUpdated'>;

/** The priority if none is requested. */
export const behindOthers = Number.MAX_SAFE_INTEGER;

/** What Okta calls the rules of a policy of that type. */
export const ruleTypeOf = (policyType: string): string =>
  policyType === 'OKTA_SIGN_ON' ? 'SIGN_ON' : policyType;

/**
 * Types whose ids begin `rst`, and whose policies have no order among themselves: an app names the one it
 * obeys.
 */
const perAppTypes: readonly string[] = ['ACCESS_POLICY', 'PROFILE_ENROLLMENT'];

/** The org's own policies and their rules. */
export class Policies {
  readonly #context: OrgContext;
  readonly #policies: Collection<Policy>;
  readonly #rules: Collection<PolicyRule>;
  readonly #ofType: (type: string) => Policy[];
  readonly #rulesOf: (policyId: string) => PolicyRule[];

  constructor(context: OrgContext) {
    this.#context = context;
    this.#policies = context.records.collection('policies');
    this.#rules = context.records.collection('policyRules');
    this.#ofType = this.#policies.index(({ type }) => type);
    this.#rulesOf = this.#rules.index(({ policyId }) => policyId);
  }

  /** The first to be asked comes first. */
  ofType(type: string): Policy[] {
    return this.#ofType(type).sort((a, b) => a.priority - b.priority);
  }

  get(id: string): Policy | undefined {
    return this.#policies.get(id);
  }

  /** @throws OktaError 404 */
  require(id: string): Policy {
    const policy = this.get(id);
    if (!policy) throw notFound(id, 'Policy');
    return policy;
  }

  /** The policy that came with the org: what applies when no other does. */
  systemPolicy(type: string): Policy {
    const policy = this.#ofType(type).find(({ system }) => system);
    if (!policy) throw new Error(`An org without its own ${type} policy: its state is incomplete.`);
    return policy;
  }

  create(input: New<Policy>): Policy {
    const now = this.#context.now();
    const perApp = perAppTypes.includes(input.type);
    const priority = perApp ? 1 : this.#place(input.type, input.priority);
    const policy = this.#policies.put({
      ...input,
      priority: input.system ? input.priority : priority,
      id: newId(perApp ? 'accessPolicy' : 'policy'),
      created: now,
      lastUpdated: now,
    });
    this.#sinkDefault(policy.type);
    return policy;
  }

  update(policy: Policy, changes: Partial<Omit<Policy, 'id'>>): Policy {
    const keeps = policy.system || perAppTypes.includes(policy.type) || changes.priority === undefined;
    const priority = keeps ? policy.priority : this.#place(policy.type, changes.priority, policy.id);
    return this.#policies.put({ ...policy, ...changes, priority, lastUpdated: this.#context.now() });
  }

  delete(policy: Policy): void {
    for (const { id } of this.#rulesOf(policy.id)) this.#rules.delete(id);
    this.#policies.delete(policy.id);
    this.#sinkDefault(policy.type);
  }

  /** The rules in order of evaluation; the built-in rule is evaluated last. */
  rules(policyId: string): PolicyRule[] {
    return this.#rulesOf(policyId).sort(
      (a, b) => Number(a.system) - Number(b.system) || a.priority - b.priority,
    );
  }

  /** @throws OktaError 404 */
  requireRule(policyId: string, id: string): PolicyRule {
    const rule = this.#rules.get(id);
    if (rule?.policyId !== policyId) throw notFound(id, 'PolicyRule');
    return rule;
  }

  createRule(input: New<PolicyRule>): PolicyRule {
    const now = this.#context.now();
    const id = newId(
      input.type === 'ACCESS_POLICY' || input.type === 'PROFILE_ENROLLMENT' ? 'accessRule' : 'rule',
    );
    const priority = input.system ? input.priority : this.#placeRule(input, input.priority);
    return this.#rules.put({ ...input, priority, id, created: now, lastUpdated: now });
  }

  updateRule(rule: PolicyRule, changes: Partial<Omit<PolicyRule, 'id'>>): PolicyRule {
    const keeps = rule.system || changes.priority === undefined;
    const priority = keeps ? rule.priority : this.#placeRule(rule, changes.priority, rule);
    return this.#rules.put({ ...rule, ...changes, priority, lastUpdated: this.#context.now() });
  }

  deleteRule(rule: PolicyRule): void {
    this.#rules.delete(rule.id);
  }

  /**
   * The active enrollment policies that list the authenticator. Okta's own policy lists every authenticator of
   * the org, so it is included only if it requires this one.
   */
  enrolling(key: string): Policy[] {
    return this.ofType('MFA_ENROLL').filter(({ status, system, settings }) => {
      const self = enrollSettingIn(settings, key);
      return status === 'ACTIVE' && (system ? self === 'REQUIRED' : self !== 'NOT_ALLOWED');
    });
  }

  /** Whether a rule of an active app policy names the authenticator. */
  isAskedFor(key: string): boolean {
    const named = `"key":${JSON.stringify(key)}`;
    return this.ofType('ACCESS_POLICY')
      .filter(({ status }) => status === 'ACTIVE')
      .flatMap(({ id }) => this.rules(id))
      .some(({ status, actions }) => status === 'ACTIVE' && JSON.stringify(actions).includes(named));
  }

  /** Okta's own policy is evaluated last, after all others. */
  #sinkDefault(type: string): void {
    if (perAppTypes.includes(type)) return;
    const policies = this.ofType(type);
    const own = policies.find(({ system }) => system);
    const last = Math.max(0, ...policies.filter(({ system }) => !system).map(({ priority }) => priority));
    if (own && own.priority !== last + 1) this.#policies.put({ ...own, priority: last + 1 });
  }

  #place(type: string, wanted: number | undefined, except?: string): number {
    const others = this.ofType(type).filter(({ id, system }) => id !== except && !system);
    return makeRoomFor(wanted, others, (policy) => this.#policies.put(policy));
  }

  /** Rules of an access policy keep the priorities that were set, from 0; others are numbered 1, 2, 3 … */
  #placeRule(
    { policyId, type }: Pick<PolicyRule, 'policyId' | 'type'>,
    wanted: number,
    current?: PolicyRule,
  ): number {
    const others = this.rules(policyId).filter(({ id }) => id !== current?.id);
    const put = (moved: PolicyRule): unknown => this.#rules.put(moved);
    if (type !== 'ACCESS_POLICY') return makeRoomFor(wanted, others, put);
    const last = Math.max(-1, ...others.filter(({ system }) => !system).map(({ priority }) => priority));
    const place = wanted === behindOthers ? last + 1 : Math.max(wanted, 0);
    pushBack(place, others, put, current?.priority);
    return place;
  }
}

export type EnrollSetting = 'REQUIRED' | 'OPTIONAL' | 'NOT_ALLOWED';

/** An enrollment policy's setting for an authenticator. */
export function enrollSettingIn(settings: Policy['settings'], key: string): EnrollSetting {
  const { authenticators = [] } = (settings ?? {}) as {
    readonly authenticators?: readonly {
      readonly key: string;
      readonly enroll?: { readonly self?: EnrollSetting };
    }[];
  };
  return authenticators.find((one) => one.key === key)?.enroll?.self ?? 'NOT_ALLOWED';
}
