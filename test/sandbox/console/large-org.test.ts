import { afterAll, beforeAll, expect, it } from 'vitest';
import { ConsoleVisitor } from '../../helpers/console/visitor.ts';
import { type TestOrg, startOrg } from '../../helpers/org.ts';

let test: TestOrg;
let admin: ConsoleVisitor;

/** Of 10,000 people and 1,000 groups. */
beforeAll(async () => {
  test = await startOrg();
  const { org } = test;
  admin = new ConsoleVisitor(test, org.administrator.id);
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
}, 60_000);
afterAll(() => test.close());

it.each([
  ['/admin/users', 50],
  ['/admin/users?q=person999', 11],
  ['/admin/groups', 50],
  ['/admin/groups/rules', 0],
  ['/report/system_log_2', 0],
])('opens %s within 300 ms', async (path, rows) => {
  const times: number[] = [];
  for (let attempt = 0; attempt < 5; attempt++) {
    const started = performance.now();
    const html = await admin.page(path);
    times.push(performance.now() - started);
    expect(html.match(/<tr><td/g)?.length ?? 0).toBe(rows);
  }
  expect(Math.min(...times)).toBeLessThan(300);
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
