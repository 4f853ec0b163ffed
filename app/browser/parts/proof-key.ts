import { toBase64url } from './base64url.ts';

/** What a proof is for. */
interface Proven {
  method: string;
  url: string;
  /** The access token that comes with it; absent in a token request. */
  token?: string;
  /** What the authorization server asked to be repeated. */
  nonce?: string | undefined;
}

const curve = { name: 'ECDSA', namedCurve: 'P-256' };
const coded = (text: string): ArrayBuffer => new TextEncoder().encode(text).buffer;
const part = (value: object): string => toBase64url(coded(JSON.stringify(value)));

/**
 * A key of this page for tokens that are bound to it (DPoP, RFC 9449). The browser keeps the private key, and no script can
 * read it. Each load of the page generates a new one.
 */
export class ProofKey {
  readonly #privateKey: CryptoKey;
  readonly #jwk: object;
  private constructor(privateKey: CryptoKey, jwk: object) {
    this.#privateKey = privateKey;
    this.#jwk = jwk;
  }

  static async make(): Promise<ProofKey> {
    const pair = await crypto.subtle.generateKey(curve, false, ['sign', 'verify']);
    const { kty, crv, x, y } = await crypto.subtle.exportKey('jwk', pair.publicKey);
    return new ProofKey(pair.privateKey, { kty, crv, x, y });
  }

  /** RFC 9449 section 4.2. */
  async proof({ method, url, token, nonce }: Proven): Promise<string> {
    const { origin, pathname } = new URL(url, location.href);
    const claims = {
      htm: method,
      htu: origin + pathname,
      jti: crypto.randomUUID(),
      iat: Math.floor(Date.now() / 1000),
      ...(token !== undefined && { ath: toBase64url(await crypto.subtle.digest('SHA-256', coded(token))) }),
      nonce,
    };
    const signed = `${part({ typ: 'dpop+jwt', alg: 'ES256', jwk: this.#jwk })}.${part(claims)}`;
    const signature = await crypto.subtle.sign(
      { name: 'ECDSA', hash: 'SHA-256' },
      this.#privateKey,
      coded(signed),
    );
    return `${signed}.${toBase64url(signature)}`;
  }
}

/** The headers with the access token for an API and, if it is bound to a key, the proof. */
export async function authorizationOf(
  { accessToken: token, key }: { accessToken: string; key?: ProofKey | undefined },
  { method, url }: Pick<Proven, 'method' | 'url'>,
): Promise<Record<string, string>> {
  if (!key) return { Authorization: `Bearer ${token}` };
  return { Authorization: `DPoP ${token}`, DPoP: await key.proof({ method, url, token }) };
}
