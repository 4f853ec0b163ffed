/** Signed authorization requests (RFC 9101), by value. */
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type Body,
  callback,
  type OAuthApp,
  type OAuthOrg,
  refusal,
  startOAuthOrg,
} from '../../helpers/oauth-org.ts';

let org: OAuthOrg;
let server: string;
let app: OAuthApp;
let ada: Body;
let key: CryptoKey;

beforeAll(async () => {
  org = await startOAuthOrg();
  server = await org.server();
  const pair = await generateKeyPair('ES256');
  key = pair.privateKey;
  const jwk = { ...(await exportJWK(pair.publicKey)), kid: 'k', use: 'sig', alg: 'ES256' };
  app = await org.app({ jwks: { keys: [jwk] } });
  ada = await org.person();
});
afterAll(async () => {
  expect(org.faults).toEqual([]);
  await org.close();
});

const now = (): number => Math.floor(Date.now() / 1000);
async function signed(
  claims: JWTPayload = {},
  alg = 'ES256',
  by: CryptoKey | Uint8Array = key,
): Promise<string> {
  return new SignJWT({
    ...{ iss: app.clientId, aud: `${org.url}/oauth2/${server}`, exp: now() + 300 },
    ...{ response_type: 'code', scope: 'openid', redirect_uri: callback, state: 'of-the-object' },
    ...claims,
  })
    .setProtectedHeader({ alg, ...(alg.startsWith('ES') && { kid: 'k' }) })
    .sign(by);
}
const secretOf = ({ secret = '' }: OAuthApp) => new TextEncoder().encode(secret);

it('what is signed counts, not what the URL says beside it', async () => {
  const request = await signed({ nonce: 'of-the-object' });
  const sessionToken = await org.sessionToken(ada.profile.login);
  const back = await org.authorize(app, server, {
    request,
    sessionToken,
    scope: 'profile',
    state: 'of-the-url',
  });
  expect(back).toMatchObject({
    code: expect.any(String) as unknown,
    state: 'of-the-object',
    target: callback,
  });
});

it('the secret of the app signs too; also what is pushed', async () => {
  const request = await signed({}, 'HS256', secretOf(app));
  const pushed = await org.postAs(app, server, 'par', { request });
  const uri = String(pushed.body.request_uri);
  const back = await org.authorize(app, server, {
    ...{ request_uri: uri, sessionToken: await org.sessionToken(ada.profile.login) },
  });
  expect(back).toMatchObject({ code: expect.any(String) as unknown, state: 'of-the-object' });
});

const refused: readonly (readonly [name: string, request: () => Promise<string>, text: string])[] = [
  ['is no JWT', async () => 'x', 'The request object cannot be parsed.'],
  [
    'is not signed',
    async () => `${btoa('{"alg":"none"}').replace(/=+$/, '')}.e30.`,
    'The JWT signature algorithm of the request object is invalid.',
  ],
  [
    'is for another server',
    async () => signed({ aud: org.url }),
    'The audience of the request object is invalid.',
  ],
  [
    'has no moment as its end',
    async () => signed({ exp: 'later' as unknown as number }),
    'The request object cannot be parsed.',
  ],
  ['is too old', async () => signed({ exp: now() - 60 }), 'The request object is expired.'],
  [
    'lives too long',
    async () => signed({ exp: now() + 4000 }),
    'The request object expires too far in the future.',
  ],
  [
    'comes from the future',
    async () => signed({ iat: now() + 600 }),
    'The request object is issued in the future.',
  ],
  ['is not valid yet', async () => signed({ nbf: now() + 600 }), 'The request object is issued too early.'],
  [
    'is signed by somebody else',
    async () => signed({}, 'HS256', new TextEncoder().encode('x'.repeat(40))),
    'The signature of the request object is invalid.',
  ],
];

describe('is refused when it', () => {
  it.each(refused)('%s', async (_, request, text) => {
    const back = await org.authorize(app, server, { request: await request() });
    expect(back).toMatchObject({ status: '400', page: expect.stringContaining(text) as unknown });
    expect(back.page).toContain('invalid_request_object');
    const pushed = await org.postAs(app, server, 'par', { request: await request() });
    expect(refusal(pushed)).toEqual([400, 'invalid_request_object', text]);
  });

  it('comes from another app', async () => {
    const request = await signed({ iss: 'other' });
    const pushed = await org.postAs(app, server, 'par', { request });
    expect(refusal(pushed)).toEqual([401, 'invalid_client', 'The issuer of the request object is invalid.']);
  });

  it('comes twice', async () => {
    const request = await signed({ jti: 'once' });
    const sessionToken = await org.sessionToken(ada.profile.login);
    expect(await org.authorize(app, server, { request, sessionToken })).toHaveProperty('code');
    expect((await org.authorize(app, server, { request })).page).toContain(
      'The request object has already been used.',
    );
  });

  it('has another algorithm than the app has registered', async () => {
    const strict = await org.app({ request_object_signing_alg: 'RS256' });
    const request = await signed({ iss: strict.clientId }, 'HS256', secretOf(strict));
    expect((await org.authorize(strict, server, { request })).page).toContain(
      'The signing algorithm used is not supported by this client.',
    );
  });
});
