/** Security and Workflow in the Admin Console: what its forms change, seen in the org. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ConsoleVisitor } from '../../helpers/console/visitor.ts';
import { startHookService } from '../../helpers/hook-service.ts';
import { type TestOrg, startOrg } from '../../helpers/org.ts';

let test: TestOrg;
let admin: ConsoleVisitor;

beforeAll(async () => {
  test = await startOrg();
  admin = new ConsoleVisitor(test, test.org.administrator.id);
});
afterAll(async () => {
  expect(test.faults).toEqual([]);
  await test.close();
});

const get = async (path: string) =>
  (await (
    await fetch(`${test.url}/api/v1${path}`, { headers: { authorization: `SSWS ${test.apiToken}` } })
  ).json()) as Record<string, unknown>[];

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

it('adds a network zone and revokes an API token', async () => {
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
  expect(await admin.page('/admin/access/api/tokens')).toContain('Revoke');
});

it('deactivates an authenticator and one of its methods', async () => {
  const phone = (await get('/authenticators')).find(({ key }) => key === 'phone_number')!;
  const page = `/admin/access/multifactor/${String(phone['id'])}`;
  await admin.send(page, 'method-deactivate', { id: 'voice' });
  const methods = await get(`/authenticators/${String(phone['id'])}/methods`);
  expect(methods.find(({ type }) => type === 'voice')).toMatchObject({ status: 'INACTIVE' });
  const question = (await get('/authenticators')).find(({ key }) => key === 'security_question');
  if (question === undefined)
    await admin.send('/admin/access/multifactor', 'create', { key: 'security_question' });
  expect((await get('/authenticators')).map(({ key }) => key)).toContain('security_question');
});

it('adds hooks, and previews an inline hook', async () => {
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

    await admin.send('/admin/workflow/eventhooks', 'create', {
      ...{ ...auth, name: 'Events', uri, events: 'user.session.start' },
    });
    expect((await get('/eventHooks'))[0]).toMatchObject({ events: { items: ['user.session.start'] } });
  } finally {
    service.close();
  }
});
