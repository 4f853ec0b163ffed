/**
 * Tokens that are bound to a key (DPoP, RFC 9449): each set of tokens has its own key, which stays on the server next to
 * them, so that a stolen token is useless. https://developer.okta.com/docs/guides/dpop/main/
 */
import { createHash, randomUUID } from 'node:crypto';
import { SignJWT, importJWK } from 'jose';
import type { JWK } from 'jose';
import * as oidc from 'openid-client';
import type { OidcClient } from './client.ts';

/** A private key as it is stored next to the tokens that are bound to it. */
export type BoundKey = JWK;

const algorithm = 'ES256';

/** A new key for a set of tokens. */
export async function newBoundKey(): Promise<BoundKey> {
  const { privateKey } = await oidc.randomDPoPKeyPair(algorithm, { extractable: true });
  return crypto.subtle.exportKey('jwk', privateKey);
}

/** The part of the key that a proof shows. */
const publicPart = ({ kty, crv, x, y }: BoundKey): JWK => ({
  ...(kty !== undefined && { kty }),
  ...(crv !== undefined && { crv }),
  ...(x !== undefined && { x }),
  ...(y !== undefined && { y }),
});

/** Has openid-client prove the key in a token request, and repeat the request with Okta's nonce. */
export async function provingKey(client: OidcClient, key: BoundKey | undefined): Promise<oidc.DPoPOptions> {
  if (key === undefined) return {};
  const curve = { name: 'ECDSA', namedCurve: 'P-256' };
  const [privateKey, publicKey] = await Promise.all([
    crypto.subtle.importKey('jwk', key, curve, false, ['sign']),
    crypto.subtle.importKey('jwk', publicPart(key), curve, true, ['verify']),
  ]);
  return { DPoP: oidc.getDPoPHandle(client, { privateKey, publicKey }) };
}

/**
 * The proof for one request with the access token (RFC 9449 section 4.2): good for its method, its address and this token, for
 * a few minutes, once.
 * @param at milliseconds since the epoch
 */
export async function proofFor(
  key: BoundKey,
  { method, url, accessToken, at }: { method: string; url: string; accessToken: string; at: number },
): Promise<string> {
  const { origin, pathname } = new URL(url);
  return new SignJWT({
    htm: method,
    htu: origin + pathname,
    ath: createHash('sha256').update(accessToken).digest('base64url'),
    jti: randomUUID(),
    iat: Math.floor(at / 1000),
  })
    .setProtectedHeader({ alg: algorithm, typ: 'dpop+jwt', jwk: publicPart(key) })
    .sign(await importJWK(key, algorithm));
}
