/** How apps authenticate at the token endpoint and its siblings, and what they hear when they do not. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { basic, type OAuthApp, type OAuthOrg, refusal, startOAuthOrg } from '../../helpers/oauth-org.ts';

let org: OAuthOrg;
let server: string;
let web: OAuthApp;
let keys: Awaited<ReturnType<typeof generateKeyPair>>;
let jwk: JWK;
let service: OAuthApp;

beforeAll(async () => {
  org = await startOAuthOrg();
  server = await org.server();
  await org.must('POST', `/api/v1/authorizationServers/${server}/scopes`, { name: 'orders' });
  web = await org.app();
  keys = await generateKeyPair('RS256', { extractable: true });
  jwk = { ...(await exportJWK(keys.publicKey)), kid: 'k1', use: 'sig', alg: 'RS256' };
  service = await serviceApp('private_key_jwt', { jwks: { keys: [jwk] } });
});
afterAll(async () => {
  expect(org.faults).toEqual([]);
  await org.close();
});

const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
const serviceApp = (method: string, client: object = {}) =>
  org.app(
    {
      application_type: 'service',
      grant_types: ['client_credentials'],
      response_types: ['token'],
      redirect_uris: [],
      ...client,
    },
    method,
  );
const now = (): number => Math.floor(Date.now() / 1000);
const claimsOf = (app: OAuthApp, at = server) => ({
  iss: app.clientId,
  sub: app.clientId,
  aud: org.endpoint(at, 'token'),
  iat: now(),
  exp: now() + 300,
});
const sign = async (
  claims: Readonly<Record<string, unknown>>,
  header: object = {},
  key: CryptoKey | Uint8Array = keys.privateKey,
): Promise<string> =>
  new SignJWT({ ...claims }).setProtectedHeader({ alg: 'RS256', kid: 'k1', ...header }).sign(key);
const ask = async (client_assertion: string, more = {}, at = server) =>
  org.post(at, 'token', {
    grant_type: 'client_credentials',
    scope: 'orders',
    client_assertion,
    client_assertion_type: assertionType,
    ...more,
  });
const invalid = (description: string) => [401, 'invalid_client', description];

describe('an assertion', () => {
  it('needs no jti, and is then good again', async () => {
    const assertion = await sign(claimsOf(service));
    expect([(await ask(assertion)).status, (await ask(assertion)).status]).toEqual([200, 200]);
  });

  it('with a jti is good once', async () => {
    const assertion = await sign({ ...claimsOf(service), jti: 'once' });
    expect((await ask(assertion)).status).toBe(200);
    expect(refusal(await ask(assertion))).toEqual(
      invalid('The client_assertion token has already been used.'),
    );
  });

  it('may live an hour, and be without iat', async () => {
    const { iat: _, ...claims } = claimsOf(service);
    expect((await ask(await sign({ ...claims, exp: now() + 3600 }))).status).toBe(200);
  });

  it.each<[string, () => Promise<string>, string]>([
    ['that is none', async () => 'a.b.c', 'The parsing of the client_assertion failed.'],
    [
      'without a subject',
      () => sign({ ...claimsOf(service), sub: undefined }),
      'The subject claim for client_assertion is not a valid client_id.',
    ],
    [
      'of another issuer',
      () => sign({ ...claimsOf(service), iss: 'someone' }),
      'The issuer claim for client_assertion is not a valid client_id.',
    ],
    [
      'for another audience',
      () => sign({ ...claimsOf(service), aud: 'https://elsewhere.example' }),
      'The audience claim for client_assertion must be the endpoint invoked for the request.',
    ],
    [
      'without an end',
      () => sign({ ...claimsOf(service), exp: undefined }),
      "The client_assertion must contain the 'exp' claim as seconds since epoch.",
    ],
    [
      'that is over',
      () => sign({ ...claimsOf(service), exp: now() - 60 }),
      'The client_assertion token is expired.',
    ],
    [
      'that lives too long',
      () => sign({ ...claimsOf(service), exp: now() + 3700 }),
      'The client_assertion token has an expiration too far into the future.',
    ],
    [
      'of the future',
      () => sign({ ...claimsOf(service), iat: now() + 200 }),
      'The client_assertion token must be issued before the current time.',
    ],
    [
      'by an unknown key',
      () => sign(claimsOf(service), { kid: 'k2' }),
      'The client_assertion JWT kid is invalid.',
    ],
    [
      'by a secret',
      () => sign(claimsOf(service), { alg: 'HS256' }, new Uint8Array(32)),
      'The client_assertion JWT signature algorithm is invalid.',
    ],
    [
      'that someone else has signed',
      async () => sign(claimsOf(service), {}, (await generateKeyPair('RS256')).privateKey),
      'The client_assertion signature is invalid.',
    ],
  ])('%s is refused', async (_, assertion, description) => {
    expect(refusal(await ask(await assertion()))).toEqual(invalid(description));
  });

  it('has its type', async () => {
    const answer = await ask(await sign(claimsOf(service)), { client_assertion_type: 'jwt' });
    expect(refusal(answer)).toEqual([400, 'invalid_request', 'The client_assertion_type is invalid.']);
  });

  it.each(['HS256', 'HS384', 'HS512'])('by a secret may be signed with %s', async (alg) => {
    const app = await serviceApp('client_secret_jwt');
    const secret = new TextEncoder().encode(app.secret);
    expect((await ask(await sign(claimsOf(app), { alg, kid: undefined }, secret))).status).toBe(200);
  });

  it('is checked by the org’s clock', async () => {
    const assertion = await sign({ ...claimsOf(service), exp: now() + 600 });
    org.pass(900);
    const answer = refusal(await ask(assertion));
    org.pass(-900);
    expect(answer).toEqual(invalid('The client_assertion token is expired.'));
  });
});

describe('keys at a jwks_uri', () => {
  let publisher: Server;
  let published: JWK[];
  let asked = 0;
  let status = 200;

  beforeAll(async () => {
    publisher = createServer((_, response) => {
      asked += 1;
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ keys: published }));
    });
    await new Promise<void>((resolve) => publisher.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => publisher.close());

  const app = async () =>
    serviceApp('private_key_jwt', {
      jwks_uri: `http://127.0.0.1:${(publisher.address() as AddressInfo).port}/${asked}`,
    });

  it('are fetched from this machine, kept, and fetched again for a key that is not among them', async () => {
    published = [jwk];
    const client = await app();
    const again = async () => (await ask(await sign(claimsOf(client)))).status;
    expect([await again(), await again()]).toEqual([200, 200]);
    expect(asked).toBe(1);
    published = [{ ...jwk, kid: 'k2' }];
    expect((await ask(await sign(claimsOf(client), { kid: 'k2' }))).status).toBe(200);
    expect(asked).toBe(2);
  });

  it('that cannot be had refuse the client', async () => {
    const client = await app();
    status = 500;
    expect(refusal(await ask(await sign(claimsOf(client))))).toEqual(
      invalid('Error retrieving the client JWKSet from jwks_uri.'),
    );
  });
});

describe('a client', () => {
  const form = { grant_type: 'client_credentials' };
  const endpoints = ['token', 'introspect', 'revoke', 'par'];
  /** As real orgs respond; all other errors of these endpoints have OAuth's format. */
  const unknownClient = {
    errorCode: 'invalid_client',
    errorSummary: "Invalid value for 'client_id' parameter.",
    errorLink: 'invalid_client',
    errorCauses: [],
  };

  it.each([...endpoints, 'device/authorize'])('sends /%s a form', async (name) => {
    for (const type of ['application/json', undefined]) {
      const headers = { ...(type !== undefined && { 'content-type': type }), authorization: basic(web) };
      const body = type === undefined ? null : JSON.stringify(form);
      const response = await fetch(org.endpoint(server, name), { method: 'POST', headers, body });
      expect([response.status, await response.json()]).toMatchObject([400, { errorCode: 'E0000021' }]);
    }
  });

  it.each(endpoints)('is known at /%s before anything else is looked at', async (name) => {
    const post = async (more: object, headers: HeadersInit = {}) =>
      refusal(await org.post(server, name, { ...more }, headers));
    expect(await post({})).toEqual(invalid('No client credentials found.'));
    expect((await org.post(server, name, { client_id: 'nobody' })).body).toMatchObject(unknownClient);
    expect(await post({}, { authorization: 'Basic !' })).toEqual(
      invalid('Found Authentication header but was not valid client credentials.'),
    );
    expect(await post({ client_id: web.clientId, client_secret: 'wrong' })).toEqual(
      invalid('The client secret supplied for a confidential client is invalid.'),
    );
    expect(await post({ client_id: web.clientId })).toEqual(
      invalid('Client authentication failed. Either the client or the client credentials are invalid.'),
    );
    expect(await post({ client_secret: web.secret }, { authorization: basic(web) })).toEqual([
      401,
      'invalid_request',
      'Cannot supply multiple client credentials. Use one of the following: credentials in the Authorization header, credentials in the post body, or a client_assertion in the post body.',
    ]);
  });

  it('may send its secret either way, and hears of a challenge only for the header', async () => {
    const scope = 'nothing';
    const inHeader = await org.post(server, 'token', form, { authorization: basic({ ...web, secret: 'x' }) });
    expect(inHeader.headers.get('www-authenticate')).toMatch(/^Basic /);
    const inForm = { ...form, scope, client_id: web.clientId, client_secret: web.secret };
    const answer = await org.post(server, 'token', inForm);
    expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([400, null]);
  });

  it('does not send its secret in the URL', async () => {
    const url = `${org.endpoint(server, 'token')}?client_id=${web.clientId}&client_secret=${web.secret}`;
    const response = await fetch(url, { method: 'POST', body: new URLSearchParams(form) });
    expect(await response.json()).toEqual({
      error: 'invalid_request',
      error_description: 'Client credentials cannot be supplied via query parameters.',
    });
  });
});

it('the registration of a client is refused in OAuth’s form', async () => {
  const register = async (client: object) =>
    refusal(await org.api('POST', '/oauth2/v1/clients', { client_name: 'App', ...client }));
  expect(await register({ redirect_uris: [], grant_types: ['authorization_code'] })).toEqual([
    400,
    'invalid_redirect_uri',
    "`redirect_uris`: At least one 'redirect_uri' must be provided for the requested 'grant_types'.",
  ]);
  expect(await register({ application_type: 'toaster' })).toMatchObject([
    400,
    'invalid_client_metadata',
    expect.stringMatching(/^`\w/),
  ]);
});
