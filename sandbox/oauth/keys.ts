import {
  createLocalJWKSet,
  type JSONWebKeySet,
  type JWK,
  type JWTPayload,
  jwtVerify,
  type JWTVerifyOptions,
} from 'jose';
import type { SigningKey } from '../org/kernel/model.ts';
import type { Org } from '../org/org.ts';

/** The private keys of a server as oidc-provider takes them: the active one first, because it signs with the first. */
export async function privateJwks(org: Org, serverId: string): Promise<JSONWebKeySet> {
  const keys = await org.signingKeys.signing(serverId);
  return {
    keys: keys.map(({ id, privateJwk }) => ({ ...privateJwk, kid: id, alg: 'RS256', use: 'sig' })),
  };
}

/** What the keys endpoint of a server publishes. */
export async function publicJwks(org: Org, serverId: string): Promise<JSONWebKeySet> {
  return { keys: (await org.signingKeys.signing(serverId)).map(publicJwk) };
}

function publicJwk({ id, privateJwk }: SigningKey): JWK {
  const { n, e } = privateJwk ?? {};
  if (n === undefined || e === undefined) throw new Error(`The signing key ${id} has no RSA pair.`);
  return { kty: 'RSA', alg: 'RS256', kid: id, use: 'sig', e, n };
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
  const keys = createLocalJWKSet(await publicJwks(org, server.id));
  const usual = { issuer: server.issuer, currentDate: new Date(org.clock()) };
  return (await jwtVerify(token, keys, { ...usual, ...options })).payload;
}
