/** Policies in the Admin Console: what its forms change, seen through the API. */
import { afterAll, expect, it } from 'vitest';
import { hiddenIn, startConsole } from '../../helpers/console/visitor.ts';

const { test, admin, call, close } = await startConsole();
afterAll(close);

const rulesOf = async (policyId: string) => (await call('GET', `/api/v1/policies/${policyId}/rules`)).items;

it('adds an authentication policy, its rules, and puts them in order', async () => {
  const made = await admin.send('/admin/authn/authentication-policies', 'create', { name: 'Strict' });
  const page = made.headers.get('location')!;
  const id = page.split('/').at(-1)!;
  const everyone = test.org.groups.everyone.id;
  const rule = { users: '', risk: 'ANY', expression: '', access: 'ALLOW', again: 'PT0S', method: '{}' };
  await admin.send(page, 'rule', { ...rule, name: 'Password', way: 'password', groups: everyone });
  await admin.send(page, 'rule', { ...rule, name: 'Two', way: 'any2' });
  const [first, second] = await rulesOf(id);
  expect(first).toMatchObject({
    name: 'Password',
    conditions: { people: { groups: { include: [everyone] } } },
    actions: { appSignOn: { verificationMethod: { factorMode: '1FA', reauthenticateIn: 'PT0S' } } },
  });
  await admin.send(page, 'move', { id: String(second!['id']), priority: String(first!['priority']) });
  expect((await rulesOf(id)).map(({ name }) => name)).toEqual(['Two', 'Password', 'Catch-all Rule']);

  const editor = `${page}/rules/${String(second!['id'])}`;
  const constraints = [{ possession: { required: true, phishingResistant: 'REQUIRED' } }];
  const method = { type: 'ASSURANCE', factorMode: '2FA', constraints };
  await admin.send(editor, 'edit', {
    ...{ ...rule, name: 'Two', way: 'custom', method: JSON.stringify(method) },
  });
  expect((await rulesOf(id))[0]).toMatchObject({ actions: { appSignOn: { verificationMethod: method } } });
  expect(await admin.page(editor)).toContain('phishingResistant');
  const broken = await admin.send(editor, 'edit', { ...rule, name: 'Two', way: 'custom', method: '{' });
  expect(broken.status).toBe(400);
});

it('keeps the order of rules that a forged form asks to change', async () => {
  const made = await admin.send('/admin/authn/authentication-policies', 'create', { name: 'Forged' });
  const page = made.headers.get('location')!;
  const id = page.split('/').at(-1)!;
  const rule = { users: '', risk: 'ANY', expression: '', access: 'ALLOW', again: 'PT0S', method: '{}' };
  for (const name of ['One', 'Two']) await admin.send(page, 'rule', { ...rule, name, way: 'password' });
  const order = async () => (await rulesOf(id)).map(({ name }) => name);
  const [one, , last] = await rulesOf(id);
  const elsewhere = (await rulesOf(test.org.policies.systemPolicy('OKTA_SIGN_ON').id))[0]!;
  const move = (what: unknown, priority: unknown) =>
    admin.send(page, 'move', { id: String(what), priority: String(priority) });
  expect((await move(one!['id'], 77)).status).toBe(409);
  expect((await move(one!['id'], 'first')).status).toBe(400);
  expect((await move(elsewhere['id'], 1)).status).toBe(409);
  await move(one!['id'], (await rulesOf(id))[1]!['priority']);
  expect(await order()).toEqual(['Two', 'One', 'Catch-all Rule']);
  await move(one!['id'], (await rulesOf(id))[0]!['priority']);
  expect(await order()).toEqual(['One', 'Two', 'Catch-all Rule']);
  await move(last!['id'], one!['priority']);
  expect(await order()).toEqual(['One', 'Two', 'Catch-all Rule']);
  await move(one!['id'], last!['priority']);
  expect((await order()).at(-1)).toBe('Catch-all Rule');
});

it('refuses the second of two administrators who change one rule, or the order of rules', async () => {
  const made = await admin.send('/admin/authn/authentication-policies', 'create', { name: 'Shared' });
  const page = made.headers.get('location')!;
  const id = page.split('/').at(-1)!;
  const rule = { users: '', risk: 'ANY', expression: '', access: 'ALLOW', again: 'PT0S', method: '{}' };
  for (const name of ['One', 'Two']) await admin.send(page, 'rule', { ...rule, name, way: 'password' });
  const [one, two] = await rulesOf(id);
  const editor = `${page}/rules/${String(one!['id'])}`;
  const seenBy = async (path: string) => {
    const html = await admin.page(path);
    return { '.csrf': hiddenIn(html, '.csrf'), '.seen': hiddenIn(html, '.seen') };
  };
  const [onRule, onOrder] = [await seenBy(editor), await seenBy(page)];
  await admin.send(editor, 'edit', { ...rule, name: 'First', way: 'any2' });
  const second = await admin.post(editor, {
    ...{ ...onRule, '.do': 'edit' },
    ...{ ...rule, name: 'Second', way: 'password' },
  });
  expect(second.status).toBe(409);
  const html = await second.text();
  expect(html).toContain('Someone else changed this');
  expect(html).toContain('value="Second"');
  const moved = await admin.post(page, {
    ...{ ...onOrder, '.do': 'move' },
    ...{ id: String(two!['id']), priority: String(one!['priority']) },
  });
  expect(moved.status).toBe(409);
  expect((await rulesOf(id)).map(({ name }) => name)).toEqual(['First', 'Two', 'Catch-all Rule']);
});

it('shows names of policies, rules, groups and people as text', async () => {
  const markup = '"><img src=x onerror=alert(1)>';
  const made = await admin.send('/admin/authn/authentication-policies', 'create', { name: markup });
  const page = made.headers.get('location')!;
  const { org } = test;
  const group = org.transaction(() => org.groups.create({ name: markup }));
  await admin.send(page, 'rule', {
    ...{ name: markup, way: 'password', groups: group.id, users: '', risk: 'ANY', access: 'ALLOW' },
    ...{ expression: '', again: 'PT0S', method: '{}' },
  });
  const [rule] = await rulesOf(page.split('/').at(-1)!);
  expect(rule).toMatchObject({ name: markup });
  const { id } = await test.addPerson('markup@example.com');
  org.transaction(() =>
    org.users.update(org.users.require(id), {
      profile: { ...org.users.require(id).profile, firstName: markup },
    }),
  );
  org.transaction(() => org.groups.addMember(group, id));
  const paths = [
    '/admin/authn/authentication-policies',
    page,
    `${page}/rules/${String(rule!['id'])}`,
    ...['/admin/groups', `/admin/group/${group.id}`, '/admin/users', '/report/system_log_2'],
    `/admin/user/profile/view/${id}?tab=groups`,
  ];
  for (const path of paths) {
    const html = await admin.page(path);
    expect(html, path).toContain('&lt;img src=x onerror=alert(1)&gt;');
    expect(html, path).not.toContain('<img src=x');
  }
});

it('edits the rule of the global session policy', async () => {
  const list = await admin.page('/admin/access/policies');
  const policy = test.org.policies.ofType('OKTA_SIGN_ON')[0]!;
  expect(list).toContain(`/admin/access/policies/${policy.id}`);
  const [rule] = await rulesOf(policy.id);
  const editor = `/admin/access/policies/${policy.id}/rules/${String(rule!['id'])}`;
  await admin.send(editor, 'edit', {
    ...{ name: 'Default Rule', access: 'ALLOW', primary: 'PASSWORD_IDP', prompt: 'ALWAYS' },
    ...{ lifetime: '600', idle: '15' },
  });
  expect((await rulesOf(policy.id))[0]).toMatchObject({
    system: true,
    actions: {
      signon: {
        primaryFactor: 'PASSWORD_IDP',
        session: { maxSessionIdleMinutes: 15, maxSessionLifetimeMinutes: 600 },
      },
    },
  });
});
