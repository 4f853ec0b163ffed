/** Proof required to approve or decline an order: a machine's token, or how and when a user authenticated. */
export type Proof =
  | { by: 'machine' }
  | {
      by: 'person';
      /** Authentication context class of the sign-in. */
      acr: string | undefined;
      /** Milliseconds since the epoch. */
      at: number | undefined;
    };

/**
 * The class to ask for: at least two factors
 * (https://developer.okta.com/docs/guides/step-up-authentication/main/).
 */
export const twoFactors = 'urn:okta:loa:2fa:any';
const strongEnough = [twoFactors, 'phr', 'phrh'];

/** Seconds for which two factors are valid for approving orders. */
export const approvalMaxAge = 15 * 60;

/**
 * The only rule for who may approve or decline an order, whichever way is used: a machine may do so directly, a
 * user with two recently verified factors.
 * @returns what is missing; undefined if nothing is
 */
export function missingFrom(proof: Proof, now: number): 'second-factor' | 'recent-sign-in' | undefined {
  if (proof.by === 'machine') return undefined;
  if (proof.acr === undefined || !strongEnough.includes(proof.acr)) return 'second-factor';
  if (proof.at === undefined || now - proof.at > approvalMaxAge * 1000) return 'recent-sign-in';
  return undefined;
}
