/** Sign-in on a device, approved in a browser elsewhere (RFC 8628). */
import { decodeJwt } from 'jose';
import {
  Configuration,
  initiateDeviceAuthorization,
  None,
  pollDeviceAuthorizationGrant,
} from 'openid-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HostedPage } from '../../../helpers/hosted-page.ts';
import {
  onlyFor,
  type Answer,
  type Body,
  type OAuthApp,
  type OAuthOrg,
  password,
  refusal,
  startOAuthOrg,
  textOf,
} from '../../../helpers/oauth-org.ts';
import { Visitor } from '../../../helpers/visitor.ts';
import { allowPlainHttp } from '../../../helpers/plain-http.ts';

const grant = 'urn:ietf:params:oauth:grant-type:device_code';
let org: OAuthOrg;
let server: string;
let tv: OAuthApp;
let ada: Body;

beforeAll(async () => {
  org = await startOAuthOrg();
  server = await org.server();
  tv = await org.app(
    { application_type: 'native', grant_types: [grant, 'refresh_token'], redirect_uris: [] },
    'none',
  );
  ada = await org.person();
});
afterAll(async () => {
  expect(org.faults).toEqual([]);
  await org.close();
});

const begin = async (at = server, scope = 'openid', app = tv) =>
  (await org.postAs(app, at, 'device/authorize', { scope })).body;
const poll = async (code: unknown, at = server, app = tv): Promise<Answer> => {
  org.pass(6);
  return org.token(app, at, { grant_type: grant, device_code: String(code) });
};
const pending = [
  400,
  'authorization_pending',
  'The device authorization is pending. Please try again later.',
];

/** A person's browser at `/activate`: types the code, signs in and decides. The text of the last page. */
async function decide(userCode: string, decision: 'allow' | 'deny', login = ada.profile.login) {
  const visitor = new Visitor();
  const page = await signInWith(visitor, userCode, login);
  expect(await textOf(page)).toContain(`Signed in as ${login}`);
  return textOf(
    await visitor.fetch(`${org.url}/activate/sign-in`, { method: 'POST', body: form({ decision }) }),
  );
}

async function signInWith(visitor: Visitor, userCode: string, login: string): Promise<Response> {
  const next = await visitor.fetch(`${org.url}/activate`, {
    method: 'POST',
    body: form({ user_code: userCode }),
  });
  expect([next.status, next.headers.get('location')]).toEqual([303, '/activate/sign-in']);
  const page = await HostedPage.open(visitor, `${org.url}/activate/sign-in`);
  await page.signIn({ login, password });
  const left = await visitor.fetch(page.document.success?.href ?? 'none:');
  expect(left.headers.get('location')).toBe(`${org.url}/activate/sign-in`);
  return visitor.fetch(`${org.url}/activate/sign-in`);
}

const form = (fields: Record<string, string>) => new URLSearchParams(fields);

it('the codes are as Okta makes them', async () => {
  for (const at of ['org', server]) {
    const codes = await begin(at);
    expect(codes).toEqual({
      user_code: expect.stringMatching(/^[A-Z]{8}$/) as unknown,
      device_code: expect.stringMatching(/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/) as unknown,
      interval: 5,
      verification_uri_complete: `${org.url}/activate?user_code=${String(codes.user_code)}`,
      verification_uri: `${org.url}/activate`,
      expires_in: 600,
    });
  }
});

it.each(['org', 'custom'])('openid-client signs a device in at a server: %s', async (kind) => {
  const at = kind === 'org' ? 'org' : server;
  const issuer = at === 'org' ? org.url : `${org.url}/oauth2/${at}`;
  const metadata = (await (
    await fetch(`${issuer}/.well-known/openid-configuration`)
  ).json()) as ConstructorParameters<typeof Configuration>[0];
  const client = new Configuration(metadata, tv.clientId, {}, None());
  allowPlainHttp(client);
  const codes = await initiateDeviceAuthorization(client, { scope: 'openid offline_access' });
  expect(await decide(codes.user_code, 'allow')).toContain('Device activated');
  org.pass(6);
  const tokens = await pollDeviceAuthorizationGrant(client, { ...codes, interval: 0.01 });
  expect(decodeJwt(tokens.access_token)).toMatchObject({ cid: tv.clientId, uid: ada.id });
  expect(decodeJwt(tokens.id_token!)).toMatchObject({ sub: ada.id, amr: ['pwd'] });
  expect(tokens.refresh_token).toBeDefined();
  expect(refusal(await poll(codes.device_code, at))).toEqual([
    400,
    'invalid_grant',
    'The device code is invalid or has expired.',
  ]);
});

describe('while the person has not decided', () => {
  it('the device waits, and has to wait longer when it asks too often', async () => {
    const { device_code: code, user_code: userCode } = await begin();
    expect(refusal(await poll(code))).toEqual(pending);
    expect(refusal(await poll(code))).toEqual(pending);
    const tooSoon = [400, 'slow_down', 'Slow down the polling frequency. Please try again later.'];
    const now = () => org.token(tv, server, { grant_type: grant, device_code: String(code) });
    expect(refusal(await now())).toEqual(tooSoon);
    org.pass(6);
    expect(refusal(await now())).toEqual(tooSoon);
    org.pass(16);
    expect(refusal(await now())).toEqual(pending);
    // To wait is no failure: only the refusal that follows is in the System Log.
    await decide(String(userCode), 'deny');
    org.pass(16);
    expect(refusal(await now())).toContain('access_denied');
    const failures = await org.must<{ outcome: { reason: string } }[]>(
      'GET',
      '/api/v1/logs?filter=eventType eq "app.oauth2.as.token.grant"&sortOrder=DESCENDING',
    );
    const reasons = failures.map(({ outcome }) => outcome.reason);
    expect(reasons[0]).toMatch(/denied the request/);
    expect(reasons).not.toContainEqual(expect.stringMatching(/pending|Slow down/));
  });

  it('the code is over after ten minutes, on the page too', async () => {
    const { device_code: code, user_code: userCode } = await begin();
    org.pass(601);
    expect(refusal(await poll(code))).toEqual([400, 'expired_token', 'The device code has expired.']);
    const page = await fetch(`${org.url}/activate`, {
      method: 'POST',
      body: form({ user_code: String(userCode) }),
    });
    expect([page.status, await textOf(page)]).toEqual([400, expect.stringContaining('Invalid code.')]);
  });

  it('a code that nobody got is told so', async () => {
    const page = await fetch(`${org.url}/activate`, {
      method: 'POST',
      body: form({ user_code: 'BCDFGHJK' }),
    });
    expect([page.status, await textOf(page)]).toEqual([400, expect.stringContaining('Invalid code.')]);
    expect(refusal(await poll('none'))).toEqual([
      400,
      'invalid_grant',
      'The device code is invalid or has expired.',
    ]);
  });
});

it('the person refuses, and the device hears of it', async () => {
  const { device_code: code, user_code: userCode } = await begin();
  expect(await decide(String(userCode).toLowerCase(), 'deny')).toContain('Device not activated');
  expect(refusal(await poll(code))).toEqual([
    400,
    'access_denied',
    'The resource owner or authorization server denied the request.',
  ]);
});

it('who is signed in already only decides', async () => {
  const visitor = new Visitor();
  const first = await begin();
  await signInWith(visitor, String(first.user_code), ada.profile.login);
  const second = await begin();
  await visitor.fetch(`${org.url}/activate`, {
    method: 'POST',
    body: form({ user_code: String(second.user_code) }),
  });
  expect(await textOf(await visitor.fetch(`${org.url}/activate/sign-in`))).toContain('Activate your device');
});

it('another browser has no part in it', async () => {
  const { user_code: userCode } = await begin();
  const visitor = new Visitor();
  await signInWith(visitor, String(userCode), ada.profile.login);
  const page = await new Visitor().fetch(`${org.url}/activate/sign-in`, {
    method: 'POST',
    body: form({ decision: 'allow' }),
  });
  expect(await textOf(page)).toContain('This code was already used or has expired.');
});

it('who is not assigned is refused on the page, and the device hears of it', async () => {
  const own = await org.app({ application_type: 'native', grant_types: [grant] }, 'none');
  const [everyone] = await org.must<Body[]>('GET', '/api/v1/groups?q=Everyone');
  await org.api('DELETE', `/api/v1/apps/${own.id}/groups/${everyone!.id}`);
  const visitor = new Visitor();
  const { user_code: first } = await begin();
  await signInWith(visitor, String(first), ada.profile.login);
  const { user_code: second, device_code: code } = await begin(server, 'openid', own);
  await visitor.fetch(`${org.url}/activate`, { method: 'POST', body: form({ user_code: String(second) }) });
  expect(await textOf(await visitor.fetch(`${org.url}/activate/sign-in`))).toContain('Device not activated');
  expect(refusal(await poll(code, server, own))).toEqual([
    400,
    'access_denied',
    'User is not assigned to the client application.',
  ]);
});

it('a scope that needs consent is asked for on the page', async () => {
  const asking = await org.app(
    { application_type: 'native', grant_types: [grant], consent_method: 'REQUIRED' },
    'none',
  );
  const own = await org.server();
  await org.must('POST', `/api/v1/authorizationServers/${own}/scopes`, {
    name: 'orders',
    consent: 'REQUIRED',
  });
  const { user_code: userCode, device_code: code } = await begin(own, 'openid orders', asking);
  const visitor = new Visitor();
  expect(await textOf(await signInWith(visitor, String(userCode), ada.profile.login))).toContain('orders');
  await visitor.fetch(`${org.url}/activate/sign-in`, { method: 'POST', body: form({ decision: 'allow' }) });
  expect((await poll(code, own, asking)).body).toMatchObject({ scope: 'openid orders' });
});

describe('is refused', () => {
  it.each<[string, Record<string, string>, string, string]>([
    ['without a scope', {}, 'invalid_scope', 'No scopes were requested.'],
    [
      'for an unknown scope',
      { scope: 'magic' },
      'invalid_scope',
      'One or more scopes are not configured for the authorization server resource.',
    ],
  ])('%s', async (_, given, ...told) => {
    expect(refusal(await org.postAs(tv, server, 'device/authorize', given))).toEqual([400, ...told]);
  });

  it('to an app that does not have the grant', async () => {
    const other = await org.app();
    const told = [
      400,
      'unauthorized_client',
      'The client is not authorized to use the provided grant type. Configured grant types: [authorization_code, refresh_token, implicit].',
    ];
    expect(refusal(await org.postAs(other, server, 'device/authorize', { scope: 'openid' }))).toEqual(told);
    expect(refusal(await poll('x', server, other))).toEqual(told);
  });

  it('to nobody in particular', async () => {
    expect(refusal(await org.post(server, 'device/authorize', { scope: 'openid' }))).toEqual([
      401,
      'invalid_client',
      'No client credentials found.',
    ]);
  });

  it('with the code of another app, or of another server', async () => {
    const other = await org.app({ application_type: 'native', grant_types: [grant] }, 'none');
    const { device_code: code } = await begin();
    expect(refusal(await poll(code, server, other))).toEqual([
      400,
      'invalid_grant',
      expect.stringContaining('The grant was issued to another client.'),
    ]);
    expect(refusal(await poll(code, 'org'))).toEqual([
      400,
      'invalid_request',
      'The grant was issued for another authorization server.',
    ]);
  });

  it('when the person who approved was suspended since', async () => {
    const eve = await org.person();
    const { user_code: userCode, device_code: code } = await begin();
    const visitor = new Visitor();
    await signInWith(visitor, String(userCode), eve.profile.login);
    await visitor.fetch(`${org.url}/activate/sign-in`, {
      method: 'POST',
      body: form({ decision: 'allow' }),
    });
    await org.must('POST', `/api/v1/users/${eve.id}/lifecycle/suspend`);
    expect(refusal(await poll(code))).toEqual([
      400,
      'invalid_grant',
      'The device code is invalid or has expired.',
    ]);
  });

  it('where no rule of the access policy allows it', async () => {
    const strict = await org.server(
      {},
      {
        conditions: onlyFor('authorization_code'),
      },
    );
    const { user_code: userCode, device_code: code } = await begin(strict);
    const page = await signInWith(new Visitor(), String(userCode), ada.profile.login);
    expect(await textOf(page)).toContain('Policy evaluation failed for this request');
    expect(refusal(await poll(code, strict))).toEqual([
      400,
      'access_denied',
      'Policy evaluation failed for this request, please check the policy configurations.',
    ]);
  });
});

it('with the Classic engine the widget brings a session token', async () => {
  const classic = await startOAuthOrg({ engine: 'v1' });
  const own = await classic.app({ application_type: 'native', grant_types: [grant] }, 'none');
  const bob = await classic.person();
  const { body } = await classic.postAs(own, 'org', 'device/authorize', { scope: 'openid' });
  const visitor = new Visitor();
  const at = `${classic.url}/activate/sign-in`;
  await visitor.fetch(`${classic.url}/activate`, {
    method: 'POST',
    body: form({ user_code: String(body.user_code) }),
  });
  expect(await (await visitor.fetch(at)).text()).toContain('data-engine="v1"');
  await visitor.fetch(`${at}?sessionToken=${await classic.sessionToken(bob.profile.login)}`);
  await visitor.fetch(at, { method: 'POST', body: form({ decision: 'allow' }) });
  const answer = await classic.token(own, 'org', {
    grant_type: grant,
    device_code: String(body.device_code),
  });
  expect(decodeJwt(answer.body.id_token).sub).toBe(bob.id);
  await classic.close();
});
