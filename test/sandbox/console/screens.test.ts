import { generateKeyPairSync } from 'node:crypto';
import { afterAll, expect, it } from 'vitest';
import { hiddenIn, startConsole } from '../../helpers/console/visitor.ts';

const { test, admin, close } = await startConsole();
const { org } = test;
afterAll(close);

/** The smallest PNG. */
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==',
  'base64',
);

it('has a screen behind every item of its menu', async () => {
  const html = await admin.page('/admin/users');
  const links = [...html.matchAll(/<li><a href="([^"]+)"[^>]*>([^<]+)<\/a>/g)].map(([, path, name]) => [
    path!,
    name!,
  ]);
  expect(links.length).toBeGreaterThan(20);
  for (const [path, name] of links as [string, string][]) {
    const page = await admin.page(path);
    expect(page, name).toContain(`<a href="${path}" aria-current="page">${name}</a>`);
    expect(page, name).toMatch(/<h1>[^<]+<\/h1>/);
    expect(page, name).not.toContain('role="alert"');
  }
});

it('sends its screens compressed to a browser that understands it', async () => {
  const plain = await admin.fetch('/admin/users', { headers: { 'accept-encoding': 'identity' } });
  expect(plain.headers.get('content-encoding')).toBeNull();
  const packed = await admin.fetch('/admin/users', { headers: { 'accept-encoding': 'br' } });
  expect(packed.headers.get('content-encoding')).toBe('br');
  expect(packed.headers.get('vary')).toContain('Accept-Encoding');
  expect(await packed.text()).toContain('<h1>People</h1>');
});

it('gives the brand its colours and its logo, which the sign-in page has', async () => {
  expect(await admin.page('/admin/customizations/brands')).toContain('Brands');
  const [brand] = org.brands.all();
  const path = `/admin/customizations/brands/${brand!.id}`;
  const saved = await admin.send(path, 'theme', {
    ...{ primary: '#aa3300', secondary: '#ffeedd' },
    ...{ signInPageTouchPointVariant: 'OKTA_DEFAULT', errorPageTouchPointVariant: 'OKTA_DEFAULT' },
  });
  expect(saved.status).toBe(303);
  const html = await admin.page(path);
  const upload = (bytes: Buffer, csrf = hiddenIn(html, '.csrf')) => {
    const form = new FormData();
    form.set('.csrf', csrf);
    form.set('.seen', hiddenIn(html, '.seen'));
    form.set('.do', 'upload-logo');
    form.set('file', new File([new Uint8Array(bytes)], 'logo.png', { type: 'image/png' }));
    return admin.fetch(path, { method: 'POST', body: form });
  };
  expect((await upload(png, 'forged')).status).toBe(403);
  expect((await upload(Buffer.from('<svg onload="alert(1)"/>'))).status).toBe(400);
  const tooLarge = await upload(Buffer.alloc(3_000_000));
  expect(tooLarge.status).toBe(400);
  expect(await tooLarge.text()).toContain('role="alert"');
  expect((await upload(png)).status).toBe(303);
  const after = await admin.page(path);
  expect(after).toContain('Primary color'); // as Okta writes it
  expect(after).not.toMatch(/colour/i);
  const logo = /<img class="picture" src="([^"]+)" alt="Logo">/.exec(after)?.[1];
  expect((await fetch(logo!)).headers.get('content-type')).toBe('image/png');
  expect(after).not.toContain('iVBORw0KGgo');
  expect(org.brands.all()[0]!.theme).toMatchObject({ primaryColorHex: '#aa3300' });
  expect((await admin.send(path, 'delete-logo')).status).toBe(303);
  expect(org.brands.all()[0]!.theme.logo).toBeUndefined();
});

it('edits a group rule while it is inactive, and says at the field what is wrong with it', async () => {
  const [sales, buyers] = org.transaction(() => [
    org.groups.create({ name: 'Sales' }),
    org.groups.create({ name: 'Buyers' }),
  ]);
  const list = '/admin/groups/rules';
  const first = { name: 'By department', expression: 'user.department == "Sales"', groups: sales.id };
  await admin.send(list, 'create', { ...first, activate: 'on' });
  const [, page = ''] = /<a href="([^"]+)">By department</.exec(await admin.page(list)) ?? [];
  expect(await admin.page(page)).toContain('Deactivate this rule to edit it.');
  const second = { name: 'By title', expression: 'user.title == "Buyer"', groups: buyers.id };
  const tooEarly = await admin.send(page, 'edit', second);
  expect([tooEarly.status, await tooEarly.text()]).toEqual([
    403,
    expect.stringContaining('deactivate it first'),
  ]);
  await admin.send(page, 'deactivate');
  const wrong = await (await admin.send(page, 'edit', { ...second, expression: 'user.title ==' })).text();
  expect(wrong).toMatch(/<textarea[^>]*name="expression"[^>]*aria-invalid="true"/);
  expect(wrong).toMatch(/user\.title ==<\/textarea>\s*<p class="problem"[^>]*>Invalid expression: /);
  const noGroup = await (await admin.send(page, 'edit', { ...second, groups: [] })).text();
  expect(noGroup).toMatch(/<\/fieldset>\s*<p class="problem"[^>]*>The field cannot be left blank</);
  expect((await admin.send(page, 'edit', second)).status).toBe(303);
  const id = page.split('/').at(-1)!;
  expect(org.groupRules.require(id)).toMatchObject({
    ...{ name: second.name, expression: second.expression, groupIds: [buyers.id], status: 'INACTIVE' },
  });
});

it.each([
  ['/admin/apps/active', { label: 'Shop', kind: 'web', uris: '' }, 'uris'],
  ['/admin/ai-agents', { name: '', description: 'x', app: '' }, 'name'],
  ['/admin/ai-agents', { name: 'Agent', description: 'x', app: '0oanone' }, 'app'],
  ['/admin/oauth2/as', { name: 'Orders', audience: '', rotation: 'AUTO' }, 'audience'],
  ['/admin/workflow/eventhooks', { name: 'Hook', uri: '', events: 'user.session.start' }, 'uri'],
])('an error is shown at its field, whatever the API calls it: %s %o', async (path, values, field) => {
  const html = await (await admin.send(path, 'create', values)).text();
  expect(html).toMatch(new RegExp(`<(input|textarea|select)[^>]* name="${field}"[^>]* aria-invalid="true"`));
  expect(html).toMatch(new RegExp(`id="create-${field}-problem"`));
});

it('registers an AI agent, gives it a key and a connection, activates and deactivates it', async () => {
  await admin.send('/admin/ai-agents', 'create', {
    name: 'Buyer',
    description: 'Buys <b>things</b>',
    app: '',
  });
  const [agent] = org.agents.all();
  const path = `/admin/ai-agents/${agent!.id}`;
  expect((await admin.send(path, 'activate')).status).toBe(400);
  const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const key = { ...publicKey.export({ format: 'jwk' }), kid: 'k1', use: 'sig', alg: 'RS256' };
  expect((await admin.send(path, 'add-key', { key: JSON.stringify(key) })).status).toBe(303);
  const [server] = org.authorizationServers.all();
  const connect = { server: server!.id, resource: '', condition: 'ALL_SCOPES', scopes: '' };
  expect((await admin.send(path, 'connect', connect)).status).toBe(303);
  expect((await admin.send(path, 'activate')).status).toBe(303);
  expect(org.agents.get(agent!.id)).toMatchObject({ status: 'ACTIVE' });
  const connections = await admin.page('/admin/ai-agents/connections');
  expect(connections).toContain(server!.name);
  expect(connections).toContain('Buys &lt;b&gt;things&lt;/b&gt;');
  const [connection] = org.agents.connectionsOf(agent!.id);
  const change = { connection: connection!.id, condition: 'INCLUDE_ONLY', scopes: 'openid\nprofile' };
  expect((await admin.send(path, 'scopes', change)).status).toBe(303);
  expect(org.agents.connections.get(connection!.id)?.scopes).toEqual(['openid', 'profile']);
  expect((await admin.send(path, 'scopes', { ...change, scopes: 'unknown' })).status).toBe(400);
  await admin.send(path, 'connection-deactivate', { id: connection!.id });
  expect(org.agents.connections.get(connection!.id)).toMatchObject({ status: 'INACTIVE' });
  expect((await admin.send(path, 'deactivate')).status).toBe(303);
  expect((await admin.send(path, 'delete')).headers.get('location')).toBe('/admin/ai-agents');
  expect(org.agents.all()).toEqual([]);
});

it('adds an identity provider, edits it without its secret, and routes a domain to it', async () => {
  const list = '/admin/access/identity-providers';
  const shared = { username: 'idpuser.email', match: 'USERNAME', link: 'on', provision: 'on' };
  const answer = await admin.send(list, 'add-social', {
    ...{ type: 'GOOGLE', name: 'Google', clientId: 'x', secret: 'Se"cret-2026', scopes: '', ...shared },
  });
  const [idp] = org.identityProviders.all();
  expect(answer.headers.get('location')).toBe(`${list}/${idp!.id}`);
  const page = await admin.page(`${list}/${idp!.id}`);
  expect(page).not.toContain('cret-2026');
  await admin.send(`${list}/${idp!.id}`, 'edit', {
    name: 'G',
    clientId: 'z',
    secret: '',
    scopes: 'openid',
    ...shared,
  });
  expect(org.identityProviders.get(idp!.id)).toMatchObject({
    name: 'G',
    protocol: {
      credentials: { client: { client_id: 'z', client_secret: 'Se"cret-2026' } },
      scopes: ['openid'],
    },
  });
  const routing = `${list}/routing-rules`;
  const added = await admin.send(routing, 'create', {
    ...{ name: 'Partner', match: 'SUFFIX', patterns: 'partner.example', providers: `${idp!.id} GOOGLE` },
  });
  expect(added.status).toBe(303);
  const [policy] = org.policies.ofType('IDP_DISCOVERY');
  const rule = org.policies.rules(policy!.id).find(({ name }) => name === 'Partner');
  expect(rule).toMatchObject({
    conditions: { userIdentifier: { patterns: [{ matchType: 'SUFFIX', value: 'partner.example' }] } },
    actions: { idp: { providers: [{ id: idp!.id, type: 'GOOGLE' }] } },
  });
  expect(await admin.page(routing)).toContain('Login: partner.example');
});

it('takes from an OpenID Connect provider the userinfo endpoint that is no longer typed', async () => {
  const list = '/admin/access/identity-providers';
  const at = 'https://partner.example';
  const values = {
    ...{ name: 'Partner login', clientId: 'x', secret: 'y', scopes: 'openid', issuer: at },
    ...{ authorization: `${at}/authorize`, token: `${at}/token`, jwks: `${at}/keys` },
    ...{ username: 'idpuser.email', match: 'USERNAME', link: 'on', provision: 'on' },
  };
  const added = await admin.send(list, 'add-oidc', { ...values, userInfo: `${at}/userinfo` });
  const path = added.headers.get('location')!;
  const endpoints = () => org.identityProviders.get(path.split('/').at(-1)!)!.protocol['endpoints'];
  expect(endpoints()).toMatchObject({ userInfo: { url: `${at}/userinfo` } });
  expect((await admin.send(path, 'edit', { ...values, userInfo: '' })).status).toBe(303);
  expect(endpoints()).not.toHaveProperty('userInfo');
  expect(endpoints()).toMatchObject({ token: { url: `${at}/token` } });
});

it('adds and removes an attribute of people, and allows sign-up', async () => {
  const path = '/admin/universaldirectory/default';
  const values = { title: 'Shirt size', name: 'shirt', description: '', type: 'string', enum: 'S\nM\nL' };
  expect((await admin.send(path, 'add', values)).status).toBe(303);
  const { id } = org.administrator;
  expect(await admin.page(`/admin/user/profile/view/${id}?tab=profile`)).toMatch(/<option value="M">/);
  expect((await admin.send(path, 'remove', { name: 'shirt' })).status).toBe(303);
  await admin.page(path); // with the calls of the removal
  expect(await admin.page(path)).not.toContain('Shirt size');

  const [policy] = org.policies.ofType('PROFILE_ENROLLMENT');
  const [rule] = org.policies.rules(policy!.id);
  const form = `/admin/authn/profile-enrollment/${policy!.id}/rules/${rule!.id}`;
  const saved = await admin.send(form, 'edit', {
    unknown: 'REGISTER',
    attributes: 'email*\nfirstName',
    hook: '',
  });
  expect(saved.status).toBe(303);
  expect(org.policies.rules(policy!.id)[0]).toMatchObject({
    actions: {
      profileEnrollment: {
        unknownUserAction: 'REGISTER',
        profileAttributes: [
          { name: 'email', required: true },
          { name: 'firstName', required: false },
        ],
      },
    },
  });
});

it('makes an API token that acts as the administrator, and shows it once', async () => {
  const page = '/admin/access/api/tokens';
  await admin.send(page, 'create', { name: 'Of a test' });
  const html = await admin.page(page);
  const token = /class="secret"><code>([^<]+)</.exec(html)?.[1];
  const me = await fetch(`${test.url}/api/v1/users/me`, {
    headers: { authorization: `SSWS ${String(token)}` },
  });
  expect(me.status).toBe(200);
  expect(html.split(String(token))).toHaveLength(3); // the text, and its copy button
  expect(await admin.page(page)).not.toContain(token);
});
