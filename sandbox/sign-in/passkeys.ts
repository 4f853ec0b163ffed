import { randomBytes } from 'node:crypto';
import type { Factor, WebAuthnCredential } from '../org/factors/factors.ts';
import type { User } from '../org/kernel/model.ts';
import type { Org } from '../org/org.ts';

/** Okta's challenges are 20 characters of base64url. */
export const newPasskeyChallenge = (): string => randomBytes(15).toString('base64url');

/** The person's passkeys by their credential ids. */
export const passkeysOf = (
  org: Org,
  userId: string,
): { readonly factor: Factor; readonly id: string; readonly passkey: WebAuthnCredential }[] =>
  org.factors
    .activeOf(userId)
    .flatMap((factor) =>
      factor.webauthn ? [{ factor, id: factor.webauthn.credentialId, passkey: factor.webauthn }] : [],
    );

/** The options for a browser to create a passkey (Web Authentication, section 5.4), in Okta's format. */
export const registrationOptions = (org: Org, user: User, challenge: string | undefined): object => {
  const { firstName, lastName, login } = user.profile;
  return {
    rp: { name: org.name },
    user: { displayName: `${String(firstName)} ${String(lastName)}`, name: login, id: user.id },
    pubKeyCredParams: [
      { type: 'public-key', alg: -7 },
      { type: 'public-key', alg: -257 },
    ],
    challenge,
    attestation: 'direct',
    authenticatorSelection: { userVerification: 'preferred' },
    excludeCredentials: passkeysOf(org, user.id).map(({ id }) => ({ type: 'public-key', id })),
  };
};

/** Pages of the org and of trusted origins may ask for a passkey; all share the org's host. */
export function relyingParty(org: Org, challenge: string | undefined) {
  const origins = org.trustedOrigins.all().map(({ origin }) => origin);
  return {
    expectedOrigin: [org.url, ...origins],
    expectedRPID: new URL(org.url).hostname,
    expectedChallenge: challenge ?? '',
    requireUserVerification: false,
  };
}

/** What a browser answers, in base64 or base64url. */
interface Registration {
  readonly clientData: string;
  readonly attestation: string;
  readonly transports?: readonly string[];
}

/** Activates a factor with the passkey that a browser has made; undefined when that is not one for this challenge. */
export async function registerPasskey(
  org: Org,
  factor: Factor,
  challenge: string | undefined,
  { clientData, attestation, transports = [] }: Registration,
): Promise<Factor | undefined> {
  const { verifyRegistrationResponse } = await import('@simplewebauthn/server');
  const outcome = await verifyRegistrationResponse({
    ...relyingParty(org, challenge),
    response: {
      // Okta's clients do not send the id beside the attestation; the library takes the one within.
      id: 'within',
      rawId: 'within',
      type: 'public-key',
      clientExtensionResults: {},
      response: { clientDataJSON: base64url(clientData), attestationObject: base64url(attestation) },
    },
  }).catch(() => undefined);
  if (!outcome?.verified) return undefined;
  const { credential } = outcome.registrationInfo;
  return org.transaction(() =>
    org.factors.activateWebAuthn(
      factor,
      {
        credentialId: credential.id,
        publicKey: Buffer.from(credential.publicKey).toString('base64url'),
        counter: credential.counter,
        transports,
      },
      'Security Key or Biometric',
    ),
  );
}

/** The widget sends standard base64, auth-js base64url. */
export const base64url = (text: string): string => Buffer.from(text, 'base64').toString('base64url');
