import type { AuthnTransaction } from '../../org/org/authn-transactions.ts';
import type { Factor } from '../../org/factors/factors.ts';
import type { User } from '../../org/kernel/model.ts';
import type { Org } from '../../org/org.ts';
import { helpfulToEnroll, verifiableEnrollments } from '../choices.ts';
import { enrollableAuthenticators } from '../enrollments.ts';
import { missingOf } from '../missing.ts';
import { proofsOfAmr } from '../proofs.ts';

/** What can be set up in this pipeline, with the authenticator whose enrollment setting applies. */
const settable = [
  { factorType: 'push', provider: 'OKTA', authenticator: 'okta_verify' },
  { factorType: 'token:software:totp', provider: 'GOOGLE', authenticator: 'google_otp' },
  { factorType: 'sms', provider: 'OKTA', authenticator: 'phone_number' },
  { factorType: 'question', provider: 'OKTA', authenticator: 'security_question' },
] as const;

/** The factors that the user may continue with. */
export function offeredFactors(org: Org, { amr }: AuthnTransaction, user: User): Factor[] {
  const proofs = proofsOfAmr(amr);
  const missing = missingOf(org, { user, proofs });
  if (missing?.kind !== 'proof') return [];
  return verifiableEnrollments(org, { user, rule: missing.rule, proofs }).flatMap(({ methods }) =>
    methods.flatMap(({ factor }) => (factor ? [factor] : [])),
  );
}

/** The factors that the person may set up now: those that help as long as something is missing, else all. */
export function enrollableFactors(org: Org, { amr }: Pick<AuthnTransaction, 'amr'>, user: User) {
  const proofs = proofsOfAmr(amr);
  const missing = missingOf(org, { user, proofs });
  const helpful =
    missing?.kind === 'proof'
      ? helpfulToEnroll(org, { user, rule: missing.rule, proofs }).map(({ key }) => key)
      : undefined;
  const open = enrollableAuthenticators(org, user).filter(
    ({ authenticator: { key } }) => helpful?.includes(key) ?? true,
  );
  return settable.flatMap((factor) => {
    const found = open.find(({ authenticator }) => authenticator.key === factor.authenticator);
    return found ? [{ ...factor, required: found.required }] : [];
  });
}
