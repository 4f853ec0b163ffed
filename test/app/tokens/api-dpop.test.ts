/** Tokens that are bound to a key (RFC 9449) at the shop's API. */
import { createHash, randomUUID } from 'node:crypto';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK, type JWTPayload, SignJWT } from 'jose';
import { Configuration, fetchProtectedResource, getDPoPHandle, randomDPoPKeyPair } from 'openid-client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RunningApp, startApp } from '../../helpers/app.ts';
import { startIssuer } from '../../helpers/issuer.ts';
import { allowPlainHttp } from '../../helpers/plain-http.ts';

let issuer: Awaited<ReturnType<typeof startIssuer>>;
let shop: RunningApp;
let key: CryptoKey;
let jwk: JWK;
let token: string;

beforeAll(async () => {
  issuer = await startIssuer();
  shop = await startApp({ OKTA_ISSUER: issuer.issuer, OKTA_AUDIENCE: 'http://localhost:5000' });
  const pair = await generateKeyPair('ES256', { extractable: true });
  key = pair.privateKey;
  jwk = await exportJWK(pair.publicKey);
  token = await issuer.sign({ cnf: { jkt: await calculateJwkThumbprint(jwk) } });
});
afterAll(async () => {
  await shop.close();
  await issuer.close();
});

const ask = async (authorization: string, proof?: string) => {
  const headers = { authorization, ...(proof !== undefined && { dpop: proof }) };
  const response = await fetch(`${shop.url}/api/products`, { headers });
  const { detail } = (await response.json()) as { detail?: string };
  return { status: response.status, challenge: response.headers.get('www-authenticate') ?? '', detail };
};
const now = () => Math.floor(Date.now() / 1000);
const proofOf = (claims: JWTPayload = {}, header: object = {}, by = key) =>
  new SignJWT({
    ...{ htm: 'GET', htu: `${shop.url}/api/products`, iat: now(), jti: randomUUID() },
    ath: createHash('sha256').update(token).digest('base64url'),
    ...claims,
  })
    .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk, ...header })
    .sign(by);

test('openid-client calls the API with a bound token', async () => {
  const config = new Configuration({ issuer: issuer.issuer }, 'client');
  allowPlainHttp(config);
  const pair = await randomDPoPKeyPair('ES256', { extractable: true });
  const jkt = await calculateJwkThumbprint(await exportJWK(pair.publicKey));
  const bound = await issuer.sign({ cnf: { jkt } });
  const response = await fetchProtectedResource(
    config,
    bound,
    new URL(`${shop.url}/api/products?count=1`),
    'GET',
    null,
    undefined,
    { DPoP: getDPoPHandle(config, pair) },
  );
  expect(response.status).toBe(200);
});

const algs = 'algs="RS256 RS384 RS512 ES256 ES384 ES512"';

describe('the API refuses', () => {
  test('a bound token as a bearer token, and a bearer token as a bound one', async () => {
    expect(await ask(`Bearer ${token}`)).toEqual({
      status: 401,
      challenge: expect.stringMatching(/^DPoP .*error="invalid_token"/) as unknown,
      detail: 'The token is bound to a key: send it with Authorization: DPoP and a proof',
    });
    expect(await ask(`DPoP ${await issuer.sign({})}`, await proofOf())).toEqual({
      status: 401,
      challenge: expect.stringMatching(/^Bearer .*error="invalid_token"/) as unknown,
      detail: 'The token is not bound to a key: send it with Authorization: Bearer',
    });
  });

  test('more than one token', async () => {
    expect(await ask('DPoP one two')).toMatchObject({
      status: 400,
      challenge: expect.stringContaining(algs) as unknown,
    });
  });

  test.each<[string, () => Promise<string | undefined>, RegExp]>([
    ['no proof', async () => undefined, /send a proof/],
    ['what is no proof', async () => 'x', /cannot be verified/],
    ['another type of JWT', () => proofOf({}, { typ: 'jwt' }), /cannot be verified/],
    ['a proof for another method', () => proofOf({ htm: 'POST' }), /htm/],
    ['a proof for another address', () => proofOf({ htu: `${shop.url}/api/orders` }), /htu/],
    ['a proof for another token', () => proofOf({ ath: 'x' }), /ath/],
    ['an old proof', () => proofOf({ iat: now() - 400 }), /iat/],
    ['a proof from the future', () => proofOf({ iat: now() + 60 }), /iat/],
    ['a proof without an id', () => proofOf({ jti: '' }), /jti/],
    [
      'the proof of another key',
      async () => {
        const other = await generateKeyPair('ES256', { extractable: true });
        return proofOf({}, { jwk: await exportJWK(other.publicKey) }, other.privateKey);
      },
      /not signed with the key/,
    ],
    [
      'a signature that is not the key’s',
      async () => proofOf({}, {}, (await generateKeyPair('ES256')).privateKey),
      /cannot be verified/,
    ],
  ])('%s', async (_, proof, detail) => {
    expect(await ask(`DPoP ${token}`, await proof())).toEqual({
      status: 401,
      challenge: expect.stringMatching(/^DPoP .*error="invalid_dpop_proof"/) as unknown,
      detail: expect.stringMatching(detail) as unknown,
    });
  });

  test('the same proof twice', async () => {
    const proof = await proofOf();
    expect((await ask(`DPoP ${token}`, proof)).status).toBe(200);
    expect(await ask(`DPoP ${token}`, proof)).toMatchObject({
      status: 401,
      detail: expect.stringMatching(/jti/) as unknown,
    });
  });
});
