/** What clients in other languages rely on in the answers about policies, their rules and group rules. */
import { expect, test } from 'vitest';
import { sandboxOfFile } from '../helpers/sandbox-of-file.ts';

const home = sandboxOfFile();
const { call } = home;

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
  const group = await call('POST', '/api/v1/groups', { profile: { name: `Of ${type}` } });
  const conditions = { people: { groups: { include: [group.id] } } };
  const { body: changed } = await call('PUT', `${rules}/${rule.id}`, { name: 'Bare', conditions });
  expect(changed['conditions']).toEqual({
    people: { users: { exclude: [] }, groups: { include: [group.id] } },
    network: { connection: 'ANYWHERE' },
    ...(type === 'OKTA_SIGN_ON' && {
      authContext: { authType: 'ANY' },
      risk: { behaviors: [] },
      riskScore: { level: 'ANY' },
      identityProvider: { provider: 'ANY' },
    }),
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

test('a rule that moves counts as the holder of the place that it leaves', async () => {
  const rules = `${await policy('ACCESS_POLICY', 'Moves')}/rules`;
  const ids = new Map<string, string>();
  for (const [index, name] of ['one', 'two', 'three', 'four', 'five'].entries())
    ids.set(name, (await call('POST', rules, { type: 'ACCESS_POLICY', name, priority: index + 1 })).id);
  const move = async (name: string, priority: number) => {
    await call('PUT', `${rules}/${ids.get(name)!}`, { name, priority });
    return (await call('GET', rules)).items
      .slice(0, -1)
      .map((rule) => `${String(rule['name'])} ${String(rule['priority'])}`);
  };
  expect(await move('three', 1)).toEqual(['three 1', 'one 2', 'two 3', 'four 5', 'five 6']);
  expect(await move('four', 2)).toEqual(['three 1', 'four 2', 'one 3', 'two 4', 'five 6']);
});

test('a policy of a type that Okta has and the sandbox has not is 501; any other is 400', async () => {
  const types = '/api/v1/policies?type=';
  expect((await call('GET', `${types}ENTITY_RISK`)).status).toBe(501);
  expect((await call('POST', '/api/v1/policies', { type: 'POST_AUTH_SESSION', name: 'X' })).status).toBe(501);
  expect((await call('GET', `${types}NOTHING`)).status).toBe(400);
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

test('group rules look again at who comes into a group, or leaves one', async () => {
  const group = async (name: string) => (await call('POST', '/api/v1/groups', { profile: { name } })).id;
  const [first, second, third] = [await group('First'), await group('Second'), await group('Third')];
  const rule = async (name: string, value: string, target: string) => {
    const made = await call('POST', '/api/v1/groups/rules', {
      type: 'group_rule',
      name,
      conditions: { expression: { type: 'urn:okta:expression:1.0', value } },
      actions: { assignUserToGroups: { groupIds: [target] } },
    });
    await call('POST', `/api/v1/groups/rules/${made.id}/lifecycle/activate`);
    return `/api/v1/groups/rules/${made.id}`;
  };
  await rule('third', `isMemberOfGroup("${second}")`, third);
  const filling = await rule('second', `isMemberOfAnyGroup("${first}")`, second);
  // This one contradicts itself, which must not take for ever.
  const odd = await group('Odd');
  await rule('odd', `!isMemberOfGroup("${odd}")`, odd);
  const login = 'mover@example.com';
  const profile = { login, email: login, firstName: 'Mo', lastName: 'Ver' };
  const { id } = await call('POST', '/api/v1/users', { profile });
  const member = `/api/v1/groups/${first}/users/${id}`;
  const members = async () =>
    Promise.all(
      [second, third].map(async (one) => (await call('GET', `/api/v1/groups/${one}/users`)).items.length),
    );
  await call('PUT', member);
  expect(await members()).toEqual([1, 1]);
  await call('DELETE', member);
  expect(await members()).toEqual([0, 0]);
  await call('PUT', member);
  await call('DELETE', `/api/v1/groups/${second}/users/${id}`);
  expect(await members()).toEqual([0, 0]);
  expect((await call('GET', filling)).body).toMatchObject({
    conditions: { people: { users: { exclude: [id] } } },
  });
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

test.each(['OKTA_SIGN_ON', 'ACCESS_POLICY', 'PASSWORD', 'MFA_ENROLL', 'IDP_DISCOVERY', 'PROFILE_ENROLLMENT'])(
  "Okta's own rule of a %s policy is read and written back unchanged",
  async (type) => {
    const { items } = await call('GET', `/api/v1/policies?type=${type}`);
    const rules = `/api/v1/policies/${String(items.find(({ system }) => system === true)?.['id'])}/rules`;
    const [rule] = (await call('GET', rules)).items;
    const path = `${rules}/${String(rule?.['id'])}`;
    const put = await call('PUT', path, { ...rule, conditions: { people: { groups: { include: ['x'] } } } });
    expect(put.status).toBe(200);
    const { lastUpdated: _then, ...same } = rule ?? {};
    expect(put.body).toMatchObject(same);
    expect(put.body).toMatchObject({ conditions: rule?.['conditions'] });
  },
);

test('a password policy has the published defaults; its status changes through the lifecycle alone', async () => {
  const made = await call('POST', '/api/v1/policies', {
    type: 'PASSWORD',
    name: 'Strict',
    settings: { password: { complexity: { minLength: 14 }, age: { historyCount: null } } },
  });
  expect(made.body).toMatchObject({
    settings: {
      password: {
        complexity: { minLength: 14, minSymbol: 1, dictionary: { common: { exclude: false } } },
        age: { maxAgeDays: 0, historyCount: 0 },
        lockout: { maxAttempts: 10, userLockoutNotificationChannels: [] },
        breachedProtection: { expireAfterDays: null, logoutEnabled: false, delegatedWorkflowId: null },
      },
      recovery: { factors: { okta_sms: { status: 'INACTIVE' } } },
    },
    _links: { mappings: { hints: { allow: ['GET', 'POST'] } } },
  });
  const path = `/api/v1/policies/${made.id}`;
  const put = await call('PUT', path, { ...made.body, status: 'INACTIVE' });
  expect(put.body).toMatchObject({ status: 'ACTIVE', settings: made.body['settings'] });
  expect((await call('POST', `${path}/lifecycle/deactivate`)).status).toBe(204);
  expect((await call('GET', path)).body).toMatchObject({ status: 'INACTIVE' });
});

test('a profile enrollment policy comes with its rule, which can be changed but not removed', async () => {
  const rules = `${await policy('PROFILE_ENROLLMENT', 'Sign up')}/rules`;
  const [rule] = (await call('GET', rules)).items;
  expect(rule).toMatchObject({ name: 'Catch-all Rule', system: true, priority: 99, conditions: null });
  const path = `${rules}/${String(rule?.['id'])}`;
  const profileEnrollment = { access: 'ALLOW', unknownUserAction: 'REGISTER', uiSchemaId: 'uis1' };
  const { body } = await call('PUT', path, { name: 'Catch-all Rule', actions: { profileEnrollment } });
  expect(body['actions']).toEqual({
    profileEnrollment: {
      ...profileEnrollment,
      profileAttributes: [],
      preRegistrationInlineHooks: null,
      targetGroupIds: null,
      activationRequirements: { emailVerification: true },
      progressiveProfilingAction: 'DISABLED',
      allowedIdentifiers: ['login'],
    },
  });
  expect((await call('DELETE', path)).status).toBe(403);
});

test('an app can be put under a profile enrollment policy, and falls back to the own one of the org', async () => {
  const app = await call('POST', '/api/v1/apps', {
    label: 'Enrolled',
    signOnMode: 'BOOKMARK',
    name: 'bookmark',
    settings: { app: { url: 'https://enrolled.example' } },
  });
  const created = await call('POST', '/api/v1/policies', { type: 'PROFILE_ENROLLMENT', name: 'Open' });
  const made = `/api/v1/policies/${created.id}`;
  const { items } = await call('GET', '/api/v1/policies?type=PROFILE_ENROLLMENT');
  const own = `/api/v1/policies/${String(items.find(({ system }) => system === true)?.['id'])}`;
  const under = async (policy: string): Promise<boolean> =>
    (await call('GET', `${policy}/app`)).items.some(({ id }) => id === app.id);
  const linked = async (): Promise<string> =>
    (
      (await call('GET', `/api/v1/apps/${app.id}`)).body['_links'] as {
        profileEnrollment: { href: string };
      }
    ).profileEnrollment.href.replace(home.sandbox.url, '');
  expect([await under(own), await under(made), await linked()]).toEqual([true, false, own]);
  const put = await call('PUT', `/api/v1/apps/${app.id}/policies/${created.id}`);
  expect(put.status).toBe(204);
  expect([await under(own), await under(made), await linked()]).toEqual([false, true, made]);
  expect((await call('GET', `${made}/mappings`)).items).toMatchObject([{ id: app.id }]);
  expect((await call('DELETE', made)).status).toBe(204);
  expect([await under(own), await linked()]).toEqual([true, own]);
  const signOn = await call('POST', '/api/v1/policies', { type: 'OKTA_SIGN_ON', name: 'Not for apps' });
  expect((await call('PUT', `/api/v1/apps/${app.id}/policies/${signOn.id}`)).status).toBe(400);
});

test('the factors of an enrollment policy say that no consent is asked for', async () => {
  const enroll = { self: 'OPTIONAL' };
  const settings = { type: 'FACTORS', factors: { google_otp: { enroll } } };
  const made = await call('POST', '/api/v1/policies', { type: 'MFA_ENROLL', name: 'Classic', settings });
  expect(made.body).toMatchObject({
    settings: { type: 'FACTORS', factors: { google_otp: { enroll, consent: { type: 'NONE' } } } },
  });
});
