import type { User } from '../org/kernel/model.ts';
import type { Org } from '../org/org.ts';
import { enrollmentsOf } from './enrollments.ts';
import { proofBy } from './proofs.ts';
import type { AccessRule, Constraint } from '../org/policies/sign-in-rules.ts';

/** What a class asks on top of the rule. */
interface Demand {
  readonly twoFactors?: true | 'if-possible';
  readonly constraint?: Constraint;
}

/**
 * Okta's authentication context classes, by their names in `acr_values`.
 * @see https://developer.okta.com/docs/guides/step-up-authentication/main/#predefined-parameter-values
 */
const classes: Readonly<Record<string, Demand>> = {
  'urn:okta:loa:1fa:any': {},
  'urn:okta:loa:1fa:pwd': { constraint: { knowledge: { types: ['password'] } } },
  'urn:okta:loa:2fa:any': { twoFactors: true },
  'urn:okta:loa:2fa:any:ifpossible': { twoFactors: 'if-possible' },
  phr: { constraint: { possession: { phishingResistant: 'REQUIRED' } } },
  phrh: { constraint: { possession: { phishingResistant: 'REQUIRED', hardwareProtection: 'REQUIRED' } } },
};

/** The first known class of those requested, which OpenID Connect lists in order of preference; undefined if none is known. */
export const knownClass = (acrValues: string | undefined): string | undefined =>
  acrValues?.split(' ').find((name) => Object.hasOwn(classes, name));

/** Combines the rule of the app's policy with the request's requirements: the stricter one applies. */
export function strengthen(
  org: Org,
  user: User,
  rule: AccessRule,
  acrValues: string | undefined,
): AccessRule {
  const { twoFactors, constraint } = classes[knownClass(acrValues) ?? ''] ?? {};
  const asksTwo = twoFactors === true || (twoFactors === 'if-possible' && hasTwoKinds(org, user));
  return {
    ...rule,
    ...(asksTwo && { factorMode: '2FA' }),
    ...(constraint && { constraints: both(rule.constraints, constraint) }),
  };
}

function hasTwoKinds(org: Org, user: User): boolean {
  const kinds = enrollmentsOf(org, user, 'sso').flatMap(({ authenticator, methods }) =>
    methods.flatMap(({ type }) => proofBy(authenticator.key, type).kinds),
  );
  return new Set(kinds).size > 1;
}

/** Each alternative of the rule, with the class's part in it. */
function both(alternatives: readonly Constraint[], constraint: Constraint): Constraint[] {
  if (alternatives.length === 0) return [constraint];
  return alternatives.map((alternative) => ({
    ...alternative,
    ...(constraint.knowledge && { knowledge: { ...alternative.knowledge, ...constraint.knowledge } }),
    ...(constraint.possession && { possession: { ...alternative.possession, ...constraint.possession } }),
  }));
}
