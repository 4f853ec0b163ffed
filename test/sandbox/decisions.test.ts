/** What the org keeps of each evaluation of its policies, and what a simulation says of them: one evaluation for both. */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Decision } from '../../sandbox/org/log/decisions.ts';
import type { User } from '../../sandbox/org/kernel/model.ts';
import { decide } from '../../sandbox/org/policies/policy-evaluation.ts';
import { callerOf } from '../helpers/call.ts';
import { HostedPage } from '../helpers/hosted-page.ts';
import { onePassword, password, startOrg, twoFactors, type TestOrg } from '../helpers/org.ts';
import { locationOf, Visitor } from '../helpers/visitor.ts';

let test: TestOrg;
let ada: User;
let staff: string;
const verifier = 'v'.repeat(43);
const callback = 'http://localhost:9/callback';

beforeAll(async () => {
  test = await startOrg();
  ada = await test.addPerson('ada@example.com');
  staff = test.org.transaction(() => test.org.groups.create({ name: 'Staff & <b>friends</b>' })).id;
  const policyId = test.app.accessPolicyId!;
  const add = (name: string, priority: number, access: string, group?: string) =>
    test.org.transaction(() =>
      test.org.policies.createRule({
        ...{ policyId, type: 'ACCESS_POLICY', name, status: 'ACTIVE', priority, system: false },
        conditions: group === undefined ? null : { people: { groups: { include: [group] } } },
        actions: { appSignOn: { access, verificationMethod: onePassword } },
      }),
    );
  add('Staff only', 0, 'ALLOW', staff);
});
afterAll(async () => {
  expect(test.faults).toEqual([]);
  await test.close();
});

const call = (...args: Parameters<ReturnType<typeof callerOf>>) => callerOf(test)(...args);

/** The decisions behind the newest event of a type. */
function lastOf(eventType: string): readonly Decision[] {
  const event = test.org.log
    .all()
    .filter((one) => one.eventType === eventType)
    .at(-1);
  return test.org.decisions.of(event?.transactionId ?? '');
}
const named = (decisions: readonly Decision[], type: string) => decisions.find((one) => one.type === type);
const rulesOf = (decision: Decision | undefined) =>
  decision?.policies.flatMap(({ rules }) => rules.map(({ name, isMet }) => [name, isMet]));

async function signIn(): Promise<HostedPage<Visitor>> {
  const visitor = new Visitor();
  const query = new URLSearchParams({
    ...{ client_id: test.clientId, response_type: 'code', scope: 'openid', redirect_uri: callback },
    ...{ state: 's', nonce: 'n', code_challenge_method: 'S256' },
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
  });
  const first = locationOf(await visitor.fetch(`${test.issuer}/v1/authorize?${query}`));
  const page = await HostedPage.open(visitor, first.href);
  return page.signIn({ login: 'ada@example.com', password });
}

const redeem = async (page: HostedPage<Visitor>) =>
  fetch(`${test.issuer}/v1/token`, {
    method: 'POST',
    body: new URLSearchParams({
      ...{ grant_type: 'authorization_code', client_id: test.clientId, redirect_uri: callback },
      code: (await page.leave()).searchParams.get('code')!,
      code_verifier: verifier,
    }),
  });

describe('what is kept of a sign-in', () => {
  it('names the policies and rules in order, the condition that was not met, and the rule that decided', async () => {
    const page = await signIn();
    const decisions = lastOf('user.session.start');
    expect(named(decisions, 'OKTA_SIGN_ON')).toMatchObject({
      ...{ who: 'ada@example.com', outcome: 'ALLOW' },
      policies: [{ name: 'Default Policy', isMet: true, rules: [{ name: 'Default Rule', isMet: true }] }],
    });
    expect(named(decisions, 'ACCESS_POLICY')).toMatchObject({ about: 'Test app', outcome: 'ALLOW' });
    expect(named(decisions, 'ACCESS_POLICY')?.policies[0]?.rules).toEqual([
      {
        ...{ id: expect.any(String) as string, name: 'Staff only', isMet: false },
        conditions: [
          {
            ...{ type: 'people.groups.include', isMet: false },
            because: 'It applies to the group Staff & <b>friends</b>.',
          },
        ],
      },
      { id: expect.any(String) as string, name: 'All', isMet: true, conditions: [] },
    ]);
    const answer = await redeem(page);
    expect(answer.status).toBe(200);
    const granted = lastOf('app.oauth2.as.token.grant.access_token');
    expect(named(granted, 'OAUTH_AUTHORIZATION_POLICY')).toMatchObject({
      ...{ who: 'ada@example.com', about: 'default', outcome: 'ALLOW' },
    });
    const event = test.org.log.all().find((one) => one.eventType.endsWith('grant.access_token'));
    expect(event?.transactionId).toBe(answer.headers.get('x-okta-request-id'));
  });

  it('is there too where the policies refuse, and the log says so', async () => {
    const rules = test.org.policies.ofType('OKTA_SIGN_ON')[0]!;
    const [rule] = test.org.policies.rules(rules.id);
    const access = (value: string) =>
      test.org.transaction(() =>
        test.org.policies.updateRule(rule!, {
          actions: { signon: { ...(rule!.actions['signon'] as object), access: value } },
        }),
      );
    access('DENY');
    const page = await signIn();
    expect(page.status).toBe(403);
    const { items } = await call('GET', '/api/v1/logs?filter=eventType+eq+%22policy.evaluate_sign_on%22');
    expect(items).toMatchObject([
      { outcome: { result: 'DENY' }, actor: { id: ada.id }, target: [{ displayName: 'Test app' }] },
    ]);
    expect(named(lastOf('policy.evaluate_sign_on'), 'OKTA_SIGN_ON')).toMatchObject({ outcome: 'DENY' });
    // The Authentication API refuses in a transaction, which is undone; the log says it all the same.
    const authn = await fetch(`${test.url}/api/v1/authn`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ username: 'ada@example.com', password }),
    });
    expect(authn.status).toBe(403);
    const denials = test.org.log.all().filter((one) => one.eventType === 'policy.evaluate_sign_on');
    expect(denials.map(({ targets }) => targets.length)).toEqual([1, 0]);
    expect(named(lastOf('policy.evaluate_sign_on'), 'OKTA_SIGN_ON')).toMatchObject({ outcome: 'DENY' });
    access('ALLOW');
  });

  it('of access policies: the scopes that a rule does not allow', async () => {
    const [server] = test.org.authorizationServers.all();
    const [policy] = test.org.authorizationServers.policies(server!.id);
    const [rule] = test.org.authorizationServers.rules(policy!.id);
    test.org.transaction(() =>
      test.org.authorizationServers.updateRule(rule!, { scopes: ['profile', 'email'] }),
    );
    await (await signIn()).leave();
    const refused = named(lastOf('app.oauth2.as.authorize.code'), 'OAUTH_AUTHORIZATION_POLICY');
    expect(refused).toMatchObject({
      outcome: 'DENY',
      policies: [{ rules: [{ isMet: false }] }],
    });
    expect(refused?.policies[0]?.rules[0]?.conditions.at(-1)).toEqual({
      ...{ type: 'scopes.include', isMet: false, because: 'It does not allow openid.' },
    });
    test.org.transaction(() => test.org.authorizationServers.updateRule(rule!, { scopes: ['*'] }));
  });

  it('is bounded, and only what the log speaks of is kept', async () => {
    const before = test.org.snapshot().get('decisions')!.length;
    for (let time = 0; time < 3; time += 1) await fetch(`${test.url}/login/login.htm`);
    expect(test.org.snapshot().get('decisions')).toHaveLength(before);
    for (let count = 0; count < 2500; count += 1)
      await test.org.decisions.during(`request-${count}`, () => {
        test.org.log.write({ eventType: 'user.session.start', actor: noOne });
        decide(test.org, 'PASSWORD', ada);
        return Promise.resolve();
      });
    // 2,000, and a few more until the oldest ones are removed.
    const kept = test.org.snapshot().get('decisions')!.length;
    expect([kept >= 2000, kept <= 2100]).toEqual([true, true]);
    expect(test.org.decisions.of('request-2499')).toHaveLength(1);
    expect(test.org.decisions.of('request-0')).toEqual([]);
  });
});

const noOne = { id: 'unknown', type: 'User', alternateId: 'unknown', displayName: 'unknown' };

describe('POST /api/v1/policies/simulate', () => {
  const simulate = (body: unknown, expand = '') =>
    call('POST', `/api/v1/policies/simulate${expand && `?expand=${expand}`}`, body);
  const person = () => ({ user: { id: ada.id }, groups: { ids: [] } });
  const accessOf = async (policyContext: object, expand = '') => {
    const body = { appInstance: test.app.id, policyTypes: ['ACCESS_POLICY'], policyContext };
    return (await simulate([body], expand)).items[0]!;
  };

  it('decides as the sign-in of the person did', async () => {
    const { items } = await simulate([{ appInstance: test.app.id, policyContext: person() }]);
    expect(items.map(({ policyType, status }) => [policyType, status])).toEqual(
      ['OKTA_SIGN_ON', 'MFA_ENROLL', 'ACCESS_POLICY', 'PROFILE_ENROLLMENT'].map((type) => [[type], 'MATCH']),
    );
    await signIn();
    const decided = rulesOf(named(lastOf('user.session.start'), 'ACCESS_POLICY'))?.at(-1);
    expect(decided).toEqual(['All', true]);
    expect(items[2]).toMatchObject({
      result: {
        policies: [
          { id: test.app.accessPolicyId, status: 'MATCH', rules: [{ name: 'All', status: 'MATCH' }] },
        ],
      },
      evaluated: { policies: [] },
      undefined: { policies: [] },
    });
  });

  it('decides for groups, and lists with expand what was considered but not met, and why', async () => {
    expect(await accessOf({ groups: { ids: [staff] } })).toMatchObject({
      result: {
        policies: [
          {
            rules: [{ name: 'Staff only', conditions: [{ type: 'people.groups.include', status: 'MATCH' }] }],
          },
        ],
      },
    });
    const rules = (conditions: unknown[]) => ({
      evaluated: { policies: [{ rules: [{ name: 'Staff only', status: 'NOT_MATCH', conditions }] }] },
    });
    expect(await accessOf(person(), 'EVALUATED')).toMatchObject(rules([]));
    expect(await accessOf(person(), 'RULE')).toMatchObject(
      rules([{ type: 'people.groups.include', status: 'NOT_MATCH' }]),
    );
  });

  it('takes risk, zones and devices into account', async () => {
    const policyId = test.app.accessPolicyId!;
    const zone = test.org.zones.all()[0]!.id;
    const conditions = {
      riskScore: { level: 'HIGH' },
      network: { connection: 'ZONE', include: [zone] },
      device: { managed: true, registered: true },
      platform: { include: [{ type: 'MOBILE', os: { type: 'IOS' } }] },
    };
    const made = await call('POST', `/api/v1/policies/${policyId}/rules`, {
      ...{ type: 'ACCESS_POLICY', name: 'Risky phone', priority: 0, conditions },
      actions: { appSignOn: { access: 'DENY', verificationMethod: twoFactors } },
    });
    expect(made.status).toBe(200);
    const device = { platform: 'IOS', registered: true, managed: true };
    const context = { ...person(), risk: { level: 'HIGH' }, zones: { ids: [zone] }, device };
    const ruleOf = async (policyContext: object) =>
      (await accessOf(policyContext)) as { result: { policies: { rules: { name: string }[] }[] } };
    const nameOf = async (policyContext: object) =>
      (await ruleOf(policyContext)).result.policies[0]?.rules[0]?.name;
    expect(await nameOf(context)).toBe('Risky phone');
    for (const other of [
      { risk: { level: 'LOW' } },
      { zones: { ids: [] } },
      { device: { ...device, managed: false } },
      { device: { ...device, platform: 'ANDROID' } },
    ])
      expect(await nameOf({ ...context, ...other })).toBe('All');
    await call('DELETE', `/api/v1/policies/${policyId}/rules/${made.id}`);
  });

  it('answers one simulation as Okta’s example does', async () => {
    const { body } = await simulate({ appInstance: test.app.id, policyType: ['OKTA_SIGN_ON'] });
    expect(body).toMatchObject({
      evaluation: [
        { status: null, policyType: 'OKTA_SIGN_ON', result: { policies: [{ name: 'Default Policy' }] } },
      ],
    });
  });

  it.each([
    [400, { policyTypes: ['OKTA_SIGN_ON'] }],
    [400, { appInstance: 'APP', policyTypes: ['PASSWORD'] }],
    [400, { appInstance: 'APP', policyContext: { user: { id: 'ADA' }, groups: { ids: ['STAFF'] } } }],
    [404, { appInstance: 'none' }],
    [404, { appInstance: 'APP', policyContext: { user: { id: 'none' } } }],
    [404, { appInstance: 'APP', policyContext: { groups: { ids: ['none'] } } }],
    [404, { appInstance: 'APP', policyContext: { zones: { ids: ['none'] } } }],
    [501, { appInstance: 'APP', policyContext: { ip: '192.0.2.1' } }],
    [501, { appInstance: 'APP', policyContext: { risk: { minRiskLevel: 'LOW' } } }],
  ])('%i for what it cannot simulate: %j', async (status, body) => {
    const text = JSON.stringify(body)
      .replace('"APP"', JSON.stringify(test.app.id))
      .replace('"ADA"', JSON.stringify(ada.id))
      .replace('"STAFF"', JSON.stringify(staff));
    expect((await simulate([JSON.parse(text)])).status).toBe(status);
  });

  it('rejects what it does not know how to expand, and leaves no trace in its own request', async () => {
    expect((await simulate([{ appInstance: test.app.id }], 'EVERYTHING')).status).toBe(400);
    const kept = test.org.snapshot().get('decisions')!.length;
    await simulate([{ appInstance: test.app.id }]);
    expect(test.org.snapshot().get('decisions')).toHaveLength(kept);
  });
});
