/** Security > General: what protects passwords against being guessed. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Call, callerOf } from '../../helpers/call.ts';
import { IdxClient } from '../../helpers/idx-client.ts';
import { onePassword, password, startOrg, type TestOrg, twoFactors } from '../../helpers/org.ts';
import type { Visitor } from '../../helpers/visitor.ts';

const login = 'ada@example.com';
let test: TestOrg;
let call: Call;

beforeEach(async () => {
  test = await startOrg();
  call = callerOf(test);
  await test.addPerson(login);
});
afterEach(async () => {
  expect(test.faults).toEqual([]);
  await test.close();
});

const identified = async (visitor?: Visitor) =>
  (await new IdxClient(test, visitor).start()).proceed('identify', { identifier: login });

describe('a possession factor before the password', () => {
  const settings = '/attack-protection/api/v1/authenticator-settings';
  const turnOn = () => call('PUT', settings, { verifyKnowledgeSecondWhen2faRequired: true });

  it('comes first where two factors are required, and the password after it', async () => {
    test.demand(twoFactors);
    await turnOn();
    const client = await identified();
    expect(client.document.currentAuthenticatorEnrollment?.value).toMatchObject({ key: 'okta_email' });
    // The password is not offered beside it either.
    expect(client.document.authenticatorEnrollments?.value.map(({ key }) => key)).not.toContain(
      'okta_password',
    );
    await client.proceed('authenticator-verification-data', {
      authenticator: { id: test.org.authenticators.byKey('okta_email')!.id, methodType: 'email' },
    });
    const [mail] = test.org.messages.sentTo(login) as { code?: string }[];
    await client.answer({ passcode: mail!.code! });
    expect(client.document.currentAuthenticatorEnrollment?.value).toMatchObject({ key: 'okta_password' });
    await client.answer({ passcode: password });
    expect(client.interactionCode).toBeDefined();
  });

  it.each([
    ['one factor is enough', onePassword, turnOn],
    ['the setting is off', twoFactors, () => undefined],
  ])('does not when %s', async (_, demanded, setUp) => {
    test.demand(demanded);
    await setUp();
    const client = await identified();
    expect(client.document.currentAuthenticatorEnrollment?.value).toMatchObject({ key: 'okta_password' });
  });
});

describe('wrong passwords from unknown devices', () => {
  const settings = '/attack-protection/api/v1/user-lockout-settings';
  const turnOn = (preventBruteForceLockoutFromUnknownDevices = true) =>
    call('PUT', settings, { preventBruteForceLockoutFromUnknownDevices });
  const blocks = async () => (await call('GET', `/api/v1/users/${login}/blocks`)).items;
  const status = () => test.org.users.require(login).status;
  /** Whether a browser gets in, once it has given the password. */
  const getsIn = async (visitor?: Visitor, given = password) => {
    const client = await identified(visitor);
    await client.answer({ passcode: given });
    return client.interactionCode !== undefined ? client.visitor : false;
  };
  const guess = async (times: number, visitor?: Visitor) => {
    for (let count = 0; count < times; count += 1) expect(await getsIn(visitor, 'wrong')).toBe(false);
  };
  const known = async (): Promise<Visitor> => {
    const visitor = await getsIn();
    if (visitor === false) throw new Error('The person did not get in.');
    test.org.transaction(() => test.org.sessions.forgetUser(test.org.users.require(login).id));
    return visitor;
  };

  it('block unknown devices, and leave those alone that the person has used', async () => {
    const own = await known();
    await turnOn();
    await guess(10);
    expect(status()).toBe('ACTIVE');
    expect(await blocks()).toEqual([{ type: 'DEVICE_BASED', appliesTo: 'UNKNOWN_DEVICES' }]);
    expect(await getsIn()).toBe(false);
    expect(await getsIn(own)).toBe(own);
    const [event] = (await call('GET', '/api/v1/logs?filter=eventType eq "user.account.lock"')).items;
    expect(event).toMatchObject({
      displayMessage: 'Account Locked from New Devices - Max sign-in attempts exceeded.',
      outcome: { result: 'FAILURE' },
    });

    // "Allow Unknown Devices" of the console.
    expect((await call('POST', `/api/v1/users/${login}/lifecycle/unlock`)).status).toBe(200);
    expect(await blocks()).toEqual([]);
    expect(await getsIn()).not.toBe(false);
    expect((await call('POST', `/api/v1/users/${login}/lifecycle/unlock`)).status).toBe(403);
  });

  it('end with the lockout of the policy, and with the setting', async () => {
    await turnOn();
    const { id, settings: of } = test.org.policies.systemPolicy('PASSWORD');
    const lockout = { maxAttempts: 3, autoUnlockMinutes: 10 };
    await call('PUT', `/api/v1/policies/${id}`, {
      ...{ type: 'PASSWORD', name: 'Default Policy', priority: 1 },
      settings: { ...of, password: { ...(of as { password: object }).password, lockout } },
    });
    await guess(3);
    expect(await getsIn()).toBe(false);
    await turnOn(false);
    expect(await blocks()).toEqual([]);
    await turnOn();
    test.pass(11 * 60);
    expect(await blocks()).toEqual([]);
    await guess(2);
    expect(await getsIn()).not.toBe(false);
  });

  it('count for everyone from a known device, and when the setting is off', async () => {
    const own = await known();
    await turnOn();
    await guess(10, own);
    expect(status()).toBe('LOCKED_OUT');
    expect(await blocks()).toEqual([{ type: 'DEVICE_BASED', appliesTo: 'ANY_DEVICES' }]);
    await call('POST', `/api/v1/users/${login}/lifecycle/unlock`);
    await turnOn(false);
    await guess(10);
    expect(status()).toBe('LOCKED_OUT');
  });

  it('know the device of an app by its token, at the Authentication API', async () => {
    const authn = (secret: string, deviceToken?: string) =>
      call('POST', '/api/v1/authn', { username: login, password: secret, context: { deviceToken } });
    await turnOn();
    expect((await authn(password, 'phone-1')).body).toMatchObject({ status: 'SUCCESS' });
    for (let count = 0; count < 10; count += 1) await authn('wrong', 'phone-2');
    expect((await authn(password)).status).toBe(401);
    expect((await authn(password, 'phone-2')).status).toBe(401);
    expect((await authn(password, 'phone-1')).body).toMatchObject({ status: 'SUCCESS' });
  });
});
