import { createHash, generateKeyPair } from 'node:crypto';
import { promisify } from 'node:util';
import type { Collection, Entity, Records } from './records.ts';

/** An RSA private key in JWK form (RFC 7517). */
export interface PrivateJwk {
  readonly kty: 'RSA';
  readonly n: string;
  readonly e: string;
  readonly d: string;
  readonly p: string;
  readonly q: string;
  readonly dp: string;
  readonly dq: string;
  readonly qi: string;
}

export interface SigningKey extends Entity {
  /** The authorization server's id, or `org` for the org authorization server. */
  readonly serverId: string;
  /** ACTIVE signs, EXPIRED still verifies. Okta also shows a NEXT key; it is made when it is first asked for. */
  readonly status: 'ACTIVE' | 'NEXT' | 'EXPIRED';
  readonly jwk: PrivateJwk;
  readonly created: string;
  readonly lastUpdated: string;
}

const generate = promisify(generateKeyPair);

/** Owns the keys that authorization servers sign with: RSA-2048, RS256, as Okta's. */
export class SigningKeys {
  readonly #records: Records;
  readonly #keys: Collection<SigningKey>;
  readonly #byServer: (serverId: string) => SigningKey[];
  readonly #now: () => string;
  readonly #pending = new Map<string, Promise<void>>();

  /** @param now the time as an ISO 8601 string */
  constructor(records: Records, now: () => string) {
    this.#records = records;
    this.#now = now;
    this.#keys = records.collection<SigningKey>('signingKeys');
    this.#byServer = this.#keys.index((key) => key.serverId);
  }

  /** All keys of a server: the active one first, then next, then expired. Makes the missing ones. */
  async ofServer(serverId: string): Promise<readonly SigningKey[]> {
    if (!this.#byServer(serverId).some((key) => key.status === 'ACTIVE'))
      await this.#make(serverId, 'ACTIVE');
    const rank = { ACTIVE: 0, NEXT: 1, EXPIRED: 2 };
    return this.#byServer(serverId).sort((a, b) => rank[a.status] - rank[b.status]);
  }

  /** The keys, with the one that will sign after the next rotation. */
  async withNext(serverId: string): Promise<readonly SigningKey[]> {
    if (!this.#byServer(serverId).some((key) => key.status === 'NEXT')) await this.#make(serverId, 'NEXT');
    return this.ofServer(serverId);
  }

  /** The next key becomes the active one; the former verifies on. */
  async rotate(serverId: string): Promise<readonly SigningKey[]> {
    const keys = await this.withNext(serverId);
    const lastUpdated = this.#now();
    const following = { ACTIVE: 'EXPIRED', NEXT: 'ACTIVE', EXPIRED: 'EXPIRED' } as const;
    this.#records.transaction(() => {
      for (const key of keys) this.#keys.put({ ...key, status: following[key.status], lastUpdated });
    });
    return this.withNext(serverId);
  }

  /** Forgets the keys of a server that is gone; inside a transaction. */
  deleteOf(serverId: string): void {
    for (const key of this.#byServer(serverId)) this.#keys.delete(key.id);
  }

  /** Two requests that find no key wait for the same one. */
  #make(serverId: string, status: 'ACTIVE' | 'NEXT'): Promise<void> {
    const name = `${serverId} ${status}`;
    const pending = this.#pending.get(name) ?? this.#generate(serverId, status);
    this.#pending.set(name, pending);
    return pending.finally(() => this.#pending.delete(name));
  }

  async #generate(serverId: string, status: 'ACTIVE' | 'NEXT'): Promise<void> {
    const { privateKey } = await generate('rsa', { modulusLength: 2048 });
    const { kty: _kty, ...numbers } = privateKey.export({ format: 'jwk' });
    const jwk = { kty: 'RSA', ...(numbers as Omit<PrivateJwk, 'kty'>) } as const;
    const created = this.#now();
    const id = thumbprint(jwk);
    this.#records.transaction(() => {
      this.#keys.put({ id, serverId, status, jwk, created, lastUpdated: created });
    });
  }
}

/** RFC 7638: the key id follows from the key. */
function thumbprint({ e, kty, n }: PrivateJwk): string {
  return createHash('sha256').update(JSON.stringify({ e, kty, n })).digest('base64url');
}
