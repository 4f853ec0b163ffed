/** Tokens and sessions for tests: what policies allow, and in several orgs of one process. */
import { decodeJwt, exportJWK, generateKeyPair } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSandbox, type Sandbox, TokenRefusal } from '../../../sandbox/index.ts';
import { startFreshOrg } from '../../../sandbox/fixtures/fresh-org.ts';

const password = 'Long-Enough-1';
const callback = 'http://localhost:9/callback';

async function call<T = { id: string }>(
  org: Sandbox,
  method: string,
  path: string,
  body?: object,
): Promise<T> {
  const answer = await fetch(org.url + path, {
    method,
    headers: { authorization: `SSWS ${org.apiToken}`, 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${method} ${path}: ${await answer.text()}`);
  return (await answer.json().catch(() => undefined)) as T;
}

const addPerson = (org: Sandbox, name: string) =>
  call(org, 'POST', '/api/v1/users?activate=true', {
    profile: {
      login: `${name}@example.com`,
      email: `${name}@example.com`,
      firstName: name,
      lastName: 'Example',
    },
    credentials: { password: { value: password } },
  });

interface AppOptions {
  readonly method: string;
  readonly type?: string;
  readonly keys?: readonly object[];
}

async function addApp(
  org: Sandbox,
  label: string,
  { method, type = 'web', keys }: AppOptions,
): Promise<string> {
  const isService = type === 'service';
  const app = await call<{ id: string; credentials: { oauthClient: { client_id: string } } }>(
    org,
    'POST',
    '/api/v1/apps',
    {
      name: 'oidc_client',
      label,
      signOnMode: 'OPENID_CONNECT',
      credentials: { oauthClient: { token_endpoint_auth_method: method } },
      settings: {
        oauthClient: {
          application_type: type,
          grant_types: isService ? ['client_credentials'] : ['authorization_code', 'refresh_token'],
          response_types: isService ? ['token'] : ['code'],
          ...(!isService && { redirect_uris: [callback] }),
          ...(keys && { jwks: { keys } }),
        },
      },
    },
  );
  const [everyone] = await call<[{ id: string }]>(org, 'GET', '/api/v1/groups?q=Everyone');
  if (!isService) await call(org, 'PUT', `/api/v1/apps/${app.id}/groups/${everyone.id}`, {});
  return app.credentials.oauthClient.client_id;
}

let org: Sandbox;
beforeAll(async () => {
  org = await createSandbox();
  await addPerson(org, 'ada');
  await addApp(org, 'Shop', { method: 'client_secret_basic' });
});
afterAll(() => org.close());

describe('tokenFor', () => {
  test('gives the tokens that the app would get', async () => {
    const scopes = ['openid', 'email', 'offline_access'];
    const tokens = await org.tokenFor('ada', 'Shop', scopes);
    expect(tokens).toMatchObject({ expiresIn: 3600, refreshToken: expect.any(String) as string });
    expect([...tokens.scopes].sort()).toEqual([...scopes].sort());
    expect(decodeJwt(tokens.accessToken)).toMatchObject({
      iss: `${org.url}/oauth2/default`,
      sub: 'ada@example.com',
    });
    expect(decodeJwt(tokens.idToken!)).toMatchObject({
      email: 'ada@example.com',
      amr: ['pwd', 'swk', 'mfa'],
    });
    const ofOrg = await org.tokenFor('ada@example.com', 'Shop', ['openid'], {
      server: 'org',
      amr: ['pwd', 'sms', 'mfa'],
    });
    expect(decodeJwt(ofOrg.idToken!)).toMatchObject({ iss: org.url, amr: ['pwd', 'sms', 'mfa'] });
  });

  test.each(['client_secret_post', 'client_secret_jwt'])('authenticates the app by %s', async (method) => {
    const client = await addApp(org, method, { method });
    expect((await org.tokenFor('ada', client, ['openid'])).idToken).toBeDefined();
  });

  test('gives an app tokens of its own, with its private key', async () => {
    const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
    const key = { kid: 'one', alg: 'ES256' };
    const keys = [{ ...(await exportJWK(publicKey)), ...key, use: 'sig' }];
    const client = await addApp(org, 'Batch', { method: 'private_key_jwt', type: 'service', keys });
    const server = await call(org, 'POST', '/api/v1/authorizationServers/default/scopes', { name: 'orders' });
    expect(server.id).toBeDefined();
    const options = { privateKey: { ...(await exportJWK(privateKey)), ...key } };
    const { accessToken, idToken } = await org.tokenFor(undefined, client, ['orders'], options);
    expect(decodeJwt(accessToken)).toMatchObject({ sub: client, scp: ['orders'] });
    expect(idToken).toBeUndefined();
  });

  test('gives nothing that a policy forbids, and says so in the words of the server', async () => {
    await expect(org.tokenFor('ada', 'Shop', ['openid', 'unknown'])).rejects.toThrow(TokenRefusal);
    await expect(org.tokenFor('ada', 'Shop', ['openid', 'unknown'])).rejects.toMatchObject({
      error: 'invalid_scope',
    });
    const batch = await addApp(org, 'Nightly', { method: 'client_secret_basic', type: 'service' });
    await expect(org.tokenFor('ada', batch, ['openid'])).rejects.toThrow(
      "invalid_request: Clients with 'application_type' of 'service' are not allowed to access the 'authorize' endpoint.",
    );
    await expect(org.tokenFor('nobody', 'Shop', ['openid'])).rejects.toThrow(/nobody/);
    await expect(org.tokenFor('ada', 'Nothing', ['openid'])).rejects.toThrow(/Nothing/);
    await expect(org.tokenFor('ada', 'Shop', ['openid'], { server: 'none' })).rejects.toThrow(/none/);
  });
});

test('a session cookie opens the dashboard', async () => {
  const { name, value, url } = org.sessionFor('ada');
  expect(url).toBe(org.url);
  const page = await fetch(`${org.url}/app/UserHome`, { headers: { cookie: `${name}=${value}` } });
  expect(await page.text()).toContain('ada@example.com');
});

test('orgs of one process have nothing in common', async () => {
  const others = await Promise.all([createSandbox(), createSandbox({ engine: 'v1' })]);
  try {
    const [other] = others;
    await addPerson(other, 'ada');
    const client = await addApp(other, 'Shop', { method: 'client_secret_basic' });
    const { accessToken } = await other.tokenFor('ada', client, ['openid']);
    const told = await fetch(`${org.url}/oauth2/default/v1/userinfo`, {
      headers: { authorization: `Bearer ${accessToken}` },
    });
    expect(told.status).toBe(401);
    await expect(org.tokenFor('ada', client, ['openid'])).rejects.toThrow();
    const before = org.requests.all().length;
    other.setClockOffset(86_400_000);
    other.setFaults({ failing: 1 });
    expect((await fetch(`${other.url}/api/v1/users/me`)).status).toBe(500);
    expect((await fetch(`${org.url}/.well-known/okta-organization`)).status).toBe(200);
    expect(org.requests.all()).toHaveLength(before + 1);
    other.reset();
    expect(await call(org, 'GET', '/api/v1/users/ada')).toMatchObject({ status: 'ACTIVE' });
    const keys = others.map((one) => new Set([one.apiToken, one.url, one.outside.url]));
    expect(new Set(keys.flatMap((set) => [...set])).size).toBe(6);
  } finally {
    await Promise.all(others.map((one) => one.close()));
  }
});

test('an org for many tests is reset before each', async () => {
  const { org: fresh, refresh } = await startFreshOrg({}, (made) => addPerson(made, 'mia'));
  try {
    await addPerson(fresh, 'eve');
    fresh.setFaults({ failing: 1, path: '/api/v1/apps' });
    fresh.setClockOffset(60_000);
    refresh();
    expect(fresh.requests.all()).toEqual([]);
    const users = await call<{ profile: { login: string } }[]>(fresh, 'GET', '/api/v1/users');
    expect(users.map(({ profile }) => profile.login)).toContain('mia@example.com');
    expect(users.map(({ profile }) => profile.login)).not.toContain('eve@example.com');
    expect((await fetch(`${fresh.url}/api/v1/apps`)).status).toBe(401);
  } finally {
    await fresh.close();
  }
});

test('the network is trusted only on request', async () => {
  const from = (one: Sandbox, url: string) => fetch(url, { headers: { 'x-forwarded-for': '192.0.2.1' } });
  const open = await createSandbox({ trustNetwork: true });
  try {
    expect((await from(org, `${org.url}/__sandbox/requests`)).status).toBe(403);
    expect((await from(org, `${org.outside.url}/mailbox`)).status).toBe(403);
    expect((await from(open, `${open.url}/__sandbox/requests`)).status).toBe(200);
    expect((await from(open, `${open.outside.url}/mailbox`)).status).toBe(200);
    const page = { headers: { origin: 'http://evil.example' } };
    expect((await fetch(`${open.url}/__sandbox/requests`, page)).status).toBe(403);
    const form = { method: 'POST', ...page };
    expect((await fetch(`${open.outside.url}/phone/ada`, form)).status).toBe(403);
  } finally {
    await open.close();
  }
});
