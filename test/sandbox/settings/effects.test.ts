/** Settings of the Management API do what they say: conditions of rules, permissions of attributes, channels of hooks. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Body, type OAuthApp, type OAuthOrg, startOAuthOrg } from '../../helpers/oauth-org.ts';

let org: OAuthOrg;
beforeAll(async () => {
  org = await startOAuthOrg();
});
afterAll(async () => {
  expect(org.faults).toEqual([]);
  await org.close();
});

describe('the conditions of an access rule', () => {
  let app: OAuthApp;
  let rules: string;
  let sales: Body;
  let other: Body;
  beforeAll(async () => {
    app = await org.app();
    sales = await org.person({ department: 'Sales' });
    other = await org.person();
    const policy = await org.must('POST', '/api/v1/policies', { type: 'ACCESS_POLICY', name: 'Mine' });
    rules = `/api/v1/policies/${policy.id}/rules`;
    const [last] = await org.must<Body[]>('GET', rules);
    const oneFactor = { type: 'ASSURANCE', factorMode: '1FA', reauthenticateIn: 'PT2H', constraints: [] };
    const actions = { appSignOn: { access: 'ALLOW', verificationMethod: oneFactor } };
    await org.must('PUT', `${rules}/${last!.id}`, { ...last, actions });
    await org.must('PUT', `/api/v1/apps/${app.id}/policies/${policy.id}`);
  });

  const outcome = async ({ profile }: Body) => {
    const sessionToken = await org.sessionToken(profile.login);
    const { code, error } = await org.authorize(app, 'org', { sessionToken });
    return code === undefined ? error : 'code';
  };
  const denyFor = async (conditions: object) => {
    const actions = { appSignOn: { access: 'DENY' } };
    const rule = { type: 'ACCESS_POLICY', name: 'No', priority: 0, conditions, actions };
    const { id } = await org.must('POST', rules, rule);
    return () => org.must('DELETE', `${rules}/${id}`).catch(() => undefined);
  };

  it.each([
    [
      'an expression about the person',
      { elCondition: { condition: 'user.profile.department == "Sales"' } },
      true,
    ],
    ['an expression about risk', { elCondition: { condition: "security.risk.level == 'HIGH'" } }, false],
    ['an expression without a value', { elCondition: { condition: 'Convert.toInt("x") == 1' } }, false],
    ['a managed device', { device: { registered: true, managed: true } }, false],
    ['a risk', { riskScore: { level: 'HIGH' } }, false],
  ])('%s decides whether the rule holds', async (_, conditions, holds) => {
    const remove = await denyFor(conditions);
    expect(await outcome(sales)).toBe(holds ? 'access_denied' : 'code');
    expect(await outcome(other)).toBe('code');
    await remove();
  });
});

describe('the permissions of an attribute', () => {
  it('say what people may write of their own profile: the rest is refused, and stays when it is left out', async () => {
    const app = await org.app();
    const scopeId = 'okta.users.manage.self';
    await org.must('POST', `/api/v1/apps/${app.id}/grants`, { issuer: org.url, scopeId });
    const ada = await org.person({ title: 'Countess', city: 'London' });
    const { body } = await org.signIn(app, 'org', ada.profile.login, `openid ${scopeId}`);
    const write = async (method: string, profile: object) => {
      const response = await fetch(`${org.url}/api/v1/users/me`, {
        method,
        headers: { authorization: `Bearer ${body.access_token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ profile }),
      });
      return { status: response.status, body: (await response.json()) as Body };
    };
    expect((await write('POST', { firstName: 'Augusta' })).body.profile).toMatchObject({
      firstName: 'Augusta',
      title: 'Countess',
    });
    for (const [name, value] of [
      ['title', 'Queen'],
      ['title', null],
      ['city', 'Paris'],
      ['login', 'queen@example.com'],
    ] as const) {
      const refused = await write('POST', { [name]: value });
      expect([refused.status, refused.body.errorCode, refused.body['errorSummary']]).toEqual([
        403,
        'E0000077',
        `Cannot modify the ${name} attribute because it is read-only.`,
      ]);
    }
    const { login } = ada.profile;
    const replaced = await write('PUT', { firstName: 'Ada', lastName: 'King', email: login });
    expect(replaced).toMatchObject({
      status: 200,
      body: { profile: { login, lastName: 'King', title: 'Countess', city: 'London' } },
    });
    const title = {
      title: 'Title',
      type: 'string',
      permissions: [{ principal: 'SELF', action: 'READ_WRITE' }],
    };
    await org.must('POST', '/api/v1/meta/schemas/user/default', {
      definitions: { base: { properties: { title } } },
    });
    expect((await write('POST', { title: 'Queen' })).status).toBe(200);
    // An administrator is not held by them.
    await org.must('POST', `/api/v1/users/${ada.id}`, { profile: { city: 'Paris' } });
  });
});

describe('the template of user names', () => {
  it.each([
    ['${source.login}', 'LOGIN'],
    ['${source.email}', 'LOGIN'],
    ['${fn:substringBefore(source.login, "@")}', 'NAME'],
    ['${fn:toUpperCase(source.firstName)}.${source.lastName}', 'ADA.Lovelace'],
    ['String.toLowerCase(user.lastName)', 'lovelace'],
    ['${source.nickName}', 'LOGIN'],
  ])('%s says who somebody is to the app, and so in its tokens', async (template, expected) => {
    const app = await org.app();
    const { credentials } = app.body;
    const userNameTemplate = { template, type: 'CUSTOM' };
    await org.must('PUT', `/api/v1/apps/${app.id}`, {
      ...app.body,
      credentials: { ...credentials, userNameTemplate },
    });
    const { id, profile } = await org.person();
    const name = expected.replace('LOGIN', profile.login).replace('NAME', profile.login.split('@')[0]!);
    const assigned = await org.must('GET', `/api/v1/apps/${app.id}/users/${id}`);
    expect(assigned['credentials']).toMatchObject({ userName: name });
    expect((await org.accessClaims(app, await org.server(), profile.login)).sub).toBe(name);
    const given = { id, credentials: { userName: 'countess' } };
    await org.must('POST', `/api/v1/apps/${app.id}/users`, given);
    expect((await org.accessClaims(app, await org.server(), profile.login)).sub).toBe('countess');
  });
});

describe('the channel of an event hook', () => {
  it('has no method to choose: events are posted', async () => {
    const hook = await org.must('POST', '/api/v1/eventHooks', {
      name: 'Events',
      events: { type: 'EVENT_TYPE', items: ['user.lifecycle.create'] },
      channel: {
        type: 'HTTP',
        version: '1.0.0',
        config: { uri: 'https://example.com/events', method: 'PUT' },
      },
    });
    expect(hook['channel']).toMatchObject({ config: { method: 'POST' } });
  });
});
