import * as oidc from 'openid-client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Demo, person, startDemo } from '../helpers/demo.ts';
import { locationOf, Visitor } from '../helpers/visitor.ts';

const redirectUri = 'http://localhost:7000/callback';
let demo: Demo;
let client: oidc.Configuration;
let clientId: string;

beforeAll(async () => {
  demo = await startDemo();
  const app = await api<{ id: string; credentials: { oauthClient: { client_id: string } } }>(
    'POST',
    '/api/v1/apps',
    {
      name: 'oidc_client',
      label: 'Portfolio Reader',
      signOnMode: 'OPENID_CONNECT',
      credentials: { oauthClient: { token_endpoint_auth_method: 'none' } },
      settings: {
        oauthClient: {
          application_type: 'browser',
          grant_types: ['authorization_code'],
          response_types: ['code'],
          redirect_uris: [redirectUri],
          consent_method: 'REQUIRED',
        },
      },
    },
  );
  clientId = app.credentials.oauthClient.client_id;
  await api('PUT', `/api/v1/apps/${app.id}/groups/${demo.environment.FF_PORTFOLIO_CLIENT_GROUP!}`, {});
  await admitToPolicy(demo.environment.FF_DEVELOPER_PKCE_POLICY_ID!);
  const issuer = new URL(demo.environment.OKTA_ISSUER!);
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- marked so as a warning; loopback only
  const overHttp = { execute: [oidc.allowInsecureRequests] };
  client = await oidc.discovery(issuer, clientId, undefined, oidc.None(), overHttp);
});
afterAll(() => demo.close());

async function api<T = Record<string, unknown>>(method: string, path: string, body?: unknown): Promise<T> {
  const response = await fetch(demo.org + path, {
    method,
    headers: { authorization: `SSWS ${demo.apiToken}`, 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  return (response.status === 204 ? {} : await response.json()) as T;
}

async function admitToPolicy(policyId: string): Promise<void> {
  const serverId = demo.environment.OKTA_ISSUER!.split('/').at(-1)!;
  const path = `/api/v1/authorizationServers/${serverId}/policies/${policyId}`;
  const policy = await api<{ conditions: { clients: { include: string[] } } }>('GET', path);
  const include = [...policy.conditions.clients.include, clientId];
  await api('PUT', path, { ...policy, conditions: { clients: { include } } });
}

/** Where an authorization request leads; the first of a visitor signs in on the way. */
async function open(
  visitor: Visitor,
  parameters: Record<string, string> = {},
  kind: 'basic' | 'premium' = 'basic',
) {
  const pkceCodeVerifier = oidc.randomPKCECodeVerifier();
  const url = oidc.buildAuthorizationUrl(client, {
    redirect_uri: redirectUri,
    scope: 'openid orders:read:user',
    state: 's',
    code_challenge: await oidc.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: 'S256',
    ...parameters,
  });
  const isSignedIn = visitor.cookie('idx') !== undefined;
  const at = isSignedIn
    ? locationOf(await visitor.fetch(url.href))
    : await visitor.authorize(url.href, person(kind));
  return { at, checks: { pkceCodeVerifier, expectedState: 's' } };
}

test('a scope that needs consent is asked for once, by name; what is refused is not given', async () => {
  const visitor = new Visitor();
  const asked = await open(visitor);
  expect(asked.at.pathname).toMatch(/^\/signin\//);
  const page = await (await visitor.fetch(asked.at.href)).text();
  expect(page).toContain('Portfolio Reader asks for your permission');
  expect(page).toContain('<code>orders:read:user</code>');
  expect(page).not.toContain('<code>openid</code>');

  const denied = locationOf(await visitor.post(asked.at.href, { decision: 'deny' }));
  const back = locationOf(await visitor.fetch(denied.href));
  expect(back.origin + back.pathname).toBe(redirectUri);
  expect(back.searchParams.get('error')).toBe('access_denied');
  expect(back.searchParams.has('code')).toBe(false);

  const again = await open(visitor);
  const allowed = locationOf(await visitor.post(again.at.href, { decision: 'allow' }));
  const callback = locationOf(await visitor.fetch(allowed.href));
  const tokens = await oidc.authorizationCodeGrant(client, callback, again.checks);
  expect(tokens.scope).toBe('openid orders:read:user');

  expect((await open(visitor)).at.searchParams.has('code')).toBe(true);
  expect((await open(visitor, { prompt: 'consent' })).at.pathname).toMatch(/^\/signin\//);
});

test('without a screen there is no consent', async () => {
  const visitor = new Visitor();
  await open(visitor, { scope: 'openid' }, 'premium');
  const silent = await open(visitor, { prompt: 'none', scope: 'openid orders:read:user profile' });
  expect(silent.at.searchParams.get('error')).toBe('consent_required');
});

test('consents and refresh tokens are shown to administrators, revoked, and asked for again', async () => {
  const path = `/api/v1/apps/${clientId}`;
  const app = await api<{ settings: { oauthClient: { grant_types: string[] } } }>('GET', path);
  app.settings.oauthClient.grant_types = ['authorization_code', 'refresh_token'];
  await api('PUT', path, app);
  const visitor = new Visitor();
  const scope = 'openid offline_access orders:read:user';
  const { at, checks } = await open(visitor, { scope }, 'premium');
  const allowed = locationOf(await visitor.post(at.href, { decision: 'allow' }));
  const callback = locationOf(await visitor.fetch(allowed.href));
  const tokens = await oidc.authorizationCodeGrant(client, callback, checks);
  const { sub } = tokens.claims()!;

  const user = `/api/v1/users/${sub}`;
  const [grant, ...others] = await api<Record<string, unknown>[]>('GET', `${user}/grants?expand=scope`);
  expect(others).toEqual([]);
  expect(grant).toMatchObject({
    status: 'ACTIVE',
    clientId,
    userId: sub,
    source: 'END_USER',
    scopeId: expect.stringMatching(/^scp/) as string,
    _embedded: { scope: { name: 'orders:read:user' } },
    _links: {
      app: { title: 'Portfolio Reader' },
      scope: { title: 'orders:read:user' },
      authorizationServer: { title: 'Okta Multidemo' },
    },
  });
  const ofClient = `${user}/clients/${clientId}`;
  const [token] = await api<{ id: string }[]>('GET', `${ofClient}/tokens`);
  expect(token).toMatchObject({
    id: expect.stringMatching(/^oar[a-z0-9]{17}$/) as string,
    issuer: demo.environment.OKTA_ISSUER,
    scopes: ['offline_access', 'openid', 'orders:read:user'],
  });
  expect(JSON.stringify(token)).not.toContain(tokens.refresh_token);
  await expect(api('GET', `${ofClient}/tokens/${token!.id}`)).resolves.toEqual(token);

  await api('DELETE', `${ofClient}/tokens`);
  await expect(api('GET', `${ofClient}/tokens`)).resolves.toEqual([]);
  await expect(oidc.refreshTokenGrant(client, tokens.refresh_token!)).rejects.toMatchObject({
    error: 'invalid_grant',
  });
  await api('DELETE', `${ofClient}/grants`);
  await expect(api('GET', `${user}/grants`)).resolves.toEqual([]);
  expect((await open(visitor)).at.pathname).toMatch(/^\/signin\//);
  await expect(api('GET', `${ofClient}/tokens/${token!.id}`)).rejects.toThrow('404');
});
