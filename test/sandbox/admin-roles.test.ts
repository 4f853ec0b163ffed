/** What each admin role may do, how a role is narrowed, and changes that depend on what was read. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createSandbox, type Sandbox } from '../../sandbox/index.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await createSandbox();
});
afterAll(() => sandbox.close());

interface Answered {
  readonly status: number;
  readonly body: Record<string, unknown>;
  readonly etag: string | null;
}

async function call(
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answered> {
  const response = await fetch(sandbox.url + path, {
    method,
    headers: {
      authorization: `SSWS ${sandbox.apiToken}`,
      'content-type': 'application/json',
      ...headers,
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return {
    status: response.status,
    body: (text === '' ? {} : JSON.parse(text)) as Record<string, unknown>,
    etag: response.headers.get('etag'),
  };
}

let number = 0;
const password = 'Long-Enough-1';

/** A new person, signed in: the session cookie says who they are, and their roles what they may do. */
async function person(): Promise<{ id: string; cookie: string }> {
  number += 1;
  const login = `admin${number}@roles.example`;
  const { body } = await call('POST', '/api/v1/users', {
    profile: { firstName: 'A', lastName: 'B', email: login, login },
    credentials: { password: { value: password } },
  });
  const signIn = await call('POST', '/api/v1/authn', { username: login, password });
  const token = String(signIn.body.sessionToken);
  const redirect = await fetch(
    `${sandbox.url}/login/sessionCookieRedirect?token=${token}&redirectUrl=${encodeURIComponent(sandbox.url)}`,
    { redirect: 'manual' },
  );
  const cookie = redirect.headers.getSetCookie().map((line) => line.split(';')[0]!);
  return { id: String(body.id), cookie: cookie.join('; ') };
}

test.each([
  ['none', [403, 403, 403, 403, 403]],
  ['HELP_DESK_ADMIN', [200, 403, 403, 403, 403]],
  ['USER_ADMIN', [200, 200, 403, 403, 403]],
  ['APP_ADMIN', [200, 403, 200, 403, 403]],
  ['READ_ONLY_ADMIN', [200, 403, 403, 200, 403]],
  ['REPORT_ADMIN', [403, 403, 403, 403, 403]],
  ['ORG_ADMIN', [200, 200, 403, 200, 403]],
  ['SUPER_ADMIN', [200, 200, 200, 200, 200]],
])('%s', async (role, expected) => {
  const { id, cookie } = await person();
  if (role !== 'none') {
    const { status } = await call('POST', `/api/v1/users/${id}/roles`, { type: role });
    expect(status).toBe(201);
  }
  const as = { authorization: '', cookie };
  const label = `App of ${role}`;
  const statuses = [];
  for (const [method, path, body] of [
    ['GET', '/api/v1/users'],
    [
      'POST',
      '/api/v1/users?activate=false',
      { profile: { firstName: 'N', lastName: 'N', email: `${role}@n.example`, login: `${role}@n.example` } },
    ],
    ['POST', '/api/v1/apps', { label, signOnMode: 'BOOKMARK', settings: { app: { url: 'https://b' } } }],
    ['GET', '/api/v1/zones'],
    ['GET', `/api/v1/users/${id}/roles`],
  ] as const) {
    statuses.push((await call(method, path, body, as)).status);
  }
  expect(statuses).toEqual(expected);
});

test('a role is narrowed to groups and apps, and keeps its last target', async () => {
  const { id } = await person();
  const group = (await call('POST', '/api/v1/groups', { profile: { name: 'Narrow' } })).body.id as string;
  const role = (await call('POST', `/api/v1/users/${id}/roles`, { type: 'USER_ADMIN' })).body.id as string;
  const targets = `/api/v1/users/${id}/roles/${role}/targets`;
  expect((await call('PUT', `${targets}/groups/${group}`)).status).toBe(204);
  expect((await call('GET', `${targets}/groups`)).body).toMatchObject([{ id: group }]);
  expect((await call('PUT', `${targets}/catalog/apps/oidc_client`)).status).toBe(400);
  const last = await call('DELETE', `${targets}/groups/${group}`);
  expect(last).toMatchObject({ status: 400, body: { errorCode: 'E0000001' } });
});

test('an app as the target of a role has the name of its label; a kind of app that of the catalog', async () => {
  const { id } = await person();
  const role = (await call('POST', `/api/v1/users/${id}/roles`, { type: 'APP_ADMIN' })).body.id as string;
  const targets = `/api/v1/users/${id}/roles/${role}/targets/catalog/apps`;
  const app = { label: 'Shelf of mine', signOnMode: 'BOOKMARK', settings: { app: { url: 'https://b' } } };
  const appId = (await call('POST', '/api/v1/apps', app)).body.id as string;
  await call('PUT', `${targets}/bookmark/${appId}`);
  await call('PUT', `${targets}/facebook`);
  expect((await call('GET', targets)).body).toMatchObject([
    { id: appId, name: 'Shelf of mine' },
    { name: 'facebook' },
  ]);
});

test('If-Match: a change of what has changed since is refused', async () => {
  const { id } = await person();
  const path = `/api/v1/users/${id}`;
  const { etag } = await call('GET', path);
  expect(etag).toMatch(/^"[\w-]+"$/);
  const change = (nickName: string): Promise<Answered> =>
    call('POST', path, { profile: { nickName } }, { 'if-match': etag! });
  expect((await change('Ann')).status).toBe(200);
  expect((await change('Bea')).status).toBe(412);
  expect((await call('GET', path)).body).toMatchObject({ profile: { nickName: 'Ann' } });
});
