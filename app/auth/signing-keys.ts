import type { OutgoingFetch } from '../outgoing/http.ts';

export interface Jwk {
  kid: string;
  kty: string;
  alg: string;
  use?: string;
  [member: string]: unknown;
}

const isSigningKey = (key: Partial<Jwk>): key is Jwk =>
  typeof key.kid === 'string' && key.kty === 'RSA' && typeof key.alg === 'string' && key.use !== 'enc';

const freshFor = 60 * 60_000;
const fetchesPerMinute = 10;

/**
 * The issuer's published keys. Fetched when first needed, hourly, and when a token names a key not seen before, which
 * is how a rotation is noticed; at most ten times a minute, so that forged key ids cannot make us flood the org.
 */
export class SigningKeys {
  readonly #url: string;
  readonly #outgoing: OutgoingFetch;
  readonly #now: () => number;
  #keys: Jwk[] = [];
  #fetchedAt = -Infinity;
  #fetching: Promise<void> | undefined;
  #recent: number[] = [];
  constructor(url: string, outgoing: OutgoingFetch, now: () => number) {
    this.#url = url;
    this.#outgoing = outgoing;
    this.#now = now;
  }

  /** @throws UnreachableError when the keys are needed and cannot be fetched */
  async has(kid: string): Promise<boolean> {
    if (!this.knows(kid) || this.#now() - this.#fetchedAt > freshFor) await this.#refresh();
    return this.knows(kid);
  }

  /** Whether the key was among those fetched last; fetches nothing. */
  knows(kid: string): boolean {
    return this.#keys.some((key) => key.kid === kid);
  }

  /** The key of this id; undefined when the issuer does not publish it. */
  async find(kid: string): Promise<Jwk | undefined> {
    return (await this.has(kid)) ? this.#keys.find((key) => key.kid === kid) : undefined;
  }

  /** What was fetched last. */
  async all(): Promise<Jwk[]> {
    return this.#keys;
  }

  async #refresh(): Promise<void> {
    const now = this.#now();
    this.#recent = this.#recent.filter((time) => now - time < 60_000);
    if (this.#fetching === undefined && this.#recent.length >= fetchesPerMinute) return;
    this.#fetching ??= this.#fetch().finally(() => (this.#fetching = undefined));
    await this.#fetching;
  }

  async #fetch(): Promise<void> {
    this.#recent.push(this.#now());
    const response = await this.#outgoing(this.#url, { headers: { accept: 'application/json' } });
    if (!response.ok) return;
    const body = (await response.json()) as { keys?: Partial<Jwk>[] };
    this.#keys = (body.keys ?? []).filter(isSigningKey);
    this.#fetchedAt = this.#now();
  }
}
