/** What whoever settles an order shows for it: a machine its token, a person how and when they proved who they are. */
export type Proof =
  | { by: 'machine' }
  | {
      by: 'person';
      /** Authentication context class of the sign-in. */
      acr: string | undefined;
      /** Milliseconds since the epoch. */
      at: number | undefined;
    };

/** The class to ask for: at least two factors (https://developer.okta.com/docs/guides/step-up-authentication/main/). */
export const twoFactors = 'urn:okta:loa:2fa:any';
const strongEnough = [twoFactors, 'phr', 'phrh'];

/** Seconds for which two factors are good for settling orders. */
export const approvalMaxAge = 15 * 60;

/**
 * The one rule about who may settle an order, whichever way they come: a machine may at once, a person with two factors
 * shown not long ago.
 * @returns what is missing; undefined when nothing is
 */
export function missingFrom(proof: Proof, now: number): 'second-factor' | 'recent-sign-in' | undefined {
  if (proof.by === 'machine') return undefined;
  if (proof.acr === undefined || !strongEnough.includes(proof.acr)) return 'second-factor';
  if (proof.at === undefined || now - proof.at > approvalMaxAge * 1000) return 'recent-sign-in';
  return undefined;
}
