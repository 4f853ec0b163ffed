import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { createSandbox, readSeed, type Sandbox, SeedError } from '../../../sandbox/index.ts';

let sandbox: Sandbox | undefined;
afterEach(async () => {
  await sandbox?.close();
  sandbox = undefined;
});

const api = async (path: string, init: RequestInit = {}): Promise<Response> =>
  fetch(`${sandbox!.url}${path}`, {
    ...init,
    headers: {
      authorization: `SSWS ${sandbox!.apiToken}`,
      'content-type': 'application/json',
      ...(init.headers as Record<string, string>),
    },
  });
const json = async (path: string): Promise<unknown> => (await api(path)).json();

const seed = `
version: 1
userAttributes:
  badge: { title: Badge, type: string }
groups:
  - { name: Crew, description: Who works here }
users:
  - profile: { login: mia@example.com, email: mia@example.com, firstName: Mia, lastName: Moon, badge: B7 }
    password: Long-Enough-1
    groups: [Crew]
    roles: [READ_ONLY_ADMIN]
apps:
  - app:
      label: Shop
      signOnMode: OPENID_CONNECT
      credentials: { oauthClient: { client_id: shop-client, client_secret: a-secret-of-the-shop } }
      settings: { oauthClient: { grant_types: [authorization_code], redirect_uris: ['http://localhost:9/cb'] } }
    attributes:
      level: { title: Level, type: string }
    groups:
      - { group: Crew, profile: { level: high } }
    grants: [okta.users.read]
authorizationServers:
  - server: { name: Shop API, audiences: ['http://shop'] }
    scopes:
      - { name: 'goods:read' }
    claims:
      - { name: level, claimType: RESOURCE, valueType: EXPRESSION, value: appuser.level }
    policies:
      - name: People
        description: All
        clients: [Shop]
        rules:
          - { name: Any, grantTypes: [authorization_code], scopes: ['*'], groups: [Everyone] }
trustedOrigins:
  - { name: shop, origin: 'http://localhost:9', scopes: [{ type: CORS }] }
`;

test('a seed fills a new org, and the export of that org is a seed that makes the same org', async () => {
  sandbox = await createSandbox({ seed: readSeed(seed) });
  const [mia] = (await json('/api/v1/users?q=mia')) as { id: string; profile: { badge: string } }[];
  expect(mia).toMatchObject({ status: 'ACTIVE', profile: { badge: 'B7' } });
  const [shop] = (await json('/api/v1/apps?q=shop')) as { id: string }[];
  expect(await json(`/api/v1/apps/${shop!.id}/users/${mia!.id}`)).toMatchObject({
    scope: 'GROUP',
    profile: { level: 'high' },
  });
  const exported = sandbox.export();
  expect(exported.users![0]).not.toHaveProperty('password');
  await sandbox.close();

  sandbox = await createSandbox({ seed: exported });
  expect(sandbox.export()).toEqual(exported);
});

test.each([
  ['version: 2', 'version'],
  ['{ version: 1, users: [{ profil: {} }] }', 'users[0]'],
  ['{ version: 1, groups: [{ name: 7 }] }', 'groups[0].name'],
  ['{ version: 1, users: [{ profile: { login: nobody } }] }', 'users[0]: '],
  [
    '{ version: 1, apps: [{ app: { label: A, signOnMode: BOOKMARK }, groups: [{ group: None }] }] }',
    'apps[0].groups[0]',
  ],
  ['version: [', ''],
])('refuses the seed %s', async (text, where) => {
  const start = async (): Promise<void> => {
    sandbox = await createSandbox({ seed: readSeed(text) });
  };
  const error: unknown = await start().catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(SeedError);
  expect((error as SeedError).problems.join()).toContain(where);
});

test('the control API resets, seeds, exports and answers this machine alone', async () => {
  sandbox = await createSandbox();
  await api('/api/v1/groups', { method: 'POST', body: JSON.stringify({ profile: { name: 'Left over' } }) });
  expect((await api('/__sandbox/reset', { method: 'POST' })).status).toBe(204);
  expect(await json('/api/v1/groups?q=Left')).toEqual([]);
  const post = await api('/__sandbox/seed', {
    method: 'POST',
    body: JSON.stringify({ version: 1, groups: [{ name: 'Seeded' }] }),
  });
  expect(post.status).toBe(204);
  expect(await json('/__sandbox/seed')).toMatchObject({ version: 1, groups: [{ name: 'Seeded' }] });
  const fromPage = await api('/__sandbox/reset', {
    method: 'POST',
    headers: { origin: 'http://evil.example' },
  });
  expect(fromPage.status).toBe(403);
});

test('faults: latency, rate limit and failure, for as many requests as asked', async () => {
  sandbox = await createSandbox();
  sandbox.setFaults({ rateLimited: 1, path: '/api/v1/users' });
  const limited = await api('/api/v1/users/me');
  expect(limited.status).toBe(429);
  expect(await limited.json()).toMatchObject({ errorCode: 'E0000047' });
  expect(Number(limited.headers.get('x-rate-limit-reset'))).toBeGreaterThan(0);
  expect((await api('/api/v1/users/me')).status).toBe(200);
  await api('/__sandbox/faults', { method: 'PUT', body: JSON.stringify({ failing: 1, latency: 60 }) });
  const before = performance.now();
  expect((await api('/api/v1/groups')).status).toBe(500);
  expect(performance.now() - before).toBeGreaterThan(50);
  const refused = await api('/__sandbox/faults', {
    method: 'PUT',
    body: JSON.stringify({ failing: 'much' }),
  });
  expect(refused.status).toBe(400);
});

test.each([7200, -7200])(
  'a clock moved by %i s: the cookies of a sign-in last as long as before',
  async (offset) => {
    sandbox = await createSandbox({ seed: readSeed(seed) });
    sandbox.setClockOffset(offset * 1000);
    const query = new URLSearchParams({
      ...{ client_id: 'shop-client', response_type: 'code', scope: 'openid', state: 'x' },
      redirect_uri: 'http://localhost:9/cb',
    });
    const { headers } = await fetch(`${sandbox.url}/oauth2/default/v1/authorize?${query}`, {
      redirect: 'manual',
    });
    const cookies = headers.getSetCookie().filter((line) => /^okta_(interaction|resume)/.test(line));
    expect(cookies).toHaveLength(2);
    // Some browsers measure `expires` against the `Date` beside it, others against their own clock.
    for (const line of cookies) expect(Number(/max-age=(\d+)/.exec(line)?.[1])).toBeGreaterThan(3500);
  },
);

test('clock and keys: the org lives in another time, and signs with another key', async () => {
  sandbox = await createSandbox();
  sandbox.setClockOffset(3600_000);
  const date = Date.parse((await fetch(`${sandbox.url}/.well-known/okta-organization`)).headers.get('date')!);
  expect(Math.abs(date - Date.now() - 3_600_000)).toBeLessThan(100_000);
  const { now } = (await json('/__sandbox/clock')) as { now: string };
  expect(Date.parse(now) - Date.now()).toBeGreaterThan(3_400_000);
  const keyId = async (): Promise<string> => {
    const { keys } = (await (await fetch(`${sandbox!.url}/oauth2/v1/keys`)).json()) as {
      keys: { kid: string }[];
    };
    return keys[0]!.kid;
  };
  const first = await keyId();
  expect((await api('/__sandbox/keys/rotate', { method: 'POST' })).status).toBe(200);
  expect(await keyId()).not.toBe(first);
});

test('an org whose only API token was revoked has a new one at the next start', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sandbox-token-'));
  const file = join(folder, 'org.db');
  sandbox = await createSandbox({ file });
  const before = sandbox.apiToken;
  const [token] = (await json('/api/v1/api-tokens')) as { id: string }[];
  expect((await api(`/api/v1/api-tokens/${token!.id}`, { method: 'DELETE' })).status).toBe(204);
  expect((await api('/api/v1/users/me')).status).toBe(401);
  await sandbox.close();
  sandbox = await createSandbox({ file });
  expect(sandbox.apiToken).not.toBe(before);
  expect((await api('/api/v1/users/me')).status).toBe(200);
  await rm(folder, { recursive: true });
});
