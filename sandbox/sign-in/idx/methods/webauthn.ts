import { randomBytes } from 'node:crypto';
import type { Factor } from '../../../org/factors/factors.ts';
import { refuse, say } from '../messages.ts';
import type { Turn } from '../turn.ts';
import { credentials as credentialsField, form } from '../wire.ts';
import { failedAttempt } from './attempts.ts';
import { type Credentials, type Method, textOf } from './method.ts';

const hidden = (name: string, label: string, required = true) => ({ name, label, required, visible: false });

/** Passkeys and security keys (WebAuthn). Attestations and assertions are checked by @simplewebauthn/server. */
export const webauthn: Method = {
  authenticatorKey: 'webauthn',
  methodType: 'webauthn',
  relatesToAuthenticator: true,
  start: newChallenge,
  fields: () => [
    hidden('clientData', 'Client Data'),
    hidden('authenticatorData', 'Authenticator Data'),
    hidden('signatureData', 'Signature Data'),
  ],
  about: (turn) => ({
    contextualData: {
      challengeData: {
        challenge: turn.current.webauthnChallenge,
        userVerification: 'preferred',
        extensions: {},
      },
    },
  }),
  check: async (turn, credentials) => ((await checkAssertion(turn, credentials)) ? ['inherence'] : []),
  enrol: {
    start: (turn) => {
      const user = turn.requireUser();
      const { factors } = turn.org;
      for (const factor of factors.ofUser(user.id))
        if (factor.factorType === 'webauthn' && factor.status !== 'ACTIVE') factors.delete(factor);
      return { factorId: factors.enrolWebAuthn(user.id).id, ...newChallenge() };
    },
    forms: (turn) => [
      form(
        turn,
        'enroll-authenticator',
        'challenge/answer',
        [
          credentialsField(
            hidden('clientData', 'Client Data'),
            hidden('attestation', 'Attestation'),
            hidden('transports', 'Transports', false),
            hidden('clientExtensions', 'Client Extensions', false),
          ),
        ],
        { relatesTo: ['$.currentAuthenticator'] },
      ),
    ],
    about: (turn) => ({ contextualData: { activationData: activationData(turn) } }),
    check: registerCredential,
  },
};

/** Okta's challenges are 20 characters of base64url. */
function newChallenge(): { webauthnChallenge: string } {
  return { webauthnChallenge: randomBytes(15).toString('base64url') };
}

function activationData(turn: Turn): object {
  const user = turn.requireUser();
  const { firstName, lastName, login } = user.profile;
  return {
    rp: { name: turn.org.name },
    user: { displayName: `${String(firstName)} ${String(lastName)}`, name: login, id: user.id },
    pubKeyCredParams: [
      { type: 'public-key', alg: -7 },
      { type: 'public-key', alg: -257 },
    ],
    challenge: turn.current.webauthnChallenge,
    attestation: 'direct',
    authenticatorSelection: { userVerification: 'preferred' },
    excludeCredentials: passkeysOf(turn).map(({ id }) => ({ type: 'public-key', id })),
  };
}

/** The person's passkeys by their credential ids. */
const passkeysOf = (turn: Turn) =>
  turn.org.factors
    .activeOf(turn.requireUser().id)
    .flatMap((factor) =>
      factor.webauthn ? [{ factor, id: factor.webauthn.credentialId, passkey: factor.webauthn }] : [],
    );

/** Pages of the org and of trusted origins may ask for a passkey; all share the org's host. */
function relyingParty(turn: Turn) {
  const { org } = turn;
  const origins = org.trustedOrigins.all().map(({ origin }) => origin);
  return {
    expectedOrigin: [org.url, ...origins],
    expectedRPID: new URL(org.url).hostname,
    expectedChallenge: turn.current.webauthnChallenge ?? '',
    requireUserVerification: false,
  };
}

async function registerCredential(turn: Turn, credentials: Credentials): Promise<void> {
  const { verifyRegistrationResponse } = await import('@simplewebauthn/server');
  const transports = transportsOf(credentials.transports);
  const outcome = await verifyRegistrationResponse({
    ...relyingParty(turn),
    response: {
      // Okta's clients do not send the id beside the attestation; the library takes the one within.
      id: 'within',
      rawId: 'within',
      type: 'public-key',
      clientExtensionResults: {},
      response: {
        clientDataJSON: base64url(textOf(credentials, 'clientData')),
        attestationObject: base64url(textOf(credentials, 'attestation')),
      },
    },
  }).catch(() => undefined);
  if (!outcome?.verified) throw refuse(say.wrongAttestation, 400);
  const { credential } = outcome.registrationInfo;
  turn.org.factors.activateWebAuthn(
    turn.requireFactor(),
    {
      credentialId: credential.id,
      publicKey: Buffer.from(credential.publicKey).toString('base64url'),
      counter: credential.counter,
      transports,
    },
    'Security Key or Biometric',
  );
}

/** Finds the passkey that signed: Okta's clients do not say which. Returns whether it knew its owner. */
async function checkAssertion(turn: Turn, credentials: Credentials): Promise<boolean> {
  const { verifyAuthenticationResponse } = await import('@simplewebauthn/server');
  const user = turn.requireUser();
  const response = {
    clientDataJSON: base64url(textOf(credentials, 'clientData')),
    authenticatorData: base64url(textOf(credentials, 'authenticatorData')),
    signature: base64url(textOf(credentials, 'signatureData')),
  };
  for (const { factor, id, passkey } of passkeysOf(turn)) {
    const outcome = await verifyAuthenticationResponse({
      ...relyingParty(turn),
      credential: { id, publicKey: Buffer.from(passkey.publicKey, 'base64url'), counter: passkey.counter },
      response: { id, rawId: id, type: 'public-key', clientExtensionResults: {}, response },
    }).catch(() => undefined);
    if (!outcome?.verified) continue;
    rememberCounter(turn, factor, outcome.authenticationInfo.newCounter);
    return outcome.authenticationInfo.userVerified;
  }
  throw failedAttempt(turn, user, 'signatureData', say.wrongAssertion);
}

function rememberCounter(turn: Turn, factor: Factor, counter: number): void {
  if (factor.webauthn) turn.org.factors.update(factor, { webauthn: { ...factor.webauthn, counter } });
}

/** The widget sends standard base64, auth-js base64url. */
const base64url = (text: string): string => Buffer.from(text, 'base64').toString('base64url');

/** A list, or the JSON of one. */
function transportsOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.map(String);
  if (typeof value !== 'string') return [];
  try {
    return transportsOf(JSON.parse(value));
  } catch {
    return [];
  }
}
