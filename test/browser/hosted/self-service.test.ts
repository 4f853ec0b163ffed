import { expect, test } from 'vitest';
import { totp } from '../../../sandbox/org/factors/one-time-password.ts';
import { fillIn, named } from '../../helpers/browser/browser.ts';
import { inLightAndDark, openHostedFlows, phone } from '../../helpers/browser/hosted-flows.ts';
import { twoFactors } from '../../helpers/org.ts';

/** What people set up and decide for themselves in Okta's unmodified widget, third generation, at the org's own page. */
inLightAndDark(named('self-service at the hosted page, in %s'), { timeout: 180_000 }, (colours) => {
  const hosted = openHostedFlows(colours);
  const { newLogin, newPerson, choose, requireMethods } = hosted;

  test('enroll: each method that the policy requires, and sign in with the passkey afterwards', async () => {
    const { flow, org } = hosted;
    const { login } = (await newPerson()).profile;
    const { users, factors } = org.org;
    const { id } = users.require(login);
    const active = () =>
      factors
        .ofUser(id)
        .filter(({ status }) => status === 'ACTIVE')
        .map(({ factorType }) => factorType)
        .sort();
    const pending = (factorType: string) =>
      factors.ofUser(id).find((factor) => factor.factorType === factorType)!;
    requireMethods('google_otp', 'okta_verify', 'phone_number', 'security_question', 'webauthn');
    await flow.begin();
    await flow.signIn(login);
    await flow.look('enroll', 'Set up security methods');

    await flow.press('Set up Google Authenticator.');
    await flow.look('enroll-google', 'Set up Google Authenticator');
    await flow.press("Can't scan?");
    await flow.shows(pending('token:software:totp').secret!);
    await flow.look('enroll-google-secret');
    await flow.press('Next');
    await flow.send('credentials.passcode', totp(pending('token:software:totp').secret!, org.org.clock()));

    await flow.press('Set up Okta Verify.');
    await flow.look('enroll-verify', 'Set up Okta Verify');
    factors.activateDevice(id, pending('push').deviceId!);

    await flow.press('Set up Phone.');
    await flow.look('enroll-phone', 'Set up phone authentication');
    const code = await flow.codeSentBy(phone, async () => {
      await flow.field('authenticator.phoneNumber').fill('4155550123');
      await flow.press('Receive a code via SMS');
    });
    await flow.look('enroll-phone-code', 'Set up phone authentication');
    await flow.send('credentials.passcode', code);

    await flow.press('Set up Security Question.');
    await flow.look('enroll-question', 'Set up security question');
    await flow.send('credentials.answer', 'spinach');

    await flow.heading(/security key|Set up security methods/);
    const last = flow.page.getByRole('button', { name: /Set up Security Key|Set up Passkey/ });
    await last.click();
    await flow.look('enroll-passkey', /security key/);
    await flow.plugInKey();
    await flow.press('Set up');
    await flow.arrives();
    expect(active()).toEqual([
      'email',
      'push',
      'question',
      'sms',
      'token:software:totp',
      'token:software:totp',
      'webauthn',
    ]);

    org.org.transaction(() => org.org.sessions.forgetUser(id));
    requireMethods();
    await choose(login, /Security Key|Passkey/);
    await flow.arrives();
  });

  test('a passkey that is not there', async () => {
    const { flow, org } = hosted;
    const ada = await newPerson();
    const { factors } = org.org;
    org.demand({
      ...twoFactors,
      constraints: [
        {
          possession: { required: true, authenticationMethods: [{ key: 'webauthn', method: 'webauthn' }] },
        },
      ],
    });
    await flow.plugInKey();
    await flow.begin();
    await flow.signIn(ada.profile.login);
    await flow.press(/Set up Security Key|Set up Passkey|Set up/);
    await flow.press('Set up');
    await flow.arrives();
    expect(factors.ofUser(ada.id).map(({ factorType }) => factorType)).toContain('webauthn');
    org.org.transaction(() => org.org.sessions.forgetUser(ada.id));
    const other = await hosted.openAnother();
    await other.begin();
    await other.signIn(ada.profile.login);
    await other.look('passkey');
    await other.close();
  });

  test('recover: a code by email, and another password', async () => {
    const { flow } = hosted;
    const { login } = (await newPerson()).profile;
    await flow.begin();
    await flow.send('identifier', login);
    await flow.press('Forgot password?');
    await flow.look('recover', 'Get a verification email');
    const code = await flow.codeSentBy(login, () => flow.press('Send me an email'));
    await flow.press('Enter a verification code instead');
    await flow.send('credentials.passcode', code);
    await flow.look('recover-password', /Reset your .*password/);
    await flow.sendNewPassword('short');
    await flow.shows(/Password requirements were not met/);
    await flow.look('recover-short');
    await flow.sendNewPassword('Another-Lantern-1955');
    await flow.arrives();
  });

  test('unlock, by a code by email', async () => {
    const { flow, org } = hosted;
    const ada = await newPerson();
    org.org.transaction(() => org.org.users.setStatus(ada, 'LOCKED_OUT'));
    await flow.begin();
    await flow.press('Unlock account?');
    await flow.look('unlock', 'Unlock account');
    await flow.field('identifier').fill(ada.profile.login);
    await flow.press('Next');
    await flow.look('unlock-choose', "Verify it's you with a security method");
    const code = await flow.codeSentBy(ada.profile.login, () => flow.press(/^Select Email/));
    await flow.press('Enter a verification code instead');
    await flow.send('credentials.passcode', code);
    await flow.shows(/successfully unlocked/i);
    await flow.look('unlocked');
    expect(org.org.users.require(ada.id).status).toBe('ACTIVE');
  });

  test('register', async () => {
    const { flow, org } = hosted;
    const login = newLogin('mira');
    await flow.begin();
    await flow.press('Sign up');
    await flow.look('register', 'Sign up');
    await flow.press('Sign Up');
    await flow.shows('We found some errors');
    await flow.look('register-empty');
    await fillIn(
      [flow.field('userProfile.email'), login],
      [flow.field('userProfile.firstName'), 'Mira'],
      [flow.field('userProfile.lastName'), 'Vandemeer'],
    );
    await flow.field('userProfile.lastName').press('Enter');
    await flow.look('register-methods', 'Set up security methods');
    const code = await flow.codeSentBy(login, () => flow.press(/^Set up Email/));
    await flow.look('register-email');
    await flow.send('credentials.passcode', code);
    await flow.press(/^Set up Password/);
    await flow.look('register-password', /password/i);
    await flow.sendNewPassword('Paper-Lantern-1955');
    await flow.look('register-optional', 'Set up security methods');
    await flow.press(/^(Continue|Set up later)$/);
    await flow.arrives();
    expect(org.org.users.require(login).status).toBe('ACTIVE');
  });

  test('consent: cancelled, then given', async () => {
    const { flow, org } = hosted;
    const { login } = (await newPerson()).profile;
    const { apps, authorizationServers } = org.org;
    const scope = authorizationServers
      .scopes(authorizationServers.require('default').id)
      .find(({ name }) => name === 'email')!;
    const ask = (consentMethod: 'REQUIRED' | 'TRUSTED', consent: 'REQUIRED' | 'IMPLICIT') =>
      org.org.transaction(() => {
        const app = apps.require(org.app.id);
        apps.update(app, { oauth: { ...app.oauth!, consentMethod } });
        authorizationServers.updateScope(scope, { consent });
      });
    ask('REQUIRED', 'REQUIRED');
    try {
      await flow.begin();
      await flow.signIn(login);
      await flow.shows('would like to:');
      await flow.look('consent', 'Test app');
      await flow.press('Cancel');
      expect(await flow.isRefused()).toBe('access_denied');
      await flow.begin();
      await flow.signIn(login);
      await flow.press('Allow Access');
      await flow.arrives();
    } finally {
      ask('TRUSTED', 'IMPLICIT');
    }
  });
});
