import { createHash } from 'node:crypto';
import {
  type CryptoKey,
  errors,
  importJWK,
  type JSONWebKeySet,
  type JWK,
  type JWTPayload,
  jwtVerify,
  type JWTVerifyOptions,
  SignJWT,
} from 'jose';
import type { SigningKey } from '../org/kernel/model.ts';
import type { Org } from '../org/org.ts';

/** The private keys of a server for oidc-provider: the active one first, because oidc-provider signs with the first. */
export async function privateJwks(org: Org, serverId: string): Promise<JSONWebKeySet> {
  const keys = await org.signingKeys.signing(serverId);
  return {
    keys: keys.map(({ id, privateJwk }) => ({ ...privateJwk, kid: id, alg: 'RS256', use: 'sig' })),
  };
}

/** The public keys that a server publishes. */
export async function publicJwks(org: Org, serverId: string): Promise<JSONWebKeySet> {
  return { keys: (await org.signingKeys.signing(serverId)).map(publicJwk) };
}

function publicJwk({ id, privateJwk }: SigningKey): JWK {
  const { n, e } = privateJwk ?? {};
  if (n === undefined || e === undefined) throw new Error(`The signing key ${id} has no RSA pair.`);
  return { kty: 'RSA', alg: 'RS256', kid: id, use: 'sig', e, n };
}

/** An imported key: importing it takes as long as signing. */
interface ReadyKey {
  readonly signing: CryptoKey;
  readonly verifying: CryptoKey;
}

/** Imported keys, by their private JWK, an object that stays the same as long as the key exists. */
const ready = new WeakMap<object, Promise<ReadyKey>>();

async function readyKey(key: SigningKey): Promise<ReadyKey> {
  const { privateJwk } = key;
  if (privateJwk === undefined) throw new Error(`The signing key ${key.id} has no RSA pair.`);
  const known = ready.get(privateJwk) ?? importKey(key);
  ready.set(privateJwk, known);
  return await known;
}

async function importKey(key: SigningKey): Promise<ReadyKey> {
  const [signing, verifying] = await Promise.all(
    [{ kty: 'RSA', ...key.privateJwk }, publicJwk(key)].map((jwk) => importJWK(jwk, 'RS256')),
  );
  return { signing, verifying } as ReadyKey;
}

/**
 * Signs a JWT as a server of the org.
 * @param header additional header parameters
 */
export async function signOwn(
  org: Org,
  serverId: string,
  claims: JWTPayload,
  header: { readonly typ?: string } = {},
): Promise<string> {
  const key = await org.signingKeys.complete(org.signingKeys.active(serverId));
  const { signing } = await readyKey(key);
  return await new SignJWT(claims).setProtectedHeader({ kid: key.id, ...header, alg: 'RS256' }).sign(signing);
}

/**
 * The claims of a JWT that a server of the org has signed.
 * @param options overrule issuer and time
 * @throws what jose throws
 */
export async function verifyOwn(
  org: Org,
  server: { readonly id: string; readonly issuer: string },
  token: string,
  options: JWTVerifyOptions = {},
): Promise<JWTPayload> {
  const keys = await org.signingKeys.signing(server.id);
  const usual = { issuer: server.issuer, currentDate: new Date(org.clock()), algorithms: ['RS256'] };
  const verified = await jwtVerify(
    token,
    async ({ kid }) => {
      const key = keys.find(({ id }) => id === kid);
      if (key === undefined) throw new errors.JWKSNoMatchingKey();
      return (await readyKey(key)).verifying;
    },
    { ...usual, ...options },
  );
  return verified.payload;
}

/** The hash of a token for the ID token issued with it: `at_hash` (OpenID Connect Core, section 3.1.3.6). */
export const leftHalfHash = (token: string): string =>
  createHash('sha256').update(token).digest().subarray(0, 16).toString('base64url');
