import type { Authenticator, User } from '../org/kernel/model.ts';
import type { Org } from '../org/org.ts';
import type { AccessRule } from '../org/policies/sign-in-rules.ts';
import { type FactorKind, type Proof, wouldHelp } from './assurance.ts';
import { enrollableAuthenticators, type Enrollment, enrollmentsOf } from './enrollments.ts';
import { anything } from './missing.ts';
import { methodTypesOf, proofBy } from './proofs.ts';

/** A user from whom the rule requires more than the proofs so far. */
interface Asked {
  readonly user: User;
  readonly rule: AccessRule;
  readonly proofs: readonly Proof[];
}

/**
 * The enrolled methods that the user may continue with; the password first, if included. A user without any of
 * the required methods has to verify another one first, since nobody may set up a passkey for a name that
 * anyone can type.
 */
export function verifiableEnrollments(org: Org, asked: Asked): Enrollment[] {
  const helpful = helpfulEnrollments(org, asked);
  if (helpful.length === 0 && asked.proofs.length === 0)
    return helpfulEnrollments(org, { ...asked, rule: anything });
  const owned = beginsWithPossession(org, asked) ? helpful.flatMap(withoutKnowledge) : [];
  return owned.length > 0 ? owned : helpful;
}

/**
 * "Require possession factor before password during MFA": who guesses passwords gets no answer before that.
 * @see https://developer.okta.com/docs/api/openapi/okta-management/management/tag/AttackProtection/
 */
const beginsWithPossession = (org: Org, { rule, proofs }: Asked): boolean =>
  org.settings.attackProtection?.verifyKnowledgeSecondWhen2faRequired === true &&
  org.engine === 'idx' &&
  rule.factorMode === '2FA' &&
  !proofs.some(({ kinds }) => kinds.includes('possession'));

function withoutKnowledge(enrollment: Enrollment): Enrollment[] {
  const methods = enrollment.methods.filter(
    ({ type }) => !proofBy(enrollment.authenticator.key, type).kinds.includes('knowledge'),
  );
  return methods.length > 0 ? [{ ...enrollment, methods }] : [];
}

function helpfulEnrollments(org: Org, { user, rule, proofs }: Asked): Enrollment[] {
  return enrollmentsOf(org, user, 'sso').flatMap((enrollment) => {
    const { authenticator, methods } = enrollment;
    const helpful = methods.filter(({ type }) =>
      wouldHelp(rule, proofs, proofBy(authenticator.key, type, canVerifyUser(type))),
    );
    return helpful.length > 0 ? [{ ...enrollment, methods: helpful }] : [];
  });
}

/** A passkey with user verification counts as two factors. */
const canVerifyUser = (methodType: string): readonly FactorKind[] =>
  methodType === 'webauthn' ? ['inherence'] : [];

/** What the user could set up to satisfy the rule. Nothing before the first proof. */
export function helpfulToEnroll(org: Org, { user, rule, proofs }: Asked): Authenticator[] {
  if (proofs.length === 0) return [];
  return enrollableAuthenticators(org, user)
    .map(({ authenticator }) => authenticator)
    .filter(({ key }) => methodTypesOf(key).some((type) => wouldHelp(rule, proofs, proofBy(key, type))));
}

/** What the enrollment policy requires the user to set up, regardless of the sign-on rule. */
export const requiredToEnroll = (org: Org, user: User): Authenticator[] =>
  enrollableAuthenticators(org, user)
    .filter(({ required }) => required)
    .map(({ authenticator }) => authenticator);
