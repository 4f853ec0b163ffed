import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Mail } from '../../../sandbox/org/org/messages.ts';
import { IdxClient } from '../../helpers/idx-client.ts';
import { password, startOrg, type TestOrg, twoFactors } from '../../helpers/org.ts';

let test: TestOrg;

beforeEach(async () => {
  test = await startOrg();
  await test.addPerson('ada@example.com');
});
afterEach(async () => {
  expect(test.faults).toEqual([]);
  await test.close();
});

const lastMail = (to: string): Mail | undefined => test.org.messages.sentTo(to)[0] as Mail | undefined;

/** Changes the actions of the first rule of the org's own policy of that type. */
function allow(type: string, actions: Record<string, unknown>): void {
  const { policies } = test.org;
  const [rule] = policies.rules(policies.systemPolicy(type).id);
  test.org.transaction(() => policies.updateRule(rule!, { actions: { ...rule!.actions, ...actions } }));
}

describe('registration', () => {
  const attributes = [
    { name: 'email', label: 'Email', required: true },
    { name: 'firstName', label: 'First name', required: true },
    { name: 'lastName', label: 'Last name', required: true },
  ];
  const open = () =>
    allow('PROFILE_ENROLLMENT', {
      profileEnrollment: {
        access: 'ALLOW',
        activationRequirements: { emailVerification: true },
        profileAttributes: attributes,
        targetGroupIds: null,
      },
    });
  const userProfile = { email: 'bob@example.com', firstName: 'Bob', lastName: 'Builder' };

  it('is not offered where the policy does not allow it', async () => {
    const client = await new IdxClient(test).start();
    expect(client.names).toEqual(['identify']);
    await client.post(`${test.url}/idp/idx/enroll`, { stateHandle: client.document.stateHandle });
    expect(client.messageKeys).toEqual(['oie.registration.is.not.enabled']);
  });

  it("follows the app's own policy", async () => {
    const { org, app } = test;
    const own = org.transaction(() =>
      org.policies.create({
        type: 'PROFILE_ENROLLMENT',
        name: 'Open',
        description: undefined,
        status: 'ACTIVE',
        priority: 1,
        system: false,
        conditions: null,
        settings: undefined,
      }),
    );
    org.transaction(() => {
      org.policies.createRule({
        policyId: own.id,
        type: own.type,
        name: 'Catch-all Rule',
        status: 'ACTIVE',
        priority: 99,
        system: true,
        conditions: null,
        actions: { profileEnrollment: { access: 'ALLOW', profileAttributes: attributes } },
      });
      org.apps.update(app, { enrollmentPolicyId: own.id });
    });
    const client = await new IdxClient(test).start();
    expect(client.names).toEqual(['identify', 'select-enroll-profile']);
  });

  it('asks for the profile, the address, a password; the rest can wait', async () => {
    open();
    const client = await (await new IdxClient(test).start()).proceed('select-enroll-profile');
    expect(client.names).toEqual(['enroll-profile', 'select-identify']);
    await client.proceed('enroll-profile', { userProfile: { ...userProfile, email: 'ada@example.com' } });
    expect([client.status, client.fieldMessageKeys]).toEqual([
      400,
      ['registration.error.notUniqueWithinOrg'],
    ]);
    await client.proceed('enroll-profile', { userProfile: { email: 'not an address', firstName: 'Bob' } });
    expect(client.fieldMessageKeys).toEqual([
      'registration.error.invalidLoginEmail',
      'model.validation.field.blank',
    ]);
    await client.proceed('enroll-profile', { userProfile });
    expect([client.names, client.options]).toEqual([['select-authenticator-enroll'], ['Email', 'Password']]);
    await client.choose('Email');
    expect(client.names[0]).toBe('enroll-authenticator');
    const { poll } = client.document.currentAuthenticator!.value;
    await client.answer({ passcode: lastMail('bob@example.com')!.code });
    expect(client.options).toEqual(['Password']);
    // The page has asked again just before it learned that its code was right.
    await client.submit(poll);
    expect([client.options, client.messageKeys]).toEqual([['Password'], []]);
    await client.choose('Password');
    expect(client.document.currentAuthenticator?.value.settings).toMatchObject({
      complexity: { minLength: 8, minLowerCase: 1, minUpperCase: 1, minNumber: 1, minSymbol: 0 },
    });
    await client.answer({ passcode: 'weak' });
    expect(client.fieldMessageKeys).toEqual(['password.passwordRequirementsNotMet']);
    expect(test.org.users.byLogin('bob@example.com')?.status).toBe('STAGED');
    await client.answer({ passcode: 'Can-We-Fix-1t' });
    expect(client.names).toEqual(['select-authenticator-enroll', 'skip']);
    await client.proceed('skip');
    expect((await client.idToken()).email).toBe('bob@example.com');
    expect(test.org.users.byLogin('bob@example.com')?.status).toBe('ACTIVE');
  });

  it('leads back to the sign-in', async () => {
    open();
    const client = await (await new IdxClient(test).start()).proceed('select-enroll-profile');
    expect((await client.proceed('select-identify')).names[0]).toBe('identify');
  });
});

describe('recovery', () => {
  const forgotten = async (identifier = 'ada@example.com') => {
    const client = await new IdxClient(test).start();
    await client.proceed('identify', { identifier });
    return client.submit(client.document.currentAuthenticatorEnrollment!.value.recover);
  };

  it('by e-mail sets a new password and signs in', async () => {
    test.demand(twoFactors);
    const client = await forgotten();
    expect(client.names[0]).toBe('authenticator-verification-data');
    await client.choose('Email');
    expect(client.document).toHaveProperty('recoveryAuthenticator');
    expect(lastMail('ada@example.com')?.subject).toBe('Account password reset');
    await client.answer({ passcode: lastMail('ada@example.com')!.code });
    expect(client.names).toEqual(['reset-authenticator']);
    await client.answer({ passcode: 'Forgot-It-2026', revokeSessions: true });
    expect((await client.idToken()).amr).toEqual(['email', 'pwd', 'mfa']);
    const old = await (
      await new IdxClient(test).start()
    ).proceed('identify', { identifier: 'ada@example.com' });
    expect((await old.answer({ passcode: password })).status).toBe(401);
  });

  it('of an unknown person looks the same and sends nothing', async () => {
    const client = await forgotten('nobody@example.com');
    expect(client.names[0]).toBe('authenticator-verification-data');
    await client.choose('Email');
    expect(client.names[0]).toBe('challenge-authenticator');
    expect(test.org.messages.all()).toEqual([]);
    await client.answer({ passcode: '123456' });
    expect(client.fieldMessageKeys).toEqual(['api.authn.error.PASSCODE_INVALID']);
  });

  it('is refused where the policy says so', async () => {
    allow('PASSWORD', { selfServicePasswordReset: { access: 'DENY' } });
    const client = await forgotten();
    expect([client.status, client.messageKeys]).toEqual([
      403,
      ['oie.selfservice.reset.password.not.allowed'],
    ]);
  });

  it('by the token of a reset mail goes straight to the new password, once', async () => {
    const { org } = test;
    org.transaction(() => {
      org.users.setStatus(org.users.require('ada@example.com'), 'RECOVERY', { recoveryToken: 'token-1' });
    });
    const client = await new IdxClient(test).start({ recovery_token: 'token-1' });
    expect(client.names).toEqual(['reset-authenticator']);
    await client.answer({ passcode: 'Forgot-It-2026' });
    expect(await client.idToken()).toMatchObject({ preferred_username: 'ada@example.com' });
    expect((await new IdxClient(test).interact({ recovery_token: 'token-1' })).status).toBe(400);
  });
});

describe('unlock', () => {
  it('is offered where the policy allows it, and opens the account', async () => {
    const { org } = test;
    allow('PASSWORD', { selfServiceUnlock: { access: 'ALLOW' } });
    org.transaction(() => org.users.setStatus(org.users.require('ada@example.com'), 'LOCKED_OUT'));
    const client = await (await new IdxClient(test).start()).proceed('unlock-account');
    expect(client.names).toEqual(['select-authenticator-unlock-account']);
    const { id } = client.document.authenticators!.value.find(({ key }) => key === 'okta_email')!;
    await client.proceed('select-authenticator-unlock-account', {
      identifier: 'ada@example.com',
      authenticator: { id, methodType: 'email' },
    });
    await client.answer({ passcode: lastMail('ada@example.com')!.code });
    expect([client.messageKeys, client.names]).toEqual([['oie.selfservice.unlock_user.success.message'], []]);
    expect(org.users.byLogin('ada')?.status).toBe('ACTIVE');
  });
});
