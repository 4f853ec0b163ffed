import { afterAll, expect, it } from 'vitest';
import { screens } from '../../../sandbox/console/screens.ts';
import { startConsole } from '../../helpers/console/visitor.ts';

const { test, admin, close } = await startConsole();
const { org } = test;
org.transaction(() => {
  for (let index = 0; index < 10_000; index++) {
    const login = `person${index}@example.com`;
    org.users.create({
      profile: { login, email: login, firstName: 'Person', lastName: String(index) },
      typeId: org.userTypes.require('default').id,
      realmId: org.settings.defaultRealmId,
      status: 'ACTIVE',
    });
  }
  for (let index = 0; index < 1000; index++) org.groups.create({ name: `Group ${index}` });
});
afterAll(close);

it.each([
  ['/admin/users', 50],
  ['/admin/users?q=person999', 11],
  ['/admin/groups', 50],
  ['/admin/groups/rules', 0],
  ['/report/system_log_2', 0],
])('shows one page of rows at %s', async (path, rows) => {
  expect((await admin.page(path)).match(/<tr><td/g)?.length ?? 0).toBe(rows);
});

const everyone = org.groups.everyone.id;
const app = `/admin/app/oidc_client/instance/${test.app.id}`;
const [person] = org.users.all();
const [server] = org.authorizationServers.all();

it.each([
  ...screens.map(({ path }) => path).filter((path) => !path.includes(':')),
  `/admin/group/${everyone}`,
  `${app}?tab=assignments`,
  `/admin/user/profile/view/${person!.id}?tab=groups`,
  `/admin/oauth2/as/${server!.id}?tab=policies`,
  // With their forms, whose choices are groups.
  '/admin/users?open=create',
  '/admin/groups/rules?open=create',
  `${app}?tab=assignments&open=assign-groups`,
  `/admin/user/profile/view/${person!.id}?tab=groups&open=join`,
  '/admin/access/policies?open=create',
])('asks for one page of records and no more at %s', async (path) => {
  const html = await admin.page(path);
  expect(html.match(/<tr><td|<label class="check">/g)?.length ?? 0).toBeLessThanOrEqual(130);
  const calls = [...html.matchAll(/<b>GET<\/b> <span>([^<]+)<\/span>/g)].map(([, call]) =>
    call!.replaceAll('&amp;', '&'),
  );
  expect(calls.length).toBeGreaterThan(0);
  const many = calls.filter((call) =>
    /^\/api\/v1\/(users|groups|apps)(\?|$|\/[^?]+\/(users|groups)\?)/.test(call),
  );
  for (const call of many) {
    expect(call).toMatch(/limit=\d+/);
    expect(Number(/limit=(\d+)/.exec(call)![1])).toBeLessThanOrEqual(200);
  }
});

it.each([
  ['people', 'person999', 'person999@example.com'],
  ['groups', 'Group 77', 'Group 77'],
])('finds %s by what is typed in a picker, a page of them', async (kind, typed, found) => {
  const answer = await admin.fetch(`/admin/find/${kind}?q=${encodeURIComponent(typed)}`);
  const choices = (await answer.json()) as { value: string; label: string }[];
  expect(choices.length).toBeLessThanOrEqual(20);
  expect(choices.flatMap(({ value, label }) => [value, label])).toContain(found);
  expect((await fetch(`${test.url}/admin/find/${kind}?q=a`, { redirect: 'manual' })).status).toBe(302);
});

it('has no picker by another name', async () => {
  for (const name of ['constructor', '__proto__', 'toString', 'apps', ''])
    expect(await admin.page(`/admin/find/${name}`, 404)).toContain('role="alert"');
});

it('pages through a list by the API’s cursor', async () => {
  const next = /rel="next" href="([^"]+)"/
    .exec(await admin.page('/admin/users'))?.[1]
    ?.replaceAll('&amp;', '&');
  const html = await admin.page(next!);
  expect(html).toContain('person49@example.com');
  expect(html).not.toContain('person48@example.com');
  expect(html).toContain('First page');
});
