/** Security > API in the Admin Console: what its forms change, seen through the API and in tokens. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ConsoleVisitor } from '../../helpers/console/visitor.ts';
import { type TestOrg, startOrg } from '../../helpers/org.ts';

let test: TestOrg;
let admin: ConsoleVisitor;
let serverId: string;

beforeAll(async () => {
  test = await startOrg();
  admin = new ConsoleVisitor(test, test.org.administrator.id);
});
afterAll(async () => {
  expect(test.faults).toEqual([]);
  await test.close();
});

const call = async (path: string, body?: unknown) => {
  const answer = await fetch(`${test.url}/api/v1${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { authorization: `SSWS ${test.apiToken}`, 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return (await answer.json()) as Record<string, unknown>[] & Record<string, unknown>;
};

it('adds an authorization server, and its scope, claim, policy and rule', async () => {
  const made = await admin.send('/admin/oauth2/as', 'create', {
    ...{ name: 'Orders', audience: 'https://orders.example', description: '', rotation: 'AUTO' },
  });
  const path = made.headers.get('location')!;
  serverId = path.split('/').at(-1)!;
  expect(await call(`/authorizationServers/${serverId}`)).toMatchObject({
    audiences: ['https://orders.example'],
  });
  expect(await admin.page('/admin/oauth2/as')).toContain('https://orders.example');

  await admin.send(`${path}?tab=scopes`, 'scope', {
    name: 'orders:read',
    consent: 'REQUIRED',
    publish: 'on',
  });
  const scope = (await call(`/authorizationServers/${serverId}/scopes?q=orders:read`))[0]!;
  expect(scope).toMatchObject({ consent: 'REQUIRED', metadataPublish: 'ALL_CLIENTS', default: false });
  await admin.send(`${path}/scopes/${String(scope['id'])}`, 'edit', {
    name: 'orders:read',
    consent: 'IMPLICIT',
  });
  expect(await call(`/authorizationServers/${serverId}/scopes/${String(scope['id'])}`)).toMatchObject({
    ...{ consent: 'IMPLICIT', metadataPublish: 'NO_CLIENTS' },
  });

  await admin.send(`${path}?tab=claims`, 'claim', {
    ...{ name: 'login', claimType: 'RESOURCE', always: 'on', valueType: 'EXPRESSION', value: 'user.login' },
    scopes: 'orders:read',
  });
  const claims = await call(`/authorizationServers/${serverId}/claims`);
  const claim = claims.find(({ name }) => name === 'login')!;
  expect(claim).toMatchObject({ value: 'user.login', conditions: { scopes: ['orders:read'] } });
  const refused = await admin.send(`${path}?tab=claims`, 'claim', {
    ...{ name: 'login', claimType: 'RESOURCE', valueType: 'EXPRESSION', value: 'user.email' },
  });
  expect(refused.status).toBe(400);
  const claimPage = `${path}/claims/${String(claim['id'])}`;
  expect((await admin.send(claimPage, 'delete')).headers.get('location')).toBe(`${path}?tab=claims`);
  expect((await admin.fetch(claimPage)).status).toBe(404);

  const policy = await admin.send(`${path}?tab=policies`, 'policy', {
    ...{ name: 'All', description: 'For all', clients: 'ALL_CLIENTS' },
  });
  const policyPath = policy.headers.get('location')!;
  await admin.send(policyPath, 'rule', {
    ...{
      name: 'Machines',
      grants: 'client_credentials',
      groups: 'EVERYONE',
      users: '',
      scopes: '*',
      hook: '',
    },
    accessTokenLifetimeMinutes: '5',
    refreshTokenLifetimeMinutes: '0',
    refreshTokenWindowMinutes: '10080',
  });
  expect(await admin.page(policyPath)).toContain('Access token: 5 minutes');
});

it('puts the Admin rule below Default, and tokens last as Default says', async () => {
  const app = await call('/apps', {
    ...{ name: 'oidc_client', label: 'Service', signOnMode: 'OPENID_CONNECT' },
    credentials: { oauthClient: { token_endpoint_auth_method: 'client_secret_basic' } },
    settings: {
      oauthClient: {
        ...{ application_type: 'service', grant_types: ['client_credentials'], response_types: ['token'] },
      },
    },
  });
  const { client_id: clientId, client_secret: secret } = (
    app['credentials'] as { oauthClient: Record<string, string> }
  ).oauthClient;
  const lifetime = async () => {
    const answer = await fetch(`${test.url}/oauth2/${serverId}/v1/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa(`${clientId!}:${secret!}`)}` },
      body: new URLSearchParams({ grant_type: 'client_credentials', scope: 'orders:read' }),
    });
    return ((await answer.json()) as { expires_in?: number }).expires_in;
  };
  const base = `/authorizationServers/${serverId}/policies`;
  const policyId = String((await call(base))[0]!['id']);
  const page = `/admin/oauth2/as/${serverId}/policies/${policyId}`;
  const rule = (name: string, minutes: string) =>
    admin.send(page, 'rule', {
      ...{ name, grants: ['client_credentials'], groups: 'EVERYONE', scopes: '*' },
      ...{
        accessTokenLifetimeMinutes: minutes,
        refreshTokenLifetimeMinutes: '0',
        refreshTokenWindowMinutes: '60',
      },
    });
  await rule('Default', '60');
  const rules = async () => await call(`${base}/${policyId}/rules`);
  const order = async () => (await rules()).map(({ name }) => name);
  expect(await order()).toEqual(['Machines', 'Default']);
  expect(await lifetime()).toBe(300);
  const [first, last] = await rules();
  const move = { id: String(first!['id']), priority: String(last!['priority']) };
  expect((await admin.send(page, 'move', move)).status).toBe(303);
  expect(await order()).toEqual(['Default', 'Machines']);
  expect(await lifetime()).toBe(3600);
  expect((await rules())[1]).toMatchObject({ actions: { token: { accessTokenLifetimeMinutes: 5 } } });
  expect((await admin.send(page, 'move', { ...move, priority: '77' })).status).toBe(409);
  expect((await admin.send(page, 'move', { id: 'of-another-policy', priority: '1' })).status).toBe(409);
});
