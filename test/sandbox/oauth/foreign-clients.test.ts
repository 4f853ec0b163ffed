/** Requests as foreign clients and libraries write them, which Okta takes. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Body, type OAuthApp, type OAuthOrg, refusal, startOAuthOrg } from '../../helpers/oauth-org.ts';

let org: OAuthOrg;
let server: string;
let web: OAuthApp;
let spa: OAuthApp;
let ada: Body;

beforeAll(async () => {
  org = await startOAuthOrg();
  server = await org.server();
  web = await org.app();
  spa = await browserApp();
  ada = await org.person();
});
afterAll(async () => {
  expect(org.faults).toEqual([]);
  await org.close();
});

const browserApp = (client: object = {}) =>
  org.app(
    {
      application_type: 'browser',
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      ...client,
    },
    'none',
  );
const statusOf = async (app: OAuthApp, parameters = {}) => {
  const sessionToken = await org.sessionToken(ada.profile.login);
  const { code, error, error_description, page } = await org.authorize(app, server, {
    sessionToken,
    ...parameters,
  });
  return code === undefined ? [error, error_description ?? page] : 'a code';
};

describe('an app works although it has', () => {
  it.each<[string, object]>([
    ['the password grant', { application_type: 'native', grant_types: ['authorization_code', 'password'] }],
    [
      'the device grant',
      {
        application_type: 'native',
        grant_types: ['authorization_code', 'urn:ietf:params:oauth:grant-type:device_code'],
      },
    ],
    ['a custom scheme', { redirect_uris: ['http://localhost:9/callback', 'com.example.app:/callback'] }],
    [
      'an address of the emulator',
      { redirect_uris: ['http://localhost:9/callback', 'http://10.0.2.2/callback'] },
    ],
  ])('%s', async (_, client) => {
    expect(await statusOf(await org.app({ response_types: ['code'], ...client }))).toBe('a code');
  });
});

describe('a redirect URI with a wildcard', () => {
  it.each([
    ['https://pr-12.preview.example.com/cb', true],
    ['https://.preview.example.com/cb', false],
    ['https://*.preview.example.com/cb', false],
    ['https://a.b.preview.example.com/cb', false],
    ['https://evil.test/.preview.example.com/cb', false],
    ['https://evil.test#.preview.example.com/cb', false],
    ['https://pr-12.preview.example.com/cb2', false],
  ])('%s is one: %s', async (redirect_uri, isOne) => {
    const app = await org.app({
      redirect_uris: ['https://*.preview.example.com/cb'],
      wildcard_redirect: 'SUBDOMAIN',
    });
    expect((await statusOf(app, { redirect_uri })) === 'a code').toBe(isOne);
  });
});

describe('a header of a client without secret', () => {
  const encoded = (text: string): string => Buffer.from(text).toString('base64');

  it.each([
    ['without a colon', (id: string) => `Basic ${encoded(id)}`],
    ['with an empty secret', (id: string) => `Basic ${encoded(`${id}:`)}`],
    ['with a colon after the scheme', (id: string) => `Basic: ${encoded(`${id}:`)}`],
  ])('%s revokes and introspects', async (_, header) => {
    const { access_token: token } = (await org.signIn(spa, server, ada.profile.login)).body;
    const headers = { authorization: header(spa.clientId) };
    expect((await org.post(server, 'introspect', { token }, headers)).body.active).toBe(true);
    expect((await org.post(server, 'revoke', { token, client_id: spa.clientId }, headers)).status).toBe(200);
    expect((await org.post(server, 'introspect', { token }, headers)).body.active).toBe(false);
  });

  it('does not stand for a client with one', async () => {
    const headers = { authorization: `Basic ${encoded(web.clientId)}` };
    expect((await org.post(server, 'introspect', { token: 'x' }, headers)).status).toBeGreaterThanOrEqual(
      400,
    );
  });
});

describe('an authorization request', () => {
  it('needs a state, in Okta’s words', async () => {
    expect(await statusOf(web, { state: undefined })).toEqual([
      'invalid_request',
      "The authentication request has an invalid 'state' parameter.",
    ]);
  });

  it('may carry a nonce without openid', async () => {
    expect(await statusOf(web, { scope: 'offline_access' })).toBe('a code');
  });
});

it('a code is good for 300 seconds', async () => {
  for (const [seconds, status] of [
    [290, 200],
    [310, 400],
  ] as const) {
    // prettier-ignore
    const sessionToken = await org.sessionToken(ada.profile.login);
    const { code = '' } = await org.authorize(web, server, { sessionToken });
    org.pass(seconds);
    expect([seconds, (await org.redeem(web, server, code)).status]).toEqual([seconds, status]);
  }
});

describe('a rotated refresh token', () => {
  const refresh = async (app: OAuthApp, refresh_token: string) =>
    org.token(app, server, { grant_type: 'refresh_token', refresh_token });

  it('is valid again within the leeway of its app, and ends the family after it', async () => {
    const app = await browserApp({ refresh_token: { rotation_type: 'ROTATE', leeway: 30 } });
    const { refresh_token: first } = (
      await org.signIn(app, server, ada.profile.login, 'openid offline_access')
    ).body;
    const second = await refresh(app, first);
    org.pass(20);
    expect([second.status, (await refresh(app, first)).status]).toEqual([200, 200]);
    // The leeway begins with the first use, not the last.
    org.pass(20);
    const dead = [400, 'invalid_grant', 'The refresh token is invalid or expired.'];
    expect(refusal(await refresh(app, first))).toEqual(dead);
    expect(refusal(await refresh(app, second.body.refresh_token))).toEqual(dead);
  });

  it('is good once without leeway', async () => {
    const app = await browserApp({ refresh_token: { rotation_type: 'ROTATE', leeway: 0 } });
    const { refresh_token: first } = (
      await org.signIn(app, server, ada.profile.login, 'openid offline_access')
    ).body;
    expect([(await refresh(app, first)).status, (await refresh(app, first)).status]).toEqual([200, 400]);
  });
});

it('introspection takes ID tokens, while the person is active', async () => {
  const someone = await org.person();
  const { id_token: token } = (await org.signIn(web, server, someone.profile.login)).body;
  const introspect = async (at: string) => (await org.postAs(web, at, 'introspect', { token })).body;
  expect(await introspect(server)).toMatchObject({ active: true, sub: someone.id, client_id: web.clientId });
  expect(await introspect('org')).toEqual({ active: false });
  await org.must('POST', `/api/v1/users/${someone.id}/lifecycle/suspend`);
  expect(await introspect(server)).toEqual({ active: false });
});

/** Okta's SDKs for mobile apps compare the whole header. */
it.each<[string, string, RequestInit]>([
  ['tokens', '/oauth2/v1/token', { method: 'POST', body: new URLSearchParams({ client_id: 'x' }) }],
  ['challenges', '/oauth2/v1/challenge', { method: 'POST', body: new URLSearchParams() }],
  ['metadata', '/.well-known/openid-configuration', {}],
  ['the Management API', '/api/v1/groups', { headers: { authorization: 'SSWS T' } }],
  ['its errors', '/api/v1/groups', {}],
])('the content type of %s has no parameters', async (_, path, request) => {
  const { headers } = await fetch(org.url + path, request);
  expect(headers.get('content-type')).toBe('application/json');
});
