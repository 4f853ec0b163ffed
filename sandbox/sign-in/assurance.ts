import type { AccessRule, Constraint, FactorConstraint } from '../org/policies/sign-in-rules.ts';

/** The factor type of a method: knowledge, possession or inherence. */
export type FactorKind = 'knowledge' | 'possession' | 'inherence';

/** Something that the person has shown. */
export interface Proof {
  readonly authenticatorKey: string;
  readonly methodType: string;
  readonly kinds: readonly FactorKind[];
  /** RFC 8176 */
  readonly amr: string;
  /** Verified at an earlier sign-in, as recorded in this browser's session. */
  readonly fromSession?: true;
}

/** Which proofs are bound to one device, by authenticator. */
const deviceBound: readonly string[] = ['okta_verify', 'webauthn', 'google_otp'];

/**
 * How many things are still to be shown before the rule is content; 0 means that the person gets in.
 * Two factors are of two kinds, with the Classic engine any two. Of the rule's constraints one has to be met in
 * all its parts.
 */
export function missingProofs(rule: AccessRule, proofs: readonly Proof[]): number {
  const shown = rule.anyTwo === true ? proofs.map(({ amr }) => amr) : proofs.flatMap(({ kinds }) => kinds);
  const missingKinds = Math.max(0, (rule.factorMode === '2FA' ? 2 : 1) - new Set(shown).size);
  const missingParts = rule.constraints.map((constraint) => unmetParts(constraint, proofs));
  return Math.max(missingKinds, missingParts.length === 0 ? 0 : Math.min(...missingParts));
}

/** Whether a proof would help the user satisfy the rule. */
export function wouldHelp(rule: AccessRule, proofs: readonly Proof[], proof: Proof): boolean {
  const isShown = proofs.some(
    ({ authenticatorKey, methodType }) =>
      authenticatorKey === proof.authenticatorKey && methodType === proof.methodType,
  );
  if (isShown) return false;
  return missingProofs(rule, [...proofs, proof]) < missingProofs(rule, proofs);
}

function unmetParts(constraint: Constraint, proofs: readonly Proof[]): number {
  const parts: (readonly [FactorKind, FactorConstraint | undefined])[] = [
    ['knowledge', constraint.knowledge],
    ['possession', constraint.possession],
  ];
  return parts.filter(
    ([kind, part]) =>
      part !== undefined &&
      part.required !== false &&
      !proofs.some((proof) => proof.kinds.includes(kind) && meets(part, proof)),
  ).length;
}

function meets(part: FactorConstraint, proof: Proof): boolean {
  const isNamed = (methods: FactorConstraint['authenticationMethods']): boolean =>
    methods?.some(
      ({ key, method }) =>
        key === proof.authenticatorKey && (method === undefined || method === proof.methodType),
    ) ?? false;
  if (part.authenticationMethods && !isNamed(part.authenticationMethods)) return false;
  if (isNamed(part.excludedAuthenticationMethods)) return false;
  if (part.methods && !part.methods.some((method) => method.toLowerCase() === proof.methodType)) return false;
  if (part.types && !part.types.includes(typeOf(proof.authenticatorKey))) return false;
  if (part.phishingResistant === 'REQUIRED' && proof.authenticatorKey !== 'webauthn') return false;
  if (part.hardwareProtection === 'REQUIRED' && proof.authenticatorKey !== 'webauthn') return false;
  return part.deviceBound !== 'REQUIRED' || deviceBound.includes(proof.authenticatorKey);
}

/** Okta's types of authenticators, as constraints name them. */
function typeOf(authenticatorKey: string): string {
  const types: Readonly<Record<string, string>> = {
    okta_password: 'password',
    okta_email: 'email',
    phone_number: 'phone',
    webauthn: 'security_key',
    security_question: 'security_question',
    // A rule that asks for a password means "Password / IdP": a sign-in elsewhere satisfies it.
    external_idp: 'password',
  };
  return types[authenticatorKey] ?? 'app';
}

/** Seconds of an ISO 8601 duration such as `PT2H` or `P1DT30M`; undefined if it is invalid. */
export function durationSeconds(text: string): number | undefined {
  const match = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/.exec(text);
  if (!match) return undefined;
  const [days = 0, hours = 0, minutes = 0, seconds = 0] = match
    .slice(1)
    .map((part: string | undefined) => Number(part ?? 0));
  return ((days * 24 + hours) * 60 + minutes) * 60 + seconds;
}
