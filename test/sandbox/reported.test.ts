/** What people reported of real orgs, and programs rely on. */
import { expect, test } from 'vitest';
import { sandboxOfFile } from '../helpers/sandbox-of-file.ts';

const home = sandboxOfFile();
const { call } = home;

const person = (login: string, profile: object = {}) =>
  call('POST', '/api/v1/users', {
    profile: { login, email: login, firstName: 'Uma', lastName: 'Test', ...profile },
  });
const rule = (name: string, value: string, groupId: string) =>
  call('POST', '/api/v1/groups/rules', {
    type: 'group_rule',
    name,
    conditions: { expression: { value, type: 'urn:okta:expression:1.0' } },
    actions: { assignUserToGroups: { groupIds: [groupId] } },
  });
const group = async (name: string) => (await call('POST', '/api/v1/groups', { profile: { name } })).id;

test('a rule whose group is deleted becomes invalid, and cannot be activated', async () => {
  const groupId = await group('Doomed');
  const { id } = await rule('doomed', 'user.department == "x"', groupId);
  await call('POST', `/api/v1/groups/rules/${id}/lifecycle/activate`);
  await call('DELETE', `/api/v1/groups/${groupId}`);
  const { body } = await call('GET', `/api/v1/groups/rules/${id}`);
  expect(body).toMatchObject({ status: 'INVALID', allGroupsValid: false });
  expect((await call('POST', `/api/v1/groups/rules/${id}/lifecycle/activate`)).status).toBe(404);
});

test('a rule that reads an attribute that nobody has is refused; status is no attribute, but readable', async () => {
  const groupId = await group('By status');
  expect((await rule('typo', 'user.departmnet == "x"', groupId)).body).toMatchObject({
    errorCode: 'E0000001',
  });
  const { id } = await rule('status', 'user.getInternalProperty("status") == "SUSPENDED"', groupId);
  await call('POST', `/api/v1/groups/rules/${id}/lifecycle/activate`);
  const profile = { login: 's@example.com', email: 's@example.com', firstName: 'S', lastName: 'T' };
  const credentials = { password: { value: 'Correct-Horse-77' } };
  const suspended = await call('POST', '/api/v1/users', { profile, credentials });
  const members = async () => (await call('GET', `/api/v1/groups/${groupId}/users`)).items.length;
  expect(await members()).toBe(0);
  await call('POST', `/api/v1/users/${suspended.id}/lifecycle/suspend`);
  expect(await members()).toBe(1);
});

test('the next page begins where it should, though the last item of the page before is deleted', async () => {
  const made: string[] = [];
  for (let i = 0; i < 5; i += 1)
    made.push((await person(`page${i}@example.com`, { department: 'Paged' })).id);
  const search = `/api/v1/users?search=${encodeURIComponent('profile.department eq "Paged"')}&limit=2`;
  const seen: unknown[] = [];
  let next: string | undefined = search;
  while (next !== undefined) {
    const response: Response = await fetch(new URL(next, home.sandbox.url), {
      headers: { authorization: `SSWS ${home.sandbox.apiToken}` },
    });
    const users = (await response.json()) as { id: string }[];
    seen.push(...users.map(({ id }) => id));
    const last = users.at(-1)!;
    for (let twice = 0; twice < 2; twice += 1) await call('DELETE', `/api/v1/users/${last.id}`);
    next = /<([^>]+)>; rel="next"/.exec(response.headers.get('link') ?? '')?.[1];
  }
  expect(seen).toEqual(made);
});

test('an attribute that has a default gets it', async () => {
  const properties = {
    tier: { title: 'Tier', type: 'string', required: true, default: 'FREE', enum: ['FREE', 'PAID'] },
  };
  await call('POST', '/api/v1/meta/schemas/user/default', {
    definitions: { custom: { id: '#custom', type: 'object', properties } },
  });
  expect((await person('default@example.com')).body).toMatchObject({ profile: { tier: 'FREE' } });
});

test('filters: only `eq` and its like, in double quotes', async () => {
  const filter = async (text: string) =>
    (await call('GET', `/api/v1/users?filter=${encodeURIComponent(text)}`)).body['errorCode'];
  expect(await filter('status eq "ACTIVE"')).toBeUndefined();
  expect(await filter('status ne "ACTIVE"')).toBe('E0000031');
  expect(await filter("status eq 'ACTIVE'")).toBe('E0000031');
});

test('Okta’s Python SDK writes no space behind SSWS', async () => {
  const headers = { authorization: `SSWS${home.sandbox.apiToken}` };
  expect((await fetch(`${home.sandbox.url}/api/v1/users?limit=1`, { headers })).status).toBe(200);
  const wrong = { authorization: 'SSWSwrong' };
  expect((await fetch(`${home.sandbox.url}/api/v1/users?limit=1`, { headers: wrong })).status).toBe(401);
});

test('what Okta’s own clients leave out: type and version of a hook that is changed', async () => {
  const config = { uri: 'https://example.com/hook', authScheme: { type: 'HEADER', key: 'k', value: 'v' } };
  const channel = { type: 'HTTP', version: '1.0.0', config };
  const type = 'com.okta.oauth2.tokens.transform';
  const made = await call('POST', '/api/v1/inlineHooks', { name: 'Tokens', type, version: '1.0.0', channel });
  const changed = await call('PUT', `/api/v1/inlineHooks/${made.id}`, { name: 'Renamed', channel });
  expect(changed.body).toMatchObject({ name: 'Renamed', type, version: '1.0.0' });
  expect(
    (await call('POST', '/api/v1/inlineHooks', { name: 'None', version: '1.0.0', channel })).status,
  ).toBe(400);
});

test('servers that a server does not trust, behaviours by pages, origins by their type', async () => {
  const server = { name: 'Shop', description: 'Shop', audiences: ['api://shop'] };
  const { id } = await call('POST', '/api/v1/authorizationServers', server);
  const associated = `/api/v1/authorizationServers/${id}/associatedServers`;
  const [standard] = (await call('GET', `${associated}?trusted=false`)).items;
  expect(standard).toMatchObject({ name: 'default' });
  await call('POST', associated, { trusted: [standard!['id']] });
  expect((await call('GET', `${associated}?trusted=false`)).items).toEqual([]);

  expect((await call('GET', '/api/v1/behaviors?limit=2')).items).toHaveLength(2);
  const behavior = { name: 'New', type: 'VELOCITY', status: 'INACTIVE', settings: { velocityKph: 900 } };
  expect((await call('POST', '/api/v1/behaviors', behavior)).body).toMatchObject({ status: 'ACTIVE' });

  const origin = (name: string, kind: string) => ({
    name,
    origin: `https://${name}.example`,
    scopes: [{ type: kind }],
  });
  for (const one of [origin('a', 'CORS'), origin('b', 'REDIRECT')])
    await call('POST', '/api/v1/trustedOrigins', one);
  const found = await call(
    'GET',
    `/api/v1/trustedOrigins?filter=${encodeURIComponent('type eq "REDIRECT"')}`,
  );
  expect(found.items).toMatchObject([{ name: 'b' }]);
});
