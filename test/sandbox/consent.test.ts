import * as oidc from 'openid-client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Demo, person, startDemo } from '../helpers/demo.ts';
import { HostedPage } from '../helpers/hosted-page.ts';
import { locationOf, Visitor } from '../helpers/visitor.ts';
import { allowPlainHttp } from '../helpers/plain-http.ts';

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
  await letPasswordDo(app.id);
  await api('PUT', `/api/v1/apps/${app.id}/groups/${demo.environment.FF_PORTFOLIO_CLIENT_GROUP!}`, {});
  await admitToPolicy(demo.environment.FF_DEVELOPER_PKCE_POLICY_ID!);
  const issuer = new URL(demo.environment.OKTA_ISSUER!);
  const overHttp = { execute: [allowPlainHttp] };
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

/** The policy of the shop's own app, which asks for one factor. */
async function letPasswordDo(appId: string): Promise<void> {
  const shop = await api<{ _links: { accessPolicy: { href: string } } }>(
    'GET',
    `/api/v1/apps/${demo.environment.OKTA_CLIENT_ID!}`,
  );
  await api('PUT', `/api/v1/apps/${appId}/policies/${shop._links.accessPolicy.href.split('/').at(-1)!}`);
}

async function admitToPolicy(policyId: string): Promise<void> {
  const serverId = demo.environment.OKTA_ISSUER!.split('/').at(-1)!;
  const path = `/api/v1/authorizationServers/${serverId}/policies/${policyId}`;
  const policy = await api<{ conditions: { clients: { include: string[] } } }>('GET', path);
  const include = [...policy.conditions.clients.include, clientId];
  await api('PUT', path, { ...policy, conditions: { clients: { include } } });
}

/** The page that an authorization request leads to, the first of a visitor after the password; or the way back. */
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
  const at = locationOf(await visitor.fetch(url.href));
  const checks = { pkceCodeVerifier, expectedState: 's' };
  const page = at.pathname.startsWith('/signin/') ? await HostedPage.open(visitor, at.href) : undefined;
  if (page?.names[0] === 'identify') await page.signIn(person(kind));
  return { at, page, checks };
}

/** What the page asks to be allowed. */
const scopesOf = (page: HostedPage | undefined) => {
  const { scopes } = page!.remediation('consent') as unknown as { scopes: { name: string }[] };
  return scopes.map(({ name }) => name);
};
/** The answer of the person, and where it leads. */
const decide = async (page: HostedPage | undefined, consent: boolean): Promise<URL> =>
  (await page!.proceed('consent', { consent })).leave();

test('a scope that needs consent is asked for once, by name; what is refused is not given', async () => {
  const visitor = new Visitor();
  const asked = await open(visitor);
  expect(asked.page?.document['app']).toMatchObject({ value: { label: 'Portfolio Reader' } });
  expect(scopesOf(asked.page)).toEqual(['orders:read:user']);
  const back = await decide(asked.page, false);
  expect(back.origin + back.pathname).toBe(redirectUri);
  expect(back.searchParams.get('error')).toBe('access_denied');
  expect(back.searchParams.has('code')).toBe(false);
  // Who refuses leaves no session.
  expect(visitor.cookie('idx')).toBeUndefined();

  const again = await open(visitor);
  const callback = await decide(again.page, true);
  const tokens = await oidc.authorizationCodeGrant(client, callback, again.checks);
  expect(tokens.scope).toBe('openid orders:read:user');

  expect((await open(visitor)).at.searchParams.has('code')).toBe(true);
  const forced = await open(visitor, { prompt: 'consent' });
  expect(scopesOf(forced.page)).toEqual(['orders:read:user']);
  expect((await decide(forced.page, true)).searchParams.has('code')).toBe(true);
});

test('without a screen there is no consent', async () => {
  const visitor = new Visitor();
  const { page } = await open(visitor, { scope: 'openid' }, 'premium');
  await page!.leave();
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
  const { page, checks } = await open(visitor, { scope }, 'premium');
  const tokens = await oidc.authorizationCodeGrant(client, await decide(page, true), checks);
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

  const clients = `/api/v1/authorizationServers/${demo.environment.OKTA_ISSUER!.split('/').at(-1)}/clients`;
  await expect(api('GET', clients)).resolves.toEqual(
    expect.arrayContaining([
      expect.objectContaining({ client_id: clientId, client_name: 'Portfolio Reader' }),
    ]),
  );
  const [ofServer] = await api<Record<string, unknown>[]>(
    'GET',
    `${clients}/${clientId}/tokens?expand=scope`,
  );
  expect(ofServer).toMatchObject({
    id: token!.id,
    userId: sub,
    _embedded: {
      scopes: expect.arrayContaining([expect.objectContaining({ name: 'orders:read:user' })]) as unknown,
    },
    _links: { self: { href: expect.stringContaining(`${clients}/${clientId}/tokens/oar`) as unknown } },
  });

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
