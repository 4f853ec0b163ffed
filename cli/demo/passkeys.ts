import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { z } from 'zod';
import type { HostedPage } from './hosted-page.ts';

interface Passkey {
  readonly id: Buffer;
  readonly key: KeyObject;
  count: number;
}

interface SignIn {
  readonly login: string;
  readonly password: string;
  readonly how: 'enroll' | 'use' | 'password';
  /** Of the org, which is the relying party. */
  readonly origin: string;
}

const label = 'Security Key or Biometric';
const challenge = z.object({ challenge: z.string() }).optional();
const contextual = z.looseObject({
  contextualData: z.looseObject({ activationData: challenge, challengeData: challenge }).optional(),
});
const challenges = z.looseObject({
  currentAuthenticator: z.looseObject({ value: contextual }).optional(),
  currentAuthenticatorEnrollment: z.looseObject({ value: contextual }).optional(),
});

/** An authenticator in software (WebAuthn, level 2): an ES256 key for each person, with user verification. */
export class Passkeys {
  readonly #keys = new Map<string, Passkey>();

  /** Signs in on the org's page, as far as it goes. */
  async signIn(page: HostedPage, asked: SignIn): Promise<void> {
    const { login, password, how, origin } = asked;
    if (how === 'password' || how === 'enroll') await page.signIn(login, password);
    else await page.proceed('identify', { identifier: login });
    if (how === 'enroll') await this.#enroll(page, login, origin);
    if (how === 'use') await this.#use(page, asked);
  }

  async #enroll(page: HostedPage, login: string, origin: string): Promise<void> {
    if (page.asks[0]?.startsWith('select-authenticator') === true) await page.choose(label);
    const asked = challengeOf(page);
    const { publicKey, privateKey: key } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const id = randomBytes(32);
    this.#keys.set(login, { id, key, count: 0 });
    const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
    // COSE_Key of RFC 9053: EC2, ES256, P-256, x, y.
    const cose = Buffer.concat([
      Buffer.from([0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20]),
      Buffer.from(x, 'base64url'),
      Buffer.from([0x22, 0x58, 0x20]),
      Buffer.from(y, 'base64url'),
    ]);
    const data = Buffer.concat([
      ...[authenticatorData(origin, 0x45, 0), Buffer.alloc(16), Buffer.from([0, id.length])],
      ...[id, cose],
    ]);
    // Attestation object: {fmt: "none", attStmt: {}, authData}.
    const attestation = Buffer.concat([
      Buffer.from([0xa3, 0x63]),
      Buffer.from('fmt'),
      Buffer.from([0x64]),
      Buffer.from('none'),
      Buffer.from([0x67]),
      Buffer.from('attStmt'),
      Buffer.from([0xa0, 0x68]),
      Buffer.from('authData'),
      Buffer.from([0x59, data.length >> 8, data.length & 0xff]),
      data,
    ]);
    await page.proceed('enroll-authenticator', {
      credentials: {
        clientData: clientData('webauthn.create', asked, origin).toString('base64'),
        attestation: attestation.toString('base64'),
      },
    });
  }

  async #use(page: HostedPage, { login, password, origin }: SignIn): Promise<void> {
    // Where the password comes first, the page lets the person choose the passkey instead.
    if (challengeOf(page) === '') await page.choose(label);
    const passkey = this.#keys.get(login);
    if (!passkey) throw new Error(`${login} has no passkey yet.`);
    const client = clientData('webauthn.get', challengeOf(page), origin);
    const data = authenticatorData(origin, 0x05, (passkey.count += 1));
    const signed = Buffer.concat([data, createHash('sha256').update(client).digest()]);
    await page.proceed('challenge-authenticator', {
      credentials: {
        clientData: client.toString('base64'),
        authenticatorData: data.toString('base64'),
        signatureData: sign('sha256', signed, passkey.key).toString('base64'),
      },
    });
    // A rule may also require something that the user knows.
    if (page.asks[0] === 'challenge-authenticator' && challengeOf(page) === '')
      await page.proceed('challenge-authenticator', { credentials: { passcode: password } });
  }
}

/** Empty if the page asks for something other than a passkey. */
function challengeOf(page: HostedPage): string {
  const { currentAuthenticator, currentAuthenticatorEnrollment } = challenges.parse(page.document);
  const { activationData, challengeData } = currentAuthenticator?.value.contextualData ?? {};
  const enrolled = currentAuthenticatorEnrollment?.value.contextualData?.challengeData;
  return (activationData ?? challengeData ?? enrolled)?.challenge ?? '';
}

const clientData = (type: string, challenge: string, origin: string): Buffer =>
  Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }));

/** Hash of the relying party's id, flags, and the signature counter. */
function authenticatorData(origin: string, flags: number, count: number): Buffer {
  const counter = Buffer.alloc(4);
  counter.writeUInt32BE(count);
  return Buffer.concat([
    createHash('sha256').update(new URL(origin).hostname).digest(),
    Buffer.from([flags]),
    counter,
  ]);
}
