import { OktaAuth } from '@okta/okta-auth-js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { IdxClient } from '../../helpers/idx-client.ts';
import { onePassword, password, startOrg, type TestOrg } from '../../helpers/org.ts';

let test: TestOrg;

beforeEach(async () => {
  test = await startOrg();
  await test.addPerson('ada@example.com');
});
afterEach(async () => {
  expect(test.faults).toEqual([]);
  await test.close();
});

const identified = async (login = 'ada@example.com') =>
  (await new IdxClient(test).start()).proceed('identify', { identifier: login });

it('auth-js, unmodified, signs in: identifier, password, tokens', async () => {
  const client = new OktaAuth({
    issuer: test.issuer,
    clientId: test.clientId,
    redirectUri: 'http://localhost:9/callback',
    scopes: ['openid', 'profile', 'email', 'offline_access'],
  });
  const start = await client.idx.start();
  expect(start.availableSteps?.map(({ name }) => name)).toEqual(['identify', 'cancel']);
  const first = await client.idx.proceed({ step: 'identify', username: 'ada@example.com' });
  expect(first.availableSteps?.[0]?.name).toBe('challenge-authenticator');
  const done = await client.idx.proceed({ step: 'challenge-authenticator', password });
  expect(done.status).toBe('SUCCESS');
  expect(done.tokens?.idToken?.claims).toMatchObject({ email: 'ada@example.com', amr: ['pwd'] });
  expect(done.tokens?.refreshToken?.scopes).toContain('offline_access');
});

it('names the person with time zone and locale of the profile, or with Okta’s defaults', async () => {
  const said = async () => (await identified()).document as { user?: { value: { profile: object } } };
  expect((await said()).user?.value.profile).toMatchObject({
    timeZone: 'America/Los_Angeles',
    locale: 'en_US',
  });
  const ada = test.org.users.byLogin('ada@example.com')!;
  const profile = { ...ada.profile, timezone: 'Europe/Vienna', locale: 'de_AT' };
  test.org.transaction(() => test.org.users.update(ada, { profile }));
  expect((await said()).user?.value.profile).toMatchObject({ timeZone: 'Europe/Vienna', locale: 'de_AT' });
});

describe('password', () => {
  it('comes after the name, with a link for who forgot it, and gives a code for tokens', async () => {
    const client = await identified();
    expect(client.names).toEqual(['challenge-authenticator', 'select-authenticator-authenticate']);
    expect(client.contentType).toBe('application/ion+json; okta-version=1.0.0');
    expect(client.document.currentAuthenticatorEnrollment?.value).toMatchObject({
      key: 'okta_password',
      recover: { name: 'recover', rel: ['create-form'] },
    });
    await client.answer({ passcode: password });
    expect(client.status).toBe(200);
    expect(client.document).not.toHaveProperty('remediation');
    const response = await client.redeem();
    const tokens = (await response.json()) as Record<string, unknown>;
    expect(Object.keys(tokens)).toEqual([
      'token_type', 'expires_in', 'access_token', 'scope', 'refresh_token', 'id_token',
    ]); // prettier-ignore
    const refreshed = await client.visitor.post(`${test.issuer}/v1/token`, {
      grant_type: 'refresh_token',
      refresh_token: String(tokens.refresh_token),
      client_id: test.clientId,
    });
    expect(refreshed.status).toBe(200);
    const again = await client.redeem();
    expect(again.status).toBe(400);
    expect(await again.json()).toMatchObject({ error: 'invalid_grant' });
  });

  it('may be asked for together with the name, as the global session policy says', async () => {
    const { org } = test;
    const policy = org.policies.systemPolicy('OKTA_SIGN_ON');
    const [rule] = org.policies.rules(policy.id);
    org.transaction(() => {
      org.policies.updateRule(rule!, {
        actions: { signon: { access: 'ALLOW', primaryFactor: 'PASSWORD_IDP' } },
      });
    });
    const client = await new IdxClient(test).start();
    expect(client.document.currentAuthenticator?.value).toHaveProperty('recover');
    await client.proceed('identify', { identifier: 'ada@example.com', credentials: { passcode: 'wrong' } });
    expect([client.status, client.messageKeys, client.names[0]]).toEqual([
      401,
      ['errors.E0000004'],
      'identify',
    ]);
    await client.proceed('identify', { identifier: 'ada@example.com', credentials: { passcode: password } });
    expect(await client.idToken()).toMatchObject({ amr: ['pwd'] });
  });

  it('that is wrong is told on its field; a stranger cannot tell who is known here', async () => {
    const known = await (await identified()).answer({ passcode: 'wrong' });
    const unknown = await (await identified('nobody@example.com')).answer({ passcode: 'wrong' });
    for (const client of [known, unknown]) {
      expect([client.status, client.fieldMessageKeys]).toEqual([401, ['incorrectPassword']]);
      expect(client.names).toEqual(['challenge-authenticator', 'select-authenticator-authenticate']);
    }
  });

  it('wrong ten times locks the account; the policy decides whether that is said', async () => {
    const { org } = test;
    const guess = async (passcode: string) => (await identified()).answer({ passcode });
    for (let i = 0; i < 9; i += 1) await guess('wrong');
    expect((await guess('wrong')).messageKeys).toEqual(['errors.E0000004']);
    expect(org.users.byLogin('ada')?.status).toBe('LOCKED_OUT');
    expect((await guess(password)).messageKeys).toEqual(['errors.E0000004']);
    const policy = org.policies.systemPolicy('PASSWORD');
    org.transaction(() => {
      org.policies.update(policy, { settings: { password: { lockout: { showLockoutFailures: true } } } });
    });
    const client = await guess(password);
    expect([client.status, client.messageKeys, client.names[0]]).toEqual([
      401,
      ['errors.E0000119'],
      'identify',
    ]);
    expect(org.log.all().some(({ eventType }) => eventType === 'user.account.lock')).toBe(true);
  });

  it('of someone who is not assigned to the app does not help', async () => {
    const { org, app } = test;
    org.transaction(() => org.apps.unassignGroup(app.id, org.groups.everyone.id));
    const client = await (await identified()).answer({ passcode: password });
    expect([client.status, client.messageKeys]).toEqual([403, ['idx.error.user.not.assigned.to.app']]);
    expect(client.names[0]).toBe('identify');
  });

  it('that has expired is changed on the way', async () => {
    const { org } = test;
    org.transaction(() => org.users.setStatus(org.users.require('ada@example.com'), 'PASSWORD_EXPIRED'));
    const client = await (await identified()).answer({ passcode: password });
    expect(client.names).toEqual(['reenroll-authenticator']);
    await client.answer({ passcode: 'short' });
    expect(client.fieldMessageKeys).toEqual(['password.passwordRequirementsNotMet']);
    await client.answer({ passcode: 'Another-Good-1' });
    expect(await client.idToken()).toMatchObject({ preferred_username: 'ada@example.com' });
    expect(org.users.byLogin('ada')?.status).toBe('ACTIVE');
  });
});

describe('sessions', () => {
  it('let the next sign-in pass, until they are too old for the app', async () => {
    const first = await (await identified()).answer({ passcode: password });
    const second = await new IdxClient(test, first.visitor).start();
    expect(await second.idToken()).toMatchObject({ amr: ['pwd'], nonce: 'nonce-1' });
    test.pass(60);
    const strict = await new IdxClient(test, first.visitor).start({ max_age: '30' });
    expect(strict.names[0]).toBe('identify');
    test.demand({ ...onePassword, reauthenticateIn: 'PT0S' });
    expect((await new IdxClient(test, first.visitor).start()).names[0]).toBe('identify');
  });

  it('hold for the hosted sign-in too', async () => {
    const client = await (await identified()).answer({ passcode: password });
    const url = new URL(`${test.issuer}/v1/authorize`);
    url.search = new URLSearchParams({
      client_id: test.clientId, response_type: 'code', scope: 'openid', state: 's', prompt: 'none',
      redirect_uri: 'http://localhost:9/callback', code_challenge_method: 'S256',
      code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
    }).toString(); // prettier-ignore
    const response = await client.visitor.fetch(url.href);
    expect(response.headers.get('location')).toContain('http://localhost:9/callback?code=');
  });
});

describe('what does not fit', () => {
  it.each([
    [{ client_id: 'nobody' }, 401, 'invalid_client'],
    [{ client_secret: 'wrong' }, 401, 'invalid_client'],
    [{ redirect_uri: 'http://evil.example' }, 400, 'invalid_request'],
    [{ scope: 'openid nothing' }, 400, 'invalid_scope'],
    [{ code_challenge: undefined }, 400, 'invalid_request'],
    [{ code_challenge_method: 'plain' }, 400, 'invalid_request'],
    [{ recovery_token: 'unknown' }, 400, 'invalid_request'],
  ])('%o at /interact is refused', async (changes, status, error) => {
    const response = await new IdxClient(test).interact(changes);
    const body = (await response.json()) as { error?: string; errorCode?: string };
    expect([response.status, body.error ?? body.errorCode]).toEqual([status, error]);
  });

  it('a client without the grant type interaction_code may not begin', async () => {
    const { org, app } = test;
    const { oauth } = app;
    org.transaction(() => org.apps.update(app, { oauth: { ...oauth!, grantTypes: ['authorization_code'] } }));
    const response = await new IdxClient(test).interact();
    expect(await response.json()).toMatchObject({ error: 'unauthorized_client' });
  });

  it('a code without its verifier, for another grant type, or against the policy brings nothing', async () => {
    const client = await (await identified()).answer({ passcode: password });
    const refused = await client.redeem({ code_verifier: 'x'.repeat(43) });
    expect([refused.status, await refused.json()]).toMatchObject([400, { error: 'invalid_grant' }]);
    const other = await client.redeem({ grant_type: 'authorization_code', code: client.interactionCode! });
    expect(await other.json()).toMatchObject({ error: 'invalid_grant' });
    const { org } = test;
    const server = org.authorizationServers.all()[0]!;
    const rule = org.authorizationServers.rules(org.authorizationServers.policies(server.id)[0]!.id)[0]!;
    org.transaction(() => {
      org.authorizationServers.updateRule(rule, { grantTypes: ['authorization_code'] });
    });
    const again = await (await identified()).answer({ passcode: password });
    expect(await (await again.redeem()).json()).toMatchObject({ error: 'access_denied' });
  });

  it('an unknown or old handle has expired; at introspect as plain JSON', async () => {
    const client = await identified();
    test.pass(3601);
    const remediation = client.remediation('challenge-authenticator');
    await client.submit(remediation, { credentials: { passcode: password } });
    expect([client.status, client.messageKeys, client.names]).toEqual([401, ['idx.session.expired'], []]);
    await client.introspect();
    expect([client.status, client.contentType]).toEqual([401, 'application/json']);
    expect(client.document.version).toBe('1.0.0');
  });

  it('an action that the step does not have repeats the step; cancel begins again', async () => {
    const client = await identified();
    await client.post(`${test.url}/idp/idx/skip`, { stateHandle: client.document.stateHandle });
    expect([client.status, client.messageKeys]).toEqual([400, ['errors.E0000079']]);
    expect(client.names[0]).toBe('challenge-authenticator');
    await client.post(`${test.url}/idp/idx/cancel`, { stateHandle: client.document.stateHandle });
    expect([client.status, client.names[0]]).toEqual([200, 'identify']);
  });
});
