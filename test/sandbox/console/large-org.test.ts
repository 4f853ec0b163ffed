import { afterAll, expect, it } from 'vitest';
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

it('pages through a list by the API’s cursor', async () => {
  const next = /rel="next" href="([^"]+)"/
    .exec(await admin.page('/admin/users'))?.[1]
    ?.replaceAll('&amp;', '&');
  const html = await admin.page(next!);
  expect(html).toContain('person49@example.com');
  expect(html).not.toContain('person48@example.com');
  expect(html).toContain('First page');
});
