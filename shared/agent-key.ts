import { createPrivateKey, createPublicKey, generateKeyPair } from 'node:crypto';
import { promisify } from 'node:util';
import { calculateJwkThumbprint, SignJWT } from 'jose';

/** The algorithm by which an agent signs that it is the agent. */
const alg = 'RS256';
/** Seconds. */
const lifetime = 300;

/** A new private key for an agent. PEM */
export async function newAgentKey(): Promise<string> {
  const { privateKey } = await promisify(generateKeyPair)('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  return privateKey;
}

/** What the org publishes of an agent's key; it is called by its thumbprint (RFC 7638). @throws if it is no RSA key */
export async function publicAgentKey(privateKey: string) {
  const { kty, n, e } = createPublicKey(privateKey).export({ format: 'jwk' }) as Record<
    'kty' | 'n' | 'e',
    string
  >;
  return { kty, n, e, alg, use: 'sig', kid: await calculateJwkThumbprint({ kty, n, e }) };
}

/**
 * Proves to a token endpoint that a client is the agent (RFC 7523, section 2.2).
 * @see https://developer.okta.com/docs/api/openapi/okta-oauth/guides/client-auth/
 * @returns parameters of the request
 */
export async function proofOfAgent(
  { clientId, privateKey }: { readonly clientId: string; readonly privateKey: string },
  endpoint: string,
  now: number,
): Promise<Record<string, string>> {
  const { kid } = await publicAgentKey(privateKey);
  const seconds = Math.floor(now / 1000);
  const assertion = await new SignJWT()
    .setProtectedHeader({ alg, kid })
    .setIssuer(clientId)
    .setSubject(clientId)
    .setAudience(endpoint)
    .setIssuedAt(seconds)
    .setExpirationTime(seconds + lifetime)
    .setJti(crypto.randomUUID())
    .sign(createPrivateKey(privateKey));
  return {
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: assertion,
  };
}
