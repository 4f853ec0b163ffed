import { type Factor, methodOf } from '../org/factors/factors.ts';
import type { FactorKind, Proof } from './assurance.ts';

/**
 * All verification methods, and what each proves. An authenticator's first method is the default. `amr` is the
 * value of RFC 8176, or Okta's own if there is none.
 */
const ways: readonly Proof[] = [
  { authenticatorKey: 'okta_password', methodType: 'password', amr: 'pwd', kinds: ['knowledge'] },
  { authenticatorKey: 'okta_email', methodType: 'email', amr: 'email', kinds: ['possession'] },
  { authenticatorKey: 'okta_verify', methodType: 'push', amr: 'swk', kinds: ['possession'] },
  { authenticatorKey: 'okta_verify', methodType: 'totp', amr: 'otp', kinds: ['possession'] },
  { authenticatorKey: 'google_otp', methodType: 'otp', amr: 'otp', kinds: ['possession'] },
  { authenticatorKey: 'phone_number', methodType: 'sms', amr: 'sms', kinds: ['possession'] },
  {
    authenticatorKey: 'security_question',
    methodType: 'security_question',
    amr: 'kba',
    kinds: ['knowledge'],
  },
  { authenticatorKey: 'webauthn', methodType: 'webauthn', amr: 'hwk', kinds: ['possession'] },
];

/** Users who signed in with an identity provider do not need a password here. */
const vouchedFor: Proof = {
  authenticatorKey: 'external_idp',
  methodType: 'idp',
  amr: 'fed',
  kinds: ['knowledge'],
};

/** Proofs that only a session can have: verified elsewhere, or together with something else. */
const shownElsewhere: readonly Proof[] = [
  { authenticatorKey: 'webauthn', methodType: 'verification', amr: 'user', kinds: ['inherence'] },
  vouchedFor,
];

/** The methods of an authenticator that the sandbox plays. */
export const methodTypesOf = (authenticatorKey: string): string[] =>
  ways.filter((way) => way.authenticatorKey === authenticatorKey).map(({ methodType }) => methodType);

/** What a correct answer with this method proves. @param more what else it proved */
export function proofBy(
  authenticatorKey: string,
  methodType: string,
  more: readonly FactorKind[] = [],
): Proof {
  const way = ways.find(
    (candidate) => candidate.authenticatorKey === authenticatorKey && candidate.methodType === methodType,
  );
  if (way === undefined) throw new Error(`No method ${methodType} of ${authenticatorKey}.`);
  return { ...way, kinds: [...way.kinds, ...more] };
}

/** What a correct answer with this factor proves. */
export function proofByFactor(factor: Factor): Proof {
  const { authenticatorKey, methodType } = methodOf(factor);
  return proofBy(authenticatorKey, methodType);
}

const proofOfAmr: ReadonlyMap<string, Proof> = new Map(
  [...ways, ...shownElsewhere].map((way) => [way.amr, way]),
);

/**
 * The earlier proofs in a session, so that single sign-on is evaluated like a new sign-in. A value that is not the
 * org's own comes from an identity provider.
 */
export const proofsOfAmr = (amr: readonly string[]): Proof[] =>
  amr
    .filter((value) => value !== 'mfa')
    .map((value) => proofOfAmr.get(value) ?? { ...vouchedFor, amr: value });

/** The session's `amr` values: `mfa` means more than one proof (RFC 8176). */
export function amrOfProofs(proofs: readonly Proof[]): string[] {
  const distinct = [...new Set(proofs.map(({ amr }) => amr))];
  return distinct.length > 1 ? [...distinct, 'mfa'] : distinct;
}
