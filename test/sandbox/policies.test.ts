/** What clients in other languages rely on in the answers about policies, their rules and group rules. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createSandbox, type Sandbox } from '../../sandbox/index.ts';
import { type Call, callerOf } from '../helpers/call.ts';

let sandbox: Sandbox;
let call: Call;
beforeAll(async () => {
  sandbox = await createSandbox();
  call = callerOf(sandbox);
});
afterAll(() => sandbox.close());

const policy = async (type: string, name: string): Promise<string> =>
  `/api/v1/policies/${(await call('POST', '/api/v1/policies', { type, name })).id}`;

test.each([
  ['OKTA_SIGN_ON', 'SIGN_ON'],
  ['PASSWORD', 'PASSWORD'],
  ['MFA_ENROLL', 'MFA_ENROLL'],
])('a rule of a %s policy always says whom it leaves out', async (type, ruleType) => {
  const rules = `${await policy(type, `${type} one`)}/rules`;
  const rule = await call('POST', rules, { type: ruleType, name: 'Bare' });
  const nobody = { people: { users: { exclude: [] } }, network: { connection: 'ANYWHERE' } };
  expect(rule.body).toMatchObject({ conditions: nobody });
  const conditions = { people: { groups: { include: ['00g00000000000000000'] } } };
  const { body: changed } = await call('PUT', `${rules}/${rule.id}`, { name: 'Bare', conditions });
  expect(changed['conditions']).toEqual({
    people: { users: { exclude: [] }, groups: { include: ['00g00000000000000000'] } },
    network: { connection: 'ANYWHERE' },
  });
  const { items } = await call('GET', `/api/v1/policies?type=${type}`);
  const own = String(items.find(({ system }) => system === true)?.['id']);
  expect((await call('GET', `/api/v1/policies/${own}/rules`)).items).toMatchObject([
    { name: 'Default Rule', conditions: nobody },
  ]);
});

test('the rules of an access policy keep the priorities that were sent', async () => {
  const rules = `${await policy('ACCESS_POLICY', 'Kept')}/rules`;
  const add = (name: string, priority?: number) =>
    call('POST', rules, { type: 'ACCESS_POLICY', name, priority });
  const order = async () =>
    (await call('GET', rules)).items.map(({ name, priority }) => `${String(name)} ${String(priority)}`);
  expect((await add('None')).body).toMatchObject({ priority: 0 });
  const far = await add('Far', 98);
  expect(far.body).toMatchObject({ priority: 98 });
  expect((await add('Zero', 0)).body).toMatchObject({ priority: 0 });
  expect(await order()).toEqual(['Zero 0', 'None 1', 'Far 98', 'Catch-all Rule 99']);
  const path = `${rules}/${far.id}`;
  expect((await call('PUT', path, { name: 'Far', priority: 1 })).body).toMatchObject({ priority: 1 });
  expect(await order()).toEqual(['Zero 0', 'Far 1', 'None 2', 'Catch-all Rule 99']);
});

test('other rules have the places 1, 2, 3', async () => {
  const rules = `${await policy('PASSWORD', 'Places')}/rules`;
  const add = (name: string, priority?: number) => call('POST', rules, { type: 'PASSWORD', name, priority });
  expect((await add('First', 999)).body).toMatchObject({ priority: 1 });
  expect((await add('Second')).body).toMatchObject({ priority: 2 });
  expect((await add('Zero', 0)).body).toMatchObject({ priority: 1 });
});

test('a group that is assigned to an app without a priority comes first', async () => {
  const app = await call('POST', '/api/v1/apps', {
    label: 'Shelf',
    signOnMode: 'BOOKMARK',
    name: 'bookmark',
    settings: { app: { url: 'https://shelf.example' } },
  });
  const assign = async (name: string, body: object) => {
    const group = await call('POST', '/api/v1/groups', { profile: { name } });
    const path = `/api/v1/apps/${app.id}/groups/${group.id}`;
    await call('PUT', path, body);
    return async () => (await call('GET', path)).body['priority'];
  };
  const first = await assign('one', {});
  expect(await first()).toBe(0);
  const second = await assign('two', {});
  const far = await assign('far', { priority: 7 });
  expect([await first(), await second(), await far()]).toEqual([1, 0, 7]);
});

test('the removal of a group rule is answered with an empty object', async () => {
  const group = await call('POST', '/api/v1/groups', { profile: { name: 'Ruled' } });
  const rule = await call('POST', '/api/v1/groups/rules', {
    type: 'group_rule',
    name: 'Everybody',
    conditions: { expression: { type: 'urn:okta:expression:1.0', value: 'user.login != null' } },
    actions: { assignUserToGroups: { groupIds: [group.id] } },
  });
  const answer = await call('DELETE', `/api/v1/groups/rules/${rule.id}`);
  expect(answer).toMatchObject({ status: 202, type: expect.stringMatching(/^application\/json/) as string });
  expect(answer.body).toEqual({});
});
