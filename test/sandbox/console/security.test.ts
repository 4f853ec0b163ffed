/** Security and Workflow in the Admin Console: what its forms change, seen in the org. */
import { afterAll, expect, it } from 'vitest';
import { startConsole } from '../../helpers/console/visitor.ts';
import { startHookService } from '../../helpers/hook-service.ts';
import { withEcho } from '../../helpers/minimal-requests/administrator.ts';

const { test, admin, call, close } = await startConsole();
afterAll(close);

const get = async (path: string) => (await call('GET', `/api/v1${path}`)).items;

it('adds a trusted origin, which may call the org from browsers', async () => {
  const page = '/admin/access/api/trusted_origins';
  await admin.send(page, 'create', { name: 'Shop', origin: 'https://shop.example', types: ['CORS'] });
  const [origin] = (await get('/trustedOrigins')).filter(({ name }) => name === 'Shop');
  expect(origin).toMatchObject({ origin: 'https://shop.example', scopes: [{ type: 'CORS' }] });
  const call = await fetch(`${test.url}/api/v1/sessions/me`, { headers: { origin: 'https://shop.example' } });
  expect(call.headers.get('access-control-allow-origin')).toBe('https://shop.example');
  await admin.send(`${page}/${String(origin!['id'])}`, 'deactivate');
  expect((await get('/trustedOrigins')).find(({ name }) => name === 'Shop')).toMatchObject({
    status: 'INACTIVE',
  });
});

it('adds a network zone', async () => {
  await admin.send('/admin/access/networks', 'create', {
    ...{ name: 'Office', gateways: '192.0.2.0/24\n198.51.100.7', proxies: '' },
  });
  expect((await get('/zones')).find(({ name }) => name === 'Office')).toMatchObject({
    usage: 'POLICY',
    gateways: [
      { type: 'CIDR', value: '192.0.2.0/24' },
      { type: 'RANGE', value: '198.51.100.7-198.51.100.7' },
    ],
  });
});

it('lets a program revoke the API token that it uses, and no other by this address', async () => {
  const { token } = test.org.transaction(() =>
    test.org.apiTokens.create('Of a program that ends', test.org.administrator.id),
  );
  const own = { authorization: `SSWS ${token}` };
  const revoke = () => fetch(`${test.url}/api/v1/api-tokens/current`, { method: 'DELETE', headers: own });
  expect((await revoke()).status).toBe(204);
  expect((await revoke()).status).toBe(401);
  expect((await get('/api-tokens')).map(({ name }) => name)).not.toContain('Of a program that ends');
  expect((await admin.fetch('/api/v1/api-tokens/current', { method: 'DELETE' })).status).toBe(403);
});

it('revokes an API token, which is rejected from then on', async () => {
  const { id, token } = test.org.transaction(() =>
    test.org.apiTokens.create('Of a program', test.org.administrator.id),
  );
  const status = async () =>
    (await fetch(`${test.url}/api/v1/users/me`, { headers: { authorization: `SSWS ${token}` } })).status;
  const page = '/admin/access/api/tokens';
  expect(await admin.page(page)).toContain('Of a program');
  expect(await status()).toBe(200);
  await admin.send(page, 'revoke', { id });
  expect(await status()).toBe(401);
  expect((await get('/api-tokens')).map(({ name }) => name)).not.toContain('Of a program');
});

it('deactivates a method of an authenticator, whose settings are an object', async () => {
  const phone = (await get('/authenticators')).find(({ key }) => key === 'phone_number')!;
  const page = `/admin/access/multifactor/${String(phone['id'])}`;
  await admin.send(page, 'method-deactivate', { id: 'voice' });
  const methods = await get(`/authenticators/${String(phone['id'])}/methods`);
  expect(methods.find(({ type }) => type === 'voice')).toMatchObject({ status: 'INACTIVE' });
  expect((await admin.send(page, 'edit', { name: 'Phone', settings: 'null' })).status).toBe(400);
});

it('deactivates and activates an authenticator, and adds none twice', async () => {
  const question = async () => (await get('/authenticators')).find(({ key }) => key === 'security_question');
  const page = `/admin/access/multifactor/${String((await question())!['id'])}`;
  await admin.send(page, 'deactivate');
  expect(await question()).toMatchObject({ status: 'INACTIVE' });
  await admin.send(page, 'activate');
  expect(await question()).toMatchObject({ status: 'ACTIVE' });
  const again = await admin.send('/admin/access/multifactor', 'create', { key: 'security_question' });
  expect([400, 409]).toContain(again.status);
  const all = await get('/authenticators');
  expect(all.filter(({ key }) => key === 'security_question')).toHaveLength(1);
});

it('adds an inline hook, previews, edits and deletes it', async () => {
  const service = await startHookService();
  try {
    const uri = service.url;
    const auth = { header: 'Authorization', secret: 'sesame-of-hooks' };
    const made = await admin.send('/admin/workflow/inlinehooks', 'create', {
      ...{ ...auth, type: 'com.okta.oauth2.tokens.transform', name: 'Claims', uri },
    });
    const page = made.headers.get('location')!;
    expect(await admin.page(page)).not.toContain('sesame-of-hooks');
    service.answer({ body: { commands: [] } });
    const sent = await admin.send(page, 'preview', { payload: '{"data":{"context":{"sent":{}}}}' });
    expect(sent.status).toBe(303);
    expect(service.calls.at(-1)?.headers.authorization).toBe('sesame-of-hooks');
    expect(await admin.page(page)).toContain('&quot;commands&quot;: []');
    await admin.send(page, 'edit', { name: 'Claims of orders', uri, header: 'Authorization', secret: '' });
    await admin.send(page, 'preview', { payload: '{"data":{}}' });
    expect(service.calls.at(-1)?.headers.authorization).toBe('sesame-of-hooks');
    await admin.send(page, 'deactivate');
    await admin.send(page, 'delete');
    expect(await get('/inlineHooks')).toEqual([]);
  } finally {
    service.close();
  }
});

it('adds an event hook and verifies its URL', async () => {
  await withEcho(async (uri) => {
    const made = await admin.send('/admin/workflow/eventhooks', 'create', {
      ...{ name: 'Events', uri, events: 'user.session.start', header: 'Authorization', secret: 'sesame' },
    });
    const hook = async () => (await get('/eventHooks'))[0];
    expect(await hook()).toMatchObject({
      events: { items: ['user.session.start'] },
      verificationStatus: 'UNVERIFIED',
    });
    await admin.send(made.headers.get('location')!, 'verify');
    expect(await hook()).toMatchObject({ verificationStatus: 'VERIFIED' });
  });
});

it('adds a behavior, changes its settings and deactivates it', async () => {
  const page = '/admin/access/behavior-detection';
  const made = await admin.send(page, 'create', { name: 'Far away', type: 'VELOCITY' });
  const editor = made.headers.get('location')!;
  await admin.send(editor, 'edit', { name: 'Far away', settings: '{"velocityKph": 900}' });
  await admin.send(editor, 'deactivate');
  expect((await get('/behaviors')).find(({ name }) => name === 'Far away')).toMatchObject({
    ...{ type: 'VELOCITY', settings: { velocityKph: 900 }, status: 'INACTIVE' },
  });
});

it('lists the administrators with their roles, own and through groups, and adds one', async () => {
  const { org } = test;
  const [grace, linus] = [
    await test.addPerson('grace@example.com'),
    await test.addPerson('linus@example.com'),
  ];
  const group = org.transaction(() => org.groups.create({ name: 'Help desk' }));
  org.transaction(() => {
    org.groups.addMember(group, grace.id);
    org.roles.assign('GROUP', group.id, 'HELP_DESK_ADMIN');
  });
  const page = '/admin/access/admins';
  await admin.send(page, 'assign', { logins: 'linus@example.com', role: 'REPORT_ADMIN' });
  const html = await admin.page(page);
  expect(html).toContain('Help Desk Administrator (through a group)');
  expect(html).toContain('Report Administrator');
  const { body } = await call('GET', '/api/v1/iam/assignees/users?limit=2');
  const { value, _links } = body as { value: { id: string }[]; _links: { next: { href: string } } };
  const rest = await call('GET', _links.next.href.slice(test.url.length));
  const ids = [...value, ...(rest.body as typeof body & { value: { id: string }[] }).value].map(
    ({ id }) => id,
  );
  expect(ids.toSorted()).toEqual([org.administrator.id, grace.id, linus.id].toSorted());
});

it('counts all people as administrators by a role of Everyone, and none whom a deleted group made one', async () => {
  const { org } = test;
  const ids = async () =>
    (
      (await call('GET', '/api/v1/iam/assignees/users')).body as unknown as { value: { id: string }[] }
    ).value.map(({ id }) => id);
  const mary = await test.addPerson('mary@example.com');
  const group = org.transaction(() => org.groups.create({ name: 'Short-lived' }));
  org.transaction(() => {
    org.groups.addMember(group, mary.id);
    org.roles.assign('GROUP', group.id, 'READ_ONLY_ADMIN');
  });
  expect(await ids()).toContain(mary.id);
  await call('DELETE', `/api/v1/groups/${group.id}`);
  expect(await ids()).not.toContain(mary.id);
  const role = await call('POST', `/api/v1/groups/${org.groups.everyone.id}/roles`, {
    type: 'READ_ONLY_ADMIN',
  });
  expect(await ids()).toContain(mary.id);
  await call('DELETE', `/api/v1/groups/${org.groups.everyone.id}/roles/${role.id}`);
});

it('keeps the settings of Security > General', async () => {
  const page = '/admin/access/general';
  const path = '/attack-protection/api/v1/user-lockout-settings';
  await admin.send(page, 'lockout', { preventBruteForceLockoutFromUnknownDevices: 'on' });
  expect((await call('GET', path)).body).toEqual({ preventBruteForceLockoutFromUnknownDevices: true });
  const set = await call('PUT', path, { preventBruteForceLockoutFromUnknownDevices: 'yes' });
  expect(set.status).toBe(400);
});

it('says of a person that unknown devices are blocked, and allows them again', async () => {
  const login = 'barred@example.com';
  const { id } = await test.addPerson(login);
  await admin.send('/admin/access/general', 'lockout', { preventBruteForceLockoutFromUnknownDevices: 'on' });
  for (let count = 0; count < 10; count += 1)
    await call('POST', '/api/v1/authn', { username: login, password: 'wrong' });
  const page = `/admin/user/profile/view/${id}`;
  expect(await admin.page(page)).toContain('attempts from all unknown devices are blocked');
  await admin.send(page, 'allow-devices');
  expect(await admin.page(page)).not.toContain('attempts from all unknown devices are blocked');
  expect((await call('GET', `/api/v1/users/${id}/blocks`)).items).toEqual([]);
});
