import type { OrgContext } from '../kernel/context.ts';
import { notFound, notImplemented } from '../kernel/errors.ts';
import { newId, randomText } from '../kernel/ids.ts';
import { matchingTimeStep, newSharedSecret } from './one-time-password.ts';
import type { Collection, Entity } from '../kernel/records.ts';

/** As Okta's Factors API names them. */
export type FactorType = 'push' | 'token:software:totp' | 'sms' | 'email' | 'question' | 'webauthn';

/** Also the vendor's name. */
export type FactorProvider = 'OKTA' | 'GOOGLE' | 'FIDO';

/**
 * Something that a person has enrolled to prove who they are. The password is not among them. Okta Verify on
 * one phone is two factors, `push` and `token:software:totp`, with one `deviceId`.
 */
export interface Factor extends Entity {
  readonly userId: string;
  readonly factorType: FactorType;
  readonly provider: FactorProvider;
  readonly status: 'PENDING_ACTIVATION' | 'ACTIVE';
  /** What the Factors API shows: `phoneNumber`, `email`, `question` and `questionText`, `credentialId`… */
  readonly profile: Readonly<Record<string, unknown>>;
  /**
   * The shared secret of one-time passwords in base32, the hash of the answer to a security question, or the challenge of
   * a passkey that is being made.
   */
  readonly secret?: string;
  /** The time step of the password that was used last: it does not count again. */
  readonly lastTimeStep?: number;
  /** What Okta Verify's factors on one phone share. */
  readonly deviceId?: string;
  readonly webauthn?: WebAuthnCredential;
  readonly lastVerified?: string;
  readonly created: string;
  readonly lastUpdated: string;
}

/** A passkey or security key, as registration left it. Binary values in base64url. */
export interface WebAuthnCredential {
  readonly credentialId: string;
  readonly publicKey: string;
  readonly counter: number;
  readonly transports: readonly string[];
}

/** Which authenticator of the org, and which of its methods, a factor is. */
export interface Method {
  readonly authenticatorKey: string;
  readonly methodType: string;
}

/**
 * Manages enrolled factors. The caller has checked the requirements for enrollment; `Challenges` sends codes.
 */
export class Factors {
  readonly #context: OrgContext;
  readonly #factors: Collection<Factor>;
  readonly #ofUser: (userId: string) => Factor[];

  constructor(context: OrgContext) {
    this.#context = context;
    this.#factors = context.records.collection('factors');
    this.#ofUser = this.#factors.index(({ userId }) => userId);
  }

  get(id: string): Factor | undefined {
    return this.#factors.get(id);
  }

  /** @throws OktaError 404 if there is none, or it belongs to another user */
  requireOf(userId: string, id: string): Factor {
    const factor = this.get(id);
    if (factor?.userId !== userId) throw notFound(id, 'UserFactor');
    return factor;
  }

  /** Everything that the person has enrolled or begun to, in that order. */
  ofUser(userId: string): Factor[] {
    return this.#ofUser(userId);
  }

  /** What the person can use now. */
  activeOf(userId: string): Factor[] {
    return this.#ofUser(userId).filter(({ status }) => status === 'ACTIVE');
  }

  /** Okta Verify on a phone: pending until the phone has read the code (`activateDevice`). */
  enrollOktaVerify(userId: string, login: string): { readonly push: Factor; readonly totp: Factor } {
    return this.#context.records.transaction(() => {
      const deviceId = `guo${randomText(17)}`;
      const secret = newSharedSecret();
      const profile = {
        credentialId: login,
        deviceType: 'SmartPhone_IPhone',
        name: 'Sandbox phone',
        platform: 'IOS',
      };
      const push = this.#add({ userId, factorType: 'push', profile, deviceId });
      const totp = this.#add({
        userId,
        factorType: 'token:software:totp',
        profile: { credentialId: login },
        deviceId,
        secret,
      });
      return { push, totp };
    });
  }

  /** An authenticator app; `secret` is what goes into it. Pending until a first password is shown. */
  enrollTotp(userId: string, login: string, provider: 'OKTA' | 'GOOGLE'): Factor {
    const secret = newSharedSecret();
    return this.#add({
      userId,
      factorType: 'token:software:totp',
      provider,
      profile: { credentialId: login },
      secret,
    });
  }

  /** @param phoneNumber E.164, such as `+14155550123` */
  enrollSms(userId: string, phoneNumber: string): Factor {
    return this.#add({ userId, factorType: 'sms', profile: { phoneNumber } });
  }

  enrollEmail(userId: string, email: string, status: Factor['status'] = 'PENDING_ACTIVATION'): Factor {
    return this.#add({ userId, factorType: 'email', profile: { email }, status });
  }

  /**
   * Ready at once.
   * @param question Okta's key such as `disliked_food`, or `custom`
   * @param answerHash `hashSecret` of the answer in small letters
   */
  enrollQuestion(userId: string, question: string, questionText: string, answerHash: string): Factor {
    return this.#add({
      userId,
      factorType: 'question',
      profile: { question, questionText },
      secret: answerHash,
      status: 'ACTIVE',
    });
  }

  /**
   * Pending until the browser has made a credential (`activateWebAuthn`).
   * @param challenge what the credential has to sign, where no sign-in keeps it
   */
  enrollWebAuthn(userId: string, challenge?: string): Factor {
    const secret = challenge === undefined ? {} : { secret: challenge };
    return this.#add({ userId, factorType: 'webauthn', provider: 'FIDO', profile: {}, ...secret });
  }

  activate(factor: Factor): Factor {
    return this.update(factor, { status: 'ACTIVE' });
  }

  activateWebAuthn(
    { secret: _, ...factor }: Factor,
    webauthn: WebAuthnCredential,
    authenticatorName: string,
  ): Factor {
    const profile = { credentialId: webauthn.credentialId, authenticatorName };
    return this.update(factor, { status: 'ACTIVE', webauthn, profile });
  }

  /** Another time to read the code. */
  restartSetUp(factor: Factor): Factor {
    return this.update(factor, {});
  }

  /** The phone has read the code: Okta Verify on it is ready. Nothing happens when there is no such phone. */
  activateDevice(userId: string, deviceId: string): Factor[] {
    return this.#context.records.transaction(() =>
      this.ofUser(userId)
        .filter((factor) => factor.deviceId === deviceId)
        .map((factor) => this.activate(factor)),
    );
  }

  update(factor: Factor, changes: Partial<Omit<Factor, 'id' | 'userId'>>): Factor {
    return this.#context.records.transaction(() =>
      this.#factors.put({ ...factor, ...changes, lastUpdated: this.#context.now() }),
    );
  }

  /** Whether `code` is currently a one-time password of the factor. A correct one is valid once. */
  checkTotp(id: string, code: string): boolean {
    const factor = this.get(id);
    if (factor?.secret === undefined) return false;
    const step = matchingTimeStep(factor.secret, code, this.#context.clock(), factor.lastTimeStep);
    if (step === undefined) return false;
    this.#context.records.alone(() => this.update(factor, { lastTimeStep: step }));
    return true;
  }

  delete(factor: Factor): void {
    this.#context.records.transaction(() => this.#factors.delete(factor.id));
  }

  forgetUser(userId: string): void {
    for (const { id } of this.#ofUser(userId)) this.#factors.delete(id);
  }

  #add(
    input: Omit<Factor, 'id' | 'created' | 'lastUpdated' | 'provider' | 'status'> & {
      readonly provider?: FactorProvider;
      readonly status?: Factor['status'];
    },
  ): Factor {
    const now = this.#context.now();
    const provider = input.provider ?? 'OKTA';
    return this.#context.records.transaction(() =>
      this.#factors.put({
        status: 'PENDING_ACTIVATION',
        ...input,
        provider,
        id: newId('factor'),
        created: now,
        lastUpdated: now,
      }),
    );
  }
}

/** Okta's factor of the Factors API → authenticator and method of the Identity Engine. */
export function methodOf({ factorType, provider }: Pick<Factor, 'factorType' | 'provider'>): Method {
  switch (factorType) {
    case 'push':
      return { authenticatorKey: 'okta_verify', methodType: 'push' };
    case 'token:software:totp':
      return provider === 'GOOGLE'
        ? { authenticatorKey: 'google_otp', methodType: 'otp' }
        : { authenticatorKey: 'okta_verify', methodType: 'totp' };
    case 'sms':
      return { authenticatorKey: 'phone_number', methodType: 'sms' };
    case 'email':
      return { authenticatorKey: 'okta_email', methodType: 'email' };
    case 'question':
      return { authenticatorKey: 'security_question', methodType: 'security_question' };
    case 'webauthn':
      return { authenticatorKey: 'webauthn', methodType: 'webauthn' };
  }
}

/** Factor types of Okta that this sandbox does not play are refused aloud. @throws OktaError 501 */
export function requireFactorType(factorType: string): FactorType {
  const known: readonly string[] = ['push', 'token:software:totp', 'sms', 'email', 'question', 'webauthn'];
  if (!known.includes(factorType)) throw notImplemented(`the factor type ${factorType}`);
  return factorType as FactorType;
}
