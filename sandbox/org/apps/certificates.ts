import { X509Certificate, createHash, generateKeyPair, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { selfSignedCertificate } from './certificate.ts';
import { type OrgContext, later } from '../kernel/context.ts';
import type { CertifiedKey } from '../idps/model.ts';
import type { Collection } from '../kernel/records.ts';

const newPair = () => promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
const tenYears = 10 * 365 * 24 * 60 * 60;

/**
 * Keys with a certificate, with which SAML apps and identity providers sign. As with `SigningKeys`, the id is
 * there from the start and the RSA pair is made when it is first needed.
 */
export class Certificates {
  readonly #context: OrgContext;
  readonly #keys: Collection<CertifiedKey>;
  readonly #ofOwner: (ownerId: string) => CertifiedKey[];
  readonly #generating = new Map<string, Promise<CertifiedKey>>();
  readonly #prepared: ReturnType<typeof newPair>[] = [];

  constructor(context: OrgContext) {
    this.#context = context;
    this.#keys = context.records.collection('certificates');
    this.#ofOwner = this.#keys.index(({ ownerId }) => ownerId);
  }

  /** Generates key pairs in other threads in advance, because each takes a tenth of a second or more. */
  prepare(count: number): void {
    for (let made = 0; made < count; made++) {
      const pair = newPair();
      pair.catch(() => undefined); // reported to the caller that takes it
      this.#prepared.push(pair);
    }
  }

  /** @param years how long the certificate holds: 10 when not given */
  create(ownerId: string, id = randomBytes(32).toString('base64url'), years = 10): CertifiedKey {
    const now = this.#context.now();
    const expiresAt = later(now, (tenYears / 10) * years);
    return this.#keys.put({ id, ownerId, created: now, lastUpdated: now, expiresAt });
  }

  get(ownerId: string, id: string): CertifiedKey | undefined {
    const key = this.#keys.get(id);
    return key?.ownerId === ownerId ? key : undefined;
  }

  ofOwner(ownerId: string): CertifiedKey[] {
    return this.#ofOwner(ownerId);
  }

  /** The key with its pair and certificate, made now when they are missing. */
  async complete(key: CertifiedKey): Promise<CertifiedKey> {
    const current = this.#keys.get(key.id) ?? key;
    if (current.certificate !== undefined) return current;
    const running = this.#generating.get(key.id) ?? this.#generate(current);
    this.#generating.set(key.id, running);
    return await running;
  }

  forget(ownerId: string): void {
    for (const { id } of this.#ofOwner(ownerId)) this.#keys.delete(id);
  }

  async #generate(key: CertifiedKey): Promise<CertifiedKey> {
    const pair = await (this.#prepared.shift() ?? newPair());
    const certificate = selfSignedCertificate(pair, 'sandbox', key.created, key.expiresAt).toString('base64');
    const privateJwk = pair.privateKey.export({ format: 'jwk' });
    this.#generating.delete(key.id);
    return this.#context.records.transaction(() => {
      const current = this.#keys.get(key.id);
      const complete = { ...(current ?? key), certificate, privateJwk };
      return current ? this.#keys.put(complete) : complete;
    });
  }
}

/** A certificate's content as JWK members. @throws if it is not a certificate */
export function jwkOfCertificate(certificate: string): {
  readonly n: string;
  readonly e: string;
  readonly kty: string;
  readonly thumbprint: string;
  readonly expiresAt: string;
} {
  const raw = Buffer.from(certificate, 'base64');
  const parsed = new X509Certificate(raw);
  const { n = '', e = '', kty = 'RSA' } = parsed.publicKey.export({ format: 'jwk' });
  const thumbprint = createHash('sha256').update(raw).digest('base64url');
  return { n, e, kty, thumbprint, expiresAt: new Date(parsed.validTo).toISOString() };
}
