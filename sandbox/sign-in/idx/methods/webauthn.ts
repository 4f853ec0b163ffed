import type { Factor } from '../../../org/factors/factors.ts';
import {
  base64url,
  newPasskeyChallenge,
  passkeysOf,
  registerPasskey,
  registrationOptions,
  relyingParty,
} from '../../passkeys.ts';
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
  enroll: {
    start: (turn) => {
      const user = turn.requireUser();
      const { factors } = turn.org;
      for (const factor of factors.ofUser(user.id))
        if (factor.factorType === 'webauthn' && factor.status !== 'ACTIVE') factors.delete(factor);
      return { factorId: factors.enrollWebAuthn(user.id).id, ...newChallenge() };
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
    about: (turn) => ({
      contextualData: {
        activationData: registrationOptions(turn.org, turn.requireUser(), turn.current.webauthnChallenge),
      },
    }),
    check: registerCredential,
  },
};

function newChallenge(): { webauthnChallenge: string } {
  return { webauthnChallenge: newPasskeyChallenge() };
}

async function registerCredential(turn: Turn, credentials: Credentials): Promise<void> {
  const registered = await registerPasskey(turn.org, turn.requireFactor(), turn.current.webauthnChallenge, {
    clientData: textOf(credentials, 'clientData'),
    attestation: textOf(credentials, 'attestation'),
    transports: transportsOf(credentials.transports),
  });
  if (registered === undefined) throw refuse(say.wrongAttestation, 400);
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
  for (const { factor, id, passkey } of passkeysOf(turn.org, user.id)) {
    const outcome = await verifyAuthenticationResponse({
      ...relyingParty(turn.org, turn.current.webauthnChallenge),
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
