import { type Factor, methodOf } from '../org/factors/factors.ts';
import type { Authenticator, User } from '../org/kernel/model.ts';
import { hasPassword } from '../org/people/passwords.ts';
import type { Org } from '../org/org.ts';
import { enrollSetting } from '../org/policies/sign-in-rules.ts';
import { methodTypesOf } from './proofs.ts';

/** An authenticator that the user has enrolled: Okta's authenticator enrollment. */
export interface Enrollment {
  readonly id: string;
  readonly authenticator: Authenticator;
  readonly methods: readonly EnrolledMethod[];
}

interface EnrolledMethod {
  readonly type: string;
  /** Absent for the password. */
  readonly factor?: Factor;
}

/** What an authenticator may be used for; `any` means both. */
export type Purpose = 'sso' | 'recovery';

/** The active authenticators of the org that serve the purpose. */
export function usableAuthenticators(org: Org, purpose: Purpose): Authenticator[] {
  return org.authenticators.all().filter(({ key, status, settings }) => {
    const { allowedFor = 'any' } = (settings ?? {}) as { readonly allowedFor?: string };
    const serves = allowedFor === 'any' || allowedFor === purpose;
    return status === 'ACTIVE' && serves && methodTypesOf(key).length > 0;
  });
}

/** What the user can be prompted for, the password first. Factors on one phone are one enrollment. */
export function enrollmentsOf(org: Org, user: User, purpose: Purpose): Enrollment[] {
  enrollOwnEmail(org, user);
  const factors = org.factors.activeOf(user.id);
  const enrollments = usableAuthenticators(org, purpose).flatMap((authenticator): Enrollment[] => {
    if (authenticator.key === 'okta_password')
      return hasPassword(user) ? [passwordEnrollment(user.id, authenticator)] : [];
    const own = factors.filter((factor) => {
      const { authenticatorKey, methodType } = methodOf(factor);
      const isActive = authenticator.methods?.[methodType]?.status !== 'INACTIVE';
      return authenticatorKey === authenticator.key && isActive;
    });
    const groups = groupBy(own, deviceOf);
    return [...groups.values()].map((group) => enrollmentOf(authenticator, group));
  });
  return enrollments.sort((a, b) => rank(a.authenticator.key) - rank(b.authenticator.key));
}

/** The factors that the user can sign in with. */
export const usableFactors = (org: Org, user: User): Factor[] =>
  enrollmentsOf(org, user, 'sso').flatMap(({ methods }) => methods.flatMap(({ factor }) => factor ?? []));

const rank = (key: string): number => (key === 'okta_password' ? 0 : 1);
const deviceOf = (factor: Factor): string => factor.deviceId ?? factor.id;

function groupBy(factors: readonly Factor[], keyOf: (factor: Factor) => string): Map<string, Factor[]> {
  const groups = new Map<string, Factor[]>();
  for (const factor of factors) groups.set(keyOf(factor), [...(groups.get(keyOf(factor)) ?? []), factor]);
  return groups;
}

const enrollmentOf = (authenticator: Authenticator, factors: readonly Factor[]): Enrollment => ({
  id: factors[0]?.id ?? '',
  authenticator,
  methods: factors.map((factor) => ({ type: methodOf(factor).methodType, factor })),
});

export const passwordEnrollment = (userId: string, authenticator: Authenticator): Enrollment => ({
  id: `lae${userId.slice(3)}`,
  authenticator,
  methods: [{ type: 'password' }],
});

/**
 * Okta automatically enrolls the profile's address once the user is active. A changed address is a different
 * factor.
 */
function enrollOwnEmail(org: Org, user: User): void {
  if (org.engine !== 'idx') return;
  if (user.status === 'STAGED' || user.status === 'PROVISIONED') return;
  if (org.authenticators.byKey('okta_email')?.status !== 'ACTIVE') return;
  const { email } = user.profile;
  const own = org.factors.ofUser(user.id).filter(({ factorType }) => factorType === 'email');
  if (own.some(({ profile, status }) => profile.email === email && status === 'ACTIVE')) return;
  for (const factor of own) org.factors.delete(factor);
  org.factors.enrollEmail(user.id, email, 'ACTIVE');
}

/** What the user may still enroll. Only passkeys can be enrolled more than once. */
export function enrollableAuthenticators(
  org: Org,
  user: User,
  purpose: Purpose = 'sso',
): { readonly authenticator: Authenticator; readonly required: boolean }[] {
  const enrolled = enrollmentsOf(org, user, purpose).map(({ authenticator }) => authenticator.key);
  return usableAuthenticators(org, purpose).flatMap((authenticator) => {
    const setting = enrollSetting(org, user, authenticator.key);
    if (setting === 'NOT_ALLOWED' || enrolled.includes(authenticator.key)) return [];
    // Users who sign in elsewhere have their password there.
    const signsInElsewhere = user.provider.type === 'SOCIAL' || user.provider.type === 'FEDERATION';
    if (authenticator.key === 'okta_password' && signsInElsewhere) return [];
    return [{ authenticator, required: setting === 'REQUIRED' }];
  });
}
