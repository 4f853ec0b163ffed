/** Query parameters of the Management API do what they say; an answer names those that have no effect. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Body, type OAuthOrg, startOAuthOrg } from '../../helpers/oauth-org.ts';

let org: OAuthOrg;
let ada: Body;
let sales: Body;
beforeAll(async () => {
  org = await startOAuthOrg();
  ada = await org.person({ city: 'London' });
  sales = await org.must('POST', '/api/v1/groups', { profile: { name: 'Sales' } });
  await org.must('PUT', `/api/v1/groups/${sales.id}/users/${ada.id}`);
});
afterAll(async () => {
  expect(org.faults).toEqual([]);
  await org.close();
});

const get = <T extends object = Body[]>(path: string): Promise<T> => org.must<T>('GET', `/api/v1/${path}`);
const names = (list: readonly Body[]): unknown[] => list.map(({ name, profile }) => name ?? profile.name);

describe('a parameter that nothing reads', () => {
  const said = async (path: string): Promise<string | null> =>
    (await org.api('GET', `/api/v1/${path}`)).headers.get('x-sandbox-not-simulated');

  it('is named in the answer, and once in the System Log', async () => {
    for (let time = 0; time < 2; time += 1)
      expect(await said(`users/${ada.id}?expand=blocks`)).toBe('?expand');
    expect(await said(`groups/${sales.id}?shape=round&colour=red`)).toBe('?shape, ?colour');
    const filter = encodeURIComponent('eventType eq "sandbox.setting.not_simulated"');
    const noted = JSON.stringify(await get(`logs?filter=${filter}`));
    expect(noted.match(/\?\w+/g)).toEqual(['?expand', '?shape', '?colour']);
  });

  it('is no matter when it asks for nothing, or for what comes anyway', async () => {
    expect(await said(`users/${ada.id}?expand=`)).toBeNull();
    expect(await said('apps?includeNonDeleted=true&useOptimization=false&limit=5')).toBeNull();
  });
});

describe('expand', () => {
  it('counts the people of a group', async () => {
    const [found] = await get('groups?q=Sales&expand=stats');
    expect(found).toMatchObject({
      _embedded: { stats: { usersCount: 1, appsCount: 0, hasAdminPrivilege: false } },
    });
  });

  it('names the groups of a rule', async () => {
    const rule = await org.must('POST', '/api/v1/groups/rules', {
      type: 'group_rule',
      name: 'Rule',
      conditions: { expression: { value: 'user.city=="Rome"', type: 'urn:okta:expression:1.0' } },
      actions: { assignUserToGroups: { groupIds: [sales.id] } },
    });
    const _embedded = { groupIdToGroupNameMap: { [sales.id]: 'Sales' } };
    expect(await get(`groups/rules/${rule.id}?expand=groupIdToGroupNameMap`)).toMatchObject({ _embedded });
    expect(await get('groups/rules?expand=groupIdToGroupNameMap')).toMatchObject([{ _embedded }]);
    expect(await get(`groups/rules/${rule.id}`)).not.toHaveProperty('_embedded');
  });

  it('brings an app’s user', async () => {
    const app = await org.app();
    const one = await get<Body>(`apps/${app.id}?expand=user/${ada.id}`);
    expect(one).toMatchObject({ _embedded: { user: { id: ada.id, credentials: {} } } });
    const filter = encodeURIComponent(`user.id eq "${ada.id}"`);
    expect(await get(`apps?filter=${filter}&expand=user/${ada.id}`)).toMatchObject([
      { _embedded: { user: { id: ada.id } } },
    ]);
  });

  it('brings the targets of a role', async () => {
    const role = await org.must('POST', `/api/v1/users/${ada.id}/roles`, { type: 'USER_ADMIN' });
    await org.must('PUT', `/api/v1/users/${ada.id}/roles/${role.id}/targets/groups/${sales.id}`);
    expect(await get(`users/${ada.id}/roles?expand=targets/groups`)).toMatchObject([
      { _embedded: { targets: { groups: [{ id: sales.id }] } } },
    ]);
  });

  it('brings the theme and the email domain of a brand, and the brand of a domain', async () => {
    const [brand] = await get('brands');
    const domain = await org.must('POST', '/api/v1/email-domains', {
      brandId: brand!.id,
      domain: 'mail.example.com',
      displayName: 'Shop',
      userName: 'shop',
    });
    const whole = await get<Body>(`brands/${brand!.id}?expand=themes&expand=emailDomain`);
    expect(whole).toMatchObject({
      _embedded: { themes: [{ primaryColorHex: '#1662dd' }], emailDomain: { id: domain.id } },
    });
    expect(await get(`email-domains/${domain.id}?expand=brands`)).toMatchObject({
      _embedded: { brands: [{ id: brand!.id }] },
    });
  });

  it('brings the rules of policies', async () => {
    const found = await get('policies?type=PASSWORD&expand=rules');
    expect(found).toMatchObject([{ _embedded: { rules: [{ type: 'PASSWORD' }] } }]);
  });
});

describe('lists', () => {
  it('of groups are sorted by what sortBy names, beside a search', async () => {
    for (const name of ['Blue', 'Azure', 'Cyan'])
      await org.must('POST', '/api/v1/groups', { profile: { name, description: 'colour' } });
    const search = encodeURIComponent('profile.description eq "colour"');
    const sorted = (more: string) => get(`groups?search=${search}&sortBy=profile.name${more}`);
    expect(names(await sorted(''))).toEqual(['Azure', 'Blue', 'Cyan']);
    expect(names(await sorted('&sortOrder=desc'))).toEqual(['Cyan', 'Blue', 'Azure']);
  });

  it('of policies are found by the beginning of a name, and sorted by it', async () => {
    for (const name of ['Strict', 'Lenient', 'Strange'])
      await org.must('POST', '/api/v1/policies', { type: 'PASSWORD', name });
    expect(names(await get('policies?type=PASSWORD&q=str&sortBy=name'))).toEqual(['Strange', 'Strict']);
  });

  it('of people show ten for q, and of each what fields names', async () => {
    await Promise.all(Array.from({ length: 11 }, () => org.person({ firstName: 'Many' })));
    expect(await get('users?q=Many')).toHaveLength(10);
    expect(await get('users?q=Many&limit=11')).toHaveLength(11);
    const search = encodeURIComponent(`id eq "${ada.id}"`);
    expect(await get(`users?search=${search}&fields=status,profile:(city)`)).toEqual([
      { id: ada.id, status: 'ACTIVE', profile: { city: 'London' } },
    ]);
  });

  it.each([
    ['users', 'profile.login sw "a"'],
    ['users', 'profile.city eq "London"'],
    ['groups', 'profile.name eq "Sales"'],
    ['apps', 'user.id sw "00u"'],
    ['apps', 'user.id pr'],
  ])('of %s are not filtered by %s', async (kind, expression) => {
    const { status, body } = await org.api('GET', `/api/v1/${kind}?filter=${encodeURIComponent(expression)}`);
    expect([status, body.errorCode]).toEqual([400, 'E0000031']);
  });

  it('of owners and scopes are filtered', async () => {
    await org.must('POST', `/api/v1/groups/${sales.id}/owners`, { id: ada.id, type: 'USER' });
    const owners = (type: string) =>
      get(`groups/${sales.id}/owners?search=${encodeURIComponent(`type eq "${type}"`)}`);
    expect(await owners('USER')).toHaveLength(1);
    expect(await owners('GROUP')).toHaveLength(0);
    const filter = encodeURIComponent('name eq "openid"');
    expect(names(await get(`authorizationServers/default/scopes?filter=${filter}`))).toEqual(['openid']);
  });
});

describe('what is asked of a call', () => {
  it('tokenLifetimeSeconds is how long a code is good: five minutes unless it says otherwise', async () => {
    const { id } = await org.must('POST', `/api/v1/users/${ada.id}/factors?activate=true`, {
      ...{ factorType: 'sms', provider: 'OKTA', profile: { phoneNumber: '+14155550123' } },
    });
    const verify = `/api/v1/users/${ada.id}/factors/${id}/verify`;
    const after = async (seconds: number, query = ''): Promise<number> => {
      await org.must('POST', `${verify}${query}`, {});
      const phone = await (await fetch(`${org.sandbox.outside.url}/phone/${ada.id}`)).text();
      const passCode = /\b(\d{6})\b/.exec(phone)![1];
      org.pass(seconds);
      return (await org.api('POST', verify, { passCode })).status;
    };
    expect(await after(240)).toBe(200);
    expect(await after(301)).toBe(403);
    expect(await after(301, '?tokenLifetimeSeconds=600')).toBe(200);
    expect((await org.api('POST', `${verify}?tokenLifetimeSeconds=86401`, {})).status).toBe(400);
  });

  it('revokeSessions ends the sessions of a person who gets a temporary password', async () => {
    const session = async (): Promise<string> =>
      (
        await org.must('POST', '/api/v1/sessions', {
          sessionToken: await org.sessionToken(ada.profile.login),
        })
      ).id;
    const isAlive = async (id: string) => (await org.api('GET', `/api/v1/sessions/${id}`)).status === 200;
    const id = await session();
    expect(await isAlive(id)).toBe(true);
    const verb = 'lifecycle/expire_password_with_temp_password?revokeSessions=true';
    await org.must('POST', `/api/v1/users/${ada.id}/${verb}`);
    await org.must('POST', `/api/v1/users/${ada.id}`, {
      credentials: { password: { value: 'New-Horse-77' } },
    });
    expect(await isAlive(id)).toBe(false);
  });
});
