import { afterAll, expect, it } from 'vitest';
import { ConsoleVisitor, startConsole } from '../../helpers/console/visitor.ts';

const { test, admin, close } = await startConsole();
afterAll(close);

async function create(kind: string, uris: string) {
  const answer = await admin.send('/admin/apps/active', 'create', { label: `A ${kind}`, kind, uris });
  expect(answer.status).toBe(303);
  const path = answer.headers.get('location')!;
  return { path, app: () => test.org.apps.require(path.split('/').at(-1)!) };
}

it.each([
  ['web', 'http://localhost:9/cb'],
  ['browser', 'http://localhost:9/cb'],
  ['native', 'com.example.app:/cb'],
  ['service', ''],
  ['bookmark', 'https://example.com/wiki'],
])('creates an app integration: %s', async (kind, uri) => {
  const { path, app } = await create(kind, uri);
  expect(app()).toMatchObject({ label: `A ${kind}`, status: 'ACTIVE' });
  for (const tab of ['general', 'sign-on', 'assignments', 'scopes'])
    expect(await admin.page(`${path}?tab=${tab}`)).toContain(`A ${kind}`);
});

it('edits the general settings, and keeps what the form does not show', async () => {
  const { path, app } = await create('web', 'http://localhost:9/cb');
  const answer = await admin.send(path, 'general', {
    ...{ label: 'Renamed', method: 'client_secret_post', pkce: 'on', consent: 'REQUIRED', initiate: '' },
    grants: ['authorization_code', 'refresh_token'],
    redirects: 'http://localhost:9/cb\nhttp://localhost:9/other',
    signOuts: 'http://localhost:9/',
  });
  expect(answer.status).toBe(303);
  expect(app()).toMatchObject({
    label: 'Renamed',
    oauth: {
      tokenEndpointAuthMethod: 'client_secret_post',
      pkceRequired: true,
      consentMethod: 'REQUIRED',
      grantTypes: ['authorization_code', 'refresh_token'],
      redirectUris: ['http://localhost:9/cb', 'http://localhost:9/other'],
      postLogoutRedirectUris: ['http://localhost:9/'],
    },
  });
  const refused = await admin.send(path, 'general', {
    label: 'Renamed',
    method: 'client_secret_post',
    redirects: 'no address',
  });
  expect([refused.status, await refused.text()]).toEqual([400, expect.stringContaining('no address')]);
});

it('shows a secret on request only, and never in the request strip', async () => {
  const { path, app } = await create('web', 'http://localhost:9/cb');
  const [{ id, secret } = { id: '', secret: '' }] = app().oauth!.secrets;
  expect(await admin.page(path)).not.toContain(secret);
  await admin.send(path, 'show-secret', { secret: id });
  expect((await admin.page(path)).split(secret)).toHaveLength(3); // The text, and its copy button.
  await admin.send(path, 'new-secret');
  await admin.send(path, 'deactivate-secret', { secret: id });
  expect(app().oauth!.secrets.map(({ status }) => status)).toEqual(['INACTIVE', 'ACTIVE']);
});

it('adds a public key and removes it', async () => {
  const { path, app } = await create('service', '');
  const key = {
    kty: 'EC',
    crv: 'P-256',
    kid: 'k1',
    x: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU',
    y: 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0',
  };
  const bad = await admin.send(path, 'add-key', { key: '{' });
  expect([bad.status, await bad.text()]).toEqual([400, expect.stringContaining('is not valid JSON')]);
  for (const wrong of ['null', '[]', '"key"'])
    expect(await (await admin.send(path, 'add-key', { key: wrong })).text()).toContain(
      'must be a JSON object.',
    );
  await admin.send(path, 'add-key', { key: JSON.stringify(key) });
  expect(app().oauth!.jwks?.keys).toMatchObject([key]);
  await admin.send(path, 'remove-key', { kid: 'k1' });
  expect(app().oauth!.jwks?.keys ?? []).toEqual([]);
});

it('assigns people and groups, and grants Okta API scopes', async () => {
  const { path, app } = await create('web', 'http://localhost:9/cb');
  const user = await test.addPerson('bob@example.com');
  const { id: everyone } = test.org.groups.everyone;
  const assignments = `${path}?tab=assignments`;
  await admin.send(assignments, 'assign-people', { logins: 'bob@example.com' });
  expect(test.org.apps.assignmentOf(app().id, user.id)).toMatchObject({ scope: 'USER' });
  await admin.send(assignments, 'assign-groups', { groups: [everyone] });
  expect(await admin.page(assignments)).toContain('Everyone');
  await admin.send(`${path}/group/${everyone}`, 'unassign');
  await admin.send(assignments, 'unassign-person', { user: user.id });
  expect(test.org.apps.assignmentOf(app().id, user.id)).toBeUndefined();

  await admin.send(`${path}?tab=scopes`, 'grant', { scope: 'okta.users.read' });
  const [grant] = test.org.apps.grants(app().id);
  expect(grant?.scopeId).toBe('okta.users.read');
  await admin.send(`${path}?tab=scopes`, 'revoke', { grant: grant!.id });
  expect(test.org.apps.grants(app().id)).toEqual([]);
});

it('shows the tile of an assigned bookmark, which leads to its address', async () => {
  const { path } = await create('bookmark', 'https://example.com/wiki');
  const user = await test.addPerson('carol@example.com');
  await admin.send(`${path}?tab=assignments`, 'assign-people', { logins: 'carol@example.com' });
  const person = new ConsoleVisitor(test, user.id);
  const href = /<a href="(\/home\/bookmark\/[^"]+)">/.exec(await person.page('/app/UserHome'))?.[1];
  expect((await person.fetch(href!)).headers.get('location')).toBe('https://example.com/wiki');
  await admin.send(path, 'general', { label: 'A bookmark', url: 'https://example.com/wiki', hidden: 'on' });
  expect(await person.page('/app/UserHome')).not.toContain(href);
});
