import { generateKeyPair, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import type { OrgContext } from '../kernel/context.ts';
import type { SigningKey } from '../kernel/model.ts';
import type { Collection } from '../kernel/records.ts';

const generate = promisify(generateKeyPair);

/** The name under which the keys of the org authorization server stand. */
export const orgServerId = 'org';

/**
 * The keys that authorization servers sign with. Each server has an active key, the next one, already
 * published, and the last expired one. A key has its id from the start; the RSA pair is made when it is first
 * needed, because that takes a tenth of a second that most servers never need.
 */
export class SigningKeys {
  readonly #context: OrgContext;
  readonly #keys: Collection<SigningKey>;
  readonly #ofServer: (serverId: string) => SigningKey[];
  readonly #generating = new Map<string, Promise<SigningKey>>();
  /** Pairs by the ids of their keys: a snapshot may come back that is older than a pair, and its key stays the same. */
  readonly #pairs = new Map<string, NonNullable<SigningKey['privateJwk']>>();

  constructor(context: OrgContext) {
    this.#context = context;
    this.#keys = context.records.collection('signingKeys');
    this.#ofServer = this.#keys.index(({ serverId }) => serverId);
  }

  /** Gives a new server its first two keys. */
  createFor(serverId: string): void {
    this.#create(serverId, 'ACTIVE');
    this.#create(serverId, 'NEXT');
  }

  /**
   * The active key, generated if there is none: for temporary signers, such as simulated identity providers.
   */
  ensureFor(serverId: string): SigningKey {
    if (this.#ofServer(serverId).length === 0) this.createFor(serverId);
    return this.active(serverId);
  }

  /** The active key. Its `privateJwk` may not be there yet: see `complete`. */
  active(serverId: string): SigningKey {
    const key = this.#ofServer(serverId).find(({ status }) => status === 'ACTIVE');
    if (!key)
      throw new Error(`The authorization server ${serverId} has no signing key: its state is incomplete.`);
    return key;
  }

  /** All keys of a server with their RSA pairs: active, next, expired. */
  async ofServer(serverId: string): Promise<SigningKey[]> {
    const order = ['ACTIVE', 'NEXT', 'EXPIRED'];
    const keys = this.#ofServer(serverId).sort((a, b) => order.indexOf(a.status) - order.indexOf(b.status));
    return await Promise.all(keys.map((key) => this.complete(key)));
  }

  /**
   * The keys that sign or have signed, the active one first. Unlike `ofServer` it does not make the next one.
   */
  async signing(serverId: string): Promise<SigningKey[]> {
    const active = await this.complete(this.active(serverId));
    return [
      active,
      ...this.#ofServer(serverId).filter(({ status, privateJwk }) => status === 'EXPIRED' && privateJwk),
    ];
  }

  /** The key with its RSA pair, made now when it is missing. */
  async complete(key: SigningKey): Promise<SigningKey> {
    const current = this.#keys.get(key.id) ?? key;
    if (current.privateJwk) return current;
    const running = this.#generating.get(key.id) ?? this.#generate(current);
    this.#generating.set(key.id, running);
    return await running;
  }

  /** Rotates the keys: the next key becomes active, the active one expires, and the expired one is removed. */
  rotate(serverId: string): void {
    const lastUpdated = this.#context.now();
    for (const key of this.#ofServer(serverId)) {
      if (key.status === 'EXPIRED') this.#keys.delete(key.id);
      else this.#keys.put({ ...key, status: key.status === 'NEXT' ? 'ACTIVE' : 'EXPIRED', lastUpdated });
    }
    this.#create(serverId, 'NEXT');
  }

  forgetServer(serverId: string): void {
    for (const { id } of this.#ofServer(serverId)) this.#keys.delete(id);
  }

  #create(serverId: string, status: SigningKey['status']): SigningKey {
    const now = this.#context.now();
    const id = randomBytes(32).toString('base64url');
    return this.#keys.put({ id, serverId, status, created: now, lastUpdated: now });
  }

  async #generate(key: SigningKey): Promise<SigningKey> {
    const privateJwk = this.#pairs.get(key.id) ?? (await newPair());
    this.#pairs.set(key.id, privateJwk);
    this.#generating.delete(key.id);
    return this.#context.records.transaction(() => {
      const current = this.#keys.get(key.id);
      // The server may have been deleted in the meantime; then its key is not needed.
      return current ? this.#keys.put({ ...current, privateJwk }) : { ...key, privateJwk };
    });
  }
}

async function newPair() {
  const { privateKey } = await generate('rsa', { modulusLength: 2048 });
  return privateKey.export({ format: 'jwk' });
}
