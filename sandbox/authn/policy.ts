import { accessDenied } from '../org/errors.ts';
import type { Policy, PolicyRule, User } from '../org/model.ts';
import type { Org } from '../org/org.ts';

interface Groups {
  readonly people?: { readonly groups?: { readonly include?: readonly string[] } };
}

/** The first active policy of the type whose groups hold the person. The org's own, which comes last, holds everyone. */
export function policyFor(org: Org, type: string, user: User): Policy {
  const groupIds = new Set(org.groups.ofUser(user.id).map(({ id }) => id));
  const holds = ({ conditions }: Policy): boolean => {
    const { people } = (conditions ?? {}) as Groups;
    return people?.groups?.include?.some((id) => groupIds.has(id)) ?? true;
  };
  const found = org.policies.ofType(type).find((policy) => policy.status === 'ACTIVE' && holds(policy));
  return found ?? org.policies.systemPolicy(type);
}

interface SignOn {
  readonly access?: string;
  readonly requireFactor?: boolean;
}

/**
 * What the org's sign-on policy asks beside the password.
 * @throws OktaError 403 E0000006 when it lets the person in by no means
 */
export function requiresFactor(org: Org, user: User): boolean {
  const policy = policyFor(org, 'OKTA_SIGN_ON', user);
  const signOn = org.policies
    .rules(policy.id)
    .filter((rule) => rule.status === 'ACTIVE' && includesPerson(rule, user))
    .map((rule) => (rule.actions as { readonly signon?: SignOn }).signon)
    .find((actions) => actions !== undefined);
  if (signOn?.access === 'DENY') throw accessDenied();
  return signOn?.requireFactor ?? false;
}

function includesPerson({ conditions }: PolicyRule, user: User): boolean {
  const { people } = (conditions ?? {}) as {
    readonly people?: { readonly users?: { readonly exclude?: readonly string[] } };
  };
  return !(people?.users?.exclude?.includes(user.id) ?? false);
}

/** The password policy's settings that signing in depends on. */
export interface PasswordSettings {
  readonly complexity: Readonly<Record<string, unknown>>;
  readonly maxAgeDays: number;
  readonly expireWarnDays: number;
  readonly minAgeMinutes: number;
  readonly historyCount: number;
  readonly showLockoutFailures: boolean;
}

export function passwordSettings(org: Org, user: User): PasswordSettings {
  const { settings } = policyFor(org, 'PASSWORD', user);
  const { password = {} } = (settings ?? {}) as {
    readonly password?: {
      readonly complexity?: Readonly<Record<string, unknown>>;
      readonly age?: Readonly<Record<string, number>>;
      readonly lockout?: { readonly showLockoutFailures?: boolean };
    };
  };
  return {
    complexity: password.complexity ?? {},
    maxAgeDays: password.age?.maxAgeDays ?? 0,
    expireWarnDays: password.age?.expireWarnDays ?? 0,
    minAgeMinutes: password.age?.minAgeMinutes ?? 0,
    historyCount: password.age?.historyCount ?? 0,
    showLockoutFailures: password.lockout?.showLockoutFailures ?? false,
  };
}

const day = 24 * 60 * 60 * 1000;

/** Days until the password expires, as the policy counts them; undefined when it never does. Negative: it has. */
export function daysUntilExpiry(org: Org, user: User): number | undefined {
  const { maxAgeDays } = passwordSettings(org, user);
  if (maxAgeDays === 0 || user.passwordChanged === undefined) return undefined;
  return Math.floor((Date.parse(user.passwordChanged) + maxAgeDays * day - org.clock()) / day);
}
