/** “Why?” at an event of the System Log, and Token Preview: both say what the evaluation that decides has noted. */
import { createHash } from 'node:crypto';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ConsoleVisitor, startConsole } from '../../helpers/console/visitor.ts';
import { HostedPage } from '../../helpers/hosted-page.ts';
import { onePassword, password } from '../../helpers/org.ts';
import { locationOf, Visitor } from '../../helpers/visitor.ts';

const { test, admin, call, close } = await startConsole();
const ada = await test.addPerson('ada@example.com');
const logPath = '/report/system_log_2';
const markup = '<img src=x onerror=alert(1)>';
const escaped = '&lt;img src=x onerror=alert(1)&gt;';
const serverId = test.org.authorizationServers.all()[0]!.id;
const previewPath = `/admin/oauth2/as/${serverId}?tab=preview`;
const verifier = 'v'.repeat(43);
const callback = 'http://localhost:9/callback';
afterAll(close);

beforeAll(() => {
  const { org } = test;
  org.transaction(() => {
    const group = org.groups.create({ name: `Staff ${markup}` });
    org.policies.createRule({
      ...{ policyId: test.app.accessPolicyId!, type: 'ACCESS_POLICY', name: `Rule ${markup}` },
      ...{ status: 'ACTIVE', priority: 0, system: false },
      conditions: { people: { groups: { include: [group.id] } } },
      actions: { appSignOn: { access: 'ALLOW', verificationMethod: onePassword } },
    });
    org.authorizationServers.createClaim({
      ...{ serverId, name: 'department', claimType: 'RESOURCE', valueType: 'EXPRESSION' },
      ...{ value: 'user.login + " at work"', status: 'ACTIVE', alwaysIncludeInToken: true, scopes: [] },
      system: false,
    });
  });
});

/** Signs Ada in, and redeems the code. */
async function tokens(): Promise<Record<string, string>> {
  const visitor = new Visitor();
  const query = new URLSearchParams({
    ...{ client_id: test.clientId, response_type: 'code', redirect_uri: callback },
    ...{ scope: 'openid email', state: 's', nonce: 'n', code_challenge_method: 'S256' },
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
  });
  const first = locationOf(await visitor.fetch(`${test.issuer}/v1/authorize?${query}`));
  const page = await HostedPage.open(visitor, first.href);
  const back = await (await page.signIn({ login: 'ada@example.com', password })).leave();
  const answer = await fetch(`${test.issuer}/v1/token`, {
    method: 'POST',
    body: new URLSearchParams({
      ...{ grant_type: 'authorization_code', client_id: test.clientId, redirect_uri: callback },
      ...{ code: back.searchParams.get('code')!, code_verifier: verifier },
    }),
  });
  return (await answer.json()) as Record<string, string>;
}

/** Where “Why?” leads at the newest event of a type. */
async function whyOf(eventType: string): Promise<string> {
  const html = await admin.page(`${logPath}?filter=${encodeURIComponent(`eventType eq "${eventType}"`)}`);
  return /href="(\/report\/system_log_2\/why\/[^"]+)">Why\?/.exec(html)?.[1] ?? '';
}

describe('Why?', () => {
  it('names at a sign-in the rule that decided and the condition that was not met, all of it escaped', async () => {
    await tokens();
    const html = await admin.page(await whyOf('user.session.start'));
    expect(html).toContain('The rule All of the policy Test decided for ada@example.com: access is allowed.');
    expect(html).toContain(`It applies to the group Staff ${escaped}.`);
    expect(html).toContain(`Rule ${escaped}`);
    expect(html).toContain('Global session policy');
    expect(html).not.toContain(markup);
  });

  it('names at a token the rule of the access policy, and leads to it', async () => {
    const html = await admin.page(await whyOf('app.oauth2.as.token.grant.access_token'));
    const [policy] = test.org.authorizationServers.policies(serverId);
    const [rule] = test.org.authorizationServers.rules(policy!.id);
    expect(html).toContain('Matched: client.');
    expect(html).toContain('Matched: grant type, group or user, scopes.');
    const path = `/admin/oauth2/as/${serverId}/policies/${policy!.id}/rules/${rule!.id}`;
    expect(html).toContain(`href="${path}"`);
    expect(await admin.page(path)).toContain(rule!.name);
  });

  it('is at no event that policies had no say in, and knows no request that the log does not know', async () => {
    await call('POST', '/api/v1/groups', { profile: { name: 'No policy' } });
    expect(await whyOf('group.lifecycle.create')).toBe('');
    expect(await admin.page(`${logPath}/why/none`)).toContain('The System Log does not contain this request');
  });

  it('is for those who may read the log', async () => {
    const path = await whyOf('user.session.start');
    const { id } = await test.addPerson('apps@example.com');
    test.org.transaction(() => test.org.roles.assign('USER', id, 'GROUP_MEMBERSHIP_ADMIN'));
    const other = await new ConsoleVisitor(test, id).page(path, 403);
    expect(other).not.toContain('decided for');
    expect(await new ConsoleVisitor(test, ada.id).page(path, 403)).toContain('You are not an administrator');
  });
});

describe('Token Preview', () => {
  const preview = (values: Record<string, string | string[]>) => {
    const query = new URLSearchParams();
    for (const [name, value] of Object.entries(values))
      for (const one of [value].flat()) query.append(name, one);
    return admin.page(`${previewPath}&${query}`);
  };
  /** The claims that the page shows under a title. */
  const claimsIn = (html: string, title: string): Record<string, unknown> => {
    const text = new RegExp(`aria-label="${title}">([^<]*)<`).exec(html)?.[1] ?? '{}';
    return JSON.parse(text.replaceAll('&quot;', '"').replaceAll('&amp;', '&')) as Record<string, unknown>;
  };
  const request = {
    ...{ client: test.clientId, grant: 'authorization_code', user: 'ada@example.com' },
    scope: ['openid', 'email'],
  };

  it('shows the claims that real tokens have, and the rule that allows them', async () => {
    const html = await preview(request);
    const real = await tokens();
    const number = expect.any(Number) as number;
    const other = { jti: expect.any(String) as string, iat: number, exp: number };
    const auth = { auth_time: number };
    expect(claimsIn(html, 'Access token')).toEqual({
      ...decodeJwt(real['access_token']!),
      ...other,
      ...auth,
    });
    const { nonce: _, at_hash: __, ...id } = decodeJwt(real['id_token']!) as Record<string, unknown>;
    expect(claimsIn(html, 'ID token')).toEqual({ ...id, ...other, ...auth });
    expect(claimsIn(html, 'Access token')['department']).toBe('ada@example.com at work');
    expect(html).toContain('decided for ada@example.com: access is allowed.');
  });

  it('says in Okta’s words why there are no tokens, and which rule did not match', async () => {
    const [policy] = test.org.authorizationServers.policies(serverId);
    const [rule] = test.org.authorizationServers.rules(policy!.id);
    test.org.transaction(() => test.org.authorizationServers.updateRule(rule!, { scopes: ['email'] }));
    const html = await preview(request);
    expect(html).toContain('Policy evaluation failed for this request');
    expect(html).toContain('It does not allow openid.');
    expect(claimsIn(html, 'Access token')).toEqual({});
    test.org.transaction(() => test.org.authorizationServers.updateRule(rule!, { scopes: ['*'] }));
    expect(await preview({ ...request, grant: 'password' })).toContain(
      'The client is not authorized to use the provided grant type.',
    );
    expect(await preview({ ...request, user: 'none@example.com' })).toContain('There is no user none@');
    expect(await preview({ ...request, user: '' })).toContain('Choose a user');
    expect(await preview({ ...request, client: 'none' })).toContain('There is no active client');
    expect(await preview({ ...request, user: `${markup}@x.example` })).not.toContain(markup);
  });

  it('writes nothing: no event, no sign-in', async () => {
    const before = test.org.log.all().length;
    await preview(request);
    expect(test.org.log.all()).toHaveLength(before);
    expect(test.org.sessions.ofUser(ada.id).every(({ status }) => status === 'ACTIVE')).toBe(true);
  });
});
