import type { Authenticator, User } from '../org/kernel/model.ts';
import type { Org } from '../org/org.ts';
import type { AccessRule } from '../org/policies/sign-in-rules.ts';
import { type FactorKind, type Proof, wouldHelp } from './assurance.ts';
import { enrollableAuthenticators, type Enrolment, enrolmentsOf } from './enrolments.ts';
import { anything } from './missing.ts';
import { methodTypesOf, proofBy } from './proofs.ts';

/** Someone of whom the rule wants more than the proofs. */
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
export function verifiableEnrolments(org: Org, asked: Asked): Enrolment[] {
  const helpful = helpfulEnrolments(org, asked);
  if (helpful.length === 0 && asked.proofs.length === 0)
    return helpfulEnrolments(org, { ...asked, rule: anything });
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

function withoutKnowledge(enrolment: Enrolment): Enrolment[] {
  const methods = enrolment.methods.filter(
    ({ type }) => !proofBy(enrolment.authenticator.key, type).kinds.includes('knowledge'),
  );
  return methods.length > 0 ? [{ ...enrolment, methods }] : [];
}

function helpfulEnrolments(org: Org, { user, rule, proofs }: Asked): Enrolment[] {
  return enrolmentsOf(org, user, 'sso').flatMap((enrolment) => {
    const { authenticator, methods } = enrolment;
    const helpful = methods.filter(({ type }) =>
      wouldHelp(rule, proofs, proofBy(authenticator.key, type, canVerifyUser(type))),
    );
    return helpful.length > 0 ? [{ ...enrolment, methods: helpful }] : [];
  });
}

/** A passkey with user verification counts as two factors. */
const canVerifyUser = (methodType: string): readonly FactorKind[] =>
  methodType === 'webauthn' ? ['inherence'] : [];

/** What the person could set up to satisfy the rule. Who has shown nothing yet sets nothing up. */
export function helpfulToEnrol(org: Org, { user, rule, proofs }: Asked): Authenticator[] {
  if (proofs.length === 0) return [];
  return enrollableAuthenticators(org, user)
    .map(({ authenticator }) => authenticator)
    .filter(({ key }) => methodTypesOf(key).some((type) => wouldHelp(rule, proofs, proofBy(key, type))));
}

/** What the person has to set up, whatever a rule asks: the enrolment policy says so. */
export const requiredToEnrol = (org: Org, user: User): Authenticator[] =>
  enrollableAuthenticators(org, user)
    .filter(({ required }) => required)
    .map(({ authenticator }) => authenticator);
