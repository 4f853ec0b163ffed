/** Security > API in the Admin Console: what its forms change, seen through the API and in tokens. */
import { afterAll, expect, it } from 'vitest';
import { ConsoleVisitor, startConsole } from '../../helpers/console/visitor.ts';

const { test, admin, call, close } = await startConsole();
afterAll(close);
let serverId: string;

/** What the API says of the authorization server, or of a part of it. */
const get = (part = '') => call('GET', `/api/v1/authorizationServers/${serverId}${part}`);

it('adds an authorization server, and its scope, claim, policy and rule', async () => {
  const made = await admin.send('/admin/oauth2/as', 'create', {
    ...{ name: 'Orders', audience: 'https://orders.example', description: '', rotation: 'AUTO' },
  });
  const path = made.headers.get('location')!;
  serverId = path.split('/').at(-1)!;
  expect((await get()).body).toMatchObject({ audiences: ['https://orders.example'] });
  expect(await admin.page('/admin/oauth2/as')).toContain('https://orders.example');

  await admin.send(`${path}?tab=scopes`, 'scope', {
    name: 'orders:read',
    consent: 'REQUIRED',
    publish: 'on',
  });
  const scope = (await get('/scopes?q=orders:read')).items[0]!;
  expect(scope).toMatchObject({ consent: 'REQUIRED', metadataPublish: 'ALL_CLIENTS', default: false });
  await admin.send(`${path}/scopes/${String(scope['id'])}`, 'edit', {
    name: 'orders:read',
    consent: 'IMPLICIT',
  });
  expect((await get(`/scopes/${String(scope['id'])}`)).body).toMatchObject({
    ...{ consent: 'IMPLICIT', metadataPublish: 'NO_CLIENTS' },
  });

  await admin.send(`${path}?tab=claims`, 'claim', {
    ...{ name: 'login', claimType: 'RESOURCE', always: 'on', valueType: 'EXPRESSION', value: 'user.login' },
    scopes: 'orders:read',
  });
  const claim = (await get('/claims')).items.find(({ name }) => name === 'login')!;
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

it('offers what is set to a role that may not see it, so that saving keeps it', async () => {
  const { body: hook } = await call('POST', '/api/v1/inlineHooks', {
    ...{ name: 'Claims', type: 'com.okta.oauth2.tokens.transform', version: '1.0.0' },
    channel: { type: 'HTTP', version: '1.0.0', config: { uri: 'https://hooks.example/claims' } },
  });
  const policies = (await get('/policies')).items;
  const policy = `/policies/${String(policies[0]!['id'])}`;
  const rule = (await get(`${policy}/rules`)).items[0]!;
  const path = `/admin/oauth2/as/${serverId}${policy}/rules/${String(rule['id'])}`;
  const form = {
    ...{ name: 'Machines', grants: 'client_credentials', groups: 'EVERYONE', users: '', scopes: '*' },
    ...{ accessTokenLifetimeMinutes: '5', refreshTokenLifetimeMinutes: '0' },
    refreshTokenWindowMinutes: '10080',
  };
  const hookId = String(hook['id']);
  expect((await admin.send(path, 'edit', { ...form, hook: hookId })).status).toBe(303);
  const { id } = await test.addPerson('api@example.com');
  test.org.transaction(() => test.org.roles.assign('USER', id, 'API_ACCESS_MANAGEMENT_ADMIN'));
  const other = new ConsoleVisitor(test, id);
  const html = await other.page(path);
  expect(html).toContain(`<option value="${hookId}" selected>`);
  expect(html).not.toContain('>Claims</option>');
  expect((await other.send(path, 'edit', { ...form, hook: hookId })).status).toBe(303);
  expect(JSON.stringify((await get(`${policy}/rules`)).items[0])).toContain(hookId);
  expect((await admin.send(path, 'edit', { ...form, hook: '' })).status).toBe(303);
});

it('moves a rule below another: tokens last as long as the first rule says', async () => {
  const { body: app } = await call('POST', '/api/v1/apps', {
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
  const policyId = String((await get('/policies')).items[0]!['id']);
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
  const rules = async () => (await get(`/policies/${policyId}/rules`)).items;
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
