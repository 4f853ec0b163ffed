import { createPublicKey } from 'node:crypto';
import type { JsonWebKey, KeyObject } from 'node:crypto';
import { UnreachableError } from '../outgoing/http.ts';
import type { OutgoingFetch } from '../outgoing/http.ts';

const freshFor = 60 * 60_000;
/** Burst size and milliseconds per additional fetch: at most ten per minute, but never a minute without one. */
const burst = 5;
const refill = 12_000;

/** The issuer responded, but not with keys. */
class NoKeysError extends UnreachableError {
  constructor(url: string, reason: string, cause?: unknown) {
    super(url, reason, cause);
    this.message = `${url} did not return its keys: ${reason}`;
  }
}

/**
 * The issuer's published keys. Fetched on first use, hourly, and when a token refers to an unknown key, which
 * is how a rotation is noticed; at most ten times a minute, so that forged key ids cannot make us flood the
 * org.
 */
export class SigningKeys {
  readonly #url: string;
  readonly #outgoing: OutgoingFetch;
  readonly #now: () => number;
  #keys: ReadonlyMap<string, KeyObject> = new Map();
  #fetchedAt = -Infinity;
  #fetching: Promise<void> | undefined;
  /** When the full fetch allowance is available again. */
  #wholeAt = -Infinity;
  constructor(url: string, outgoing: OutgoingFetch, now: () => number) {
    this.#url = url;
    this.#outgoing = outgoing;
    this.#now = now;
  }

  /**
   * The key of this id; undefined when the issuer does not publish it.
   * @throws UnreachableError if the keys are needed but unavailable
   */
  async find(kid: string): Promise<KeyObject | undefined> {
    const isFresh = this.#now() - this.#fetchedAt <= freshFor;
    if (!isFresh || (!this.#keys.has(kid) && this.#mayFetch())) await this.#refresh();
    return this.#keys.get(kid);
  }

  #mayFetch(): boolean {
    return this.#fetching !== undefined || this.#wholeAt - this.#now() <= (burst - 1) * refill;
  }

  async #refresh(): Promise<void> {
    this.#fetching ??= this.#fetch().finally(() => (this.#fetching = undefined));
    await this.#fetching;
  }

  /** A failed fetch does not count towards the allowance: the issuer may be back at the next request. */
  async #fetch(): Promise<void> {
    const response = await this.#outgoing(this.#url, { headers: { accept: 'application/json' } });
    if (!response.ok) throw new NoKeysError(this.#url, `HTTP ${response.status}`);
    const keys = readKeys(await response.text());
    if (keys.size === 0) throw new NoKeysError(this.#url, 'the response contains no RSA signing key');
    this.#keys = keys;
    this.#fetchedAt = this.#now();
    this.#wholeAt = Math.max(this.#wholeAt, this.#fetchedAt) + refill;
  }
}

/** The keys of a JWK set (RFC 7517 section 5) that RS256 can use; others are ignored, as the RFC says. */
function readKeys(text: string): Map<string, KeyObject> {
  const keys = new Map<string, KeyObject>();
  for (const key of listOf(text)) {
    const { kid, kty, use = 'sig', alg = 'RS256' } = key;
    if (typeof kid !== 'string' || kty !== 'RSA' || use !== 'sig' || alg !== 'RS256') continue;
    try {
      keys.set(kid, createPublicKey({ key, format: 'jwk' }));
    } catch {
      continue;
    }
  }
  return keys;
}

function listOf(text: string): JsonWebKey[] {
  try {
    const { keys } = JSON.parse(text) as { keys?: unknown };
    return Array.isArray(keys)
      ? keys.filter((key): key is JsonWebKey => typeof key === 'object' && key !== null)
      : [];
  } catch {
    return [];
  }
}
