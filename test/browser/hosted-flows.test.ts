import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { totp } from '../../sandbox/org/factors/one-time-password.ts';
import { hashSecret } from '../../sandbox/org/people/passwords.ts';
import { launchBrowser, named, noBrowser } from '../helpers/browser/browser.ts';
import { HostedFlow } from '../helpers/browser/hosted-flow.ts';
import { onePassword, password, startOrg, type TestOrg, twoFactors } from '../helpers/org.ts';

const phone = '+14155550123';
const food = 'What is the food you least liked as a child?';

/** Every flow of Okta's unmodified widget, third generation, at the org's own page. */
describe.skipIf(noBrowser)(named('the flows of the hosted page'), { timeout: 180_000 }, () => {
  let org: TestOrg;
  let browser: Browser;
  let people = 0;

  beforeAll(async () => {
    [org, browser] = await Promise.all([startOrg(), launchBrowser()]);
    const { authenticators } = org.org;
    const question = authenticators.byKey('security_question')!;
    org.org.transaction(() => authenticators.update(question, { settings: { allowedFor: 'any' } }));
    allow('PASSWORD', { selfServiceUnlock: { access: 'ALLOW' } });
    allow('PROFILE_ENROLLMENT', ({ profileEnrollment }) => ({
      profileEnrollment: { ...(profileEnrollment as object), access: 'ALLOW' },
    }));
  }, 120_000);
  afterAll(async () => {
    await browser.close();
    expect(org.faults).toEqual([]);
    await org.close();
  });

  type Actions = Readonly<Record<string, unknown>>;
  /** Changes the actions of the first rule of the org's own policy of that type. */
  function allow(type: string, changes: Actions | ((actions: Actions) => Actions)): void {
    const { policies } = org.org;
    const { actions, ...rule } = policies.rules(policies.systemPolicy(type).id)[0]!;
    const changed = typeof changes === 'function' ? changes(actions) : changes;
    org.org.transaction(() =>
      policies.updateRule({ ...rule, actions }, { actions: { ...actions, ...changed } }),
    );
  }
  /** What everyone must have set up; nothing more than a password without names. */
  function require(...keys: string[]): void {
    const { policies, authenticators } = org.org;
    const settings = {
      type: 'AUTHENTICATORS',
      authenticators: authenticators.all().map(({ key }) => ({
        key,
        enroll: { self: key === 'okta_password' || keys.includes(key) ? 'REQUIRED' : 'OPTIONAL' },
      })),
    };
    org.org.transaction(() => policies.update(policies.systemPolicy('MFA_ENROLL'), { settings }));
  }
  const newPerson = () => org.addPerson(`ada${(people += 1)}@example.com`);
  const textTo = (user: { profile: { login: string } }) => user.profile.login;

  describe('in light and dark by turns', () => {
    let flow: HostedFlow;
    let colours: 'light' | 'dark' = 'dark';
    beforeEach(async () => {
      colours = colours === 'dark' ? 'light' : 'dark';
      org.demand(onePassword);
      require();
      flow = await HostedFlow.open(browser, org, colours);
    });
    afterEach(() => flow.close());

    test('identify and password, with what can be wrong with them', async () => {
      const ada = await newPerson();
      await flow.begin();
      await flow.look('identify', 'Sign In');
      await flow.press('Next');
      await flow.shows('This field cannot be left blank');
      await flow.look('identify-empty');
      await flow.send('identifier', ada.profile.login);
      await flow.look('password', 'Verify with your password');
      await flow.send('credentials.passcode', 'wrong');
      await flow.shows('Password is incorrect');
      await flow.look('password-wrong');
      await flow.send('credentials.passcode', password);
      await flow.arrives();
    });

    test('an account that is locked by wrong passwords', async () => {
      const ada = await newPerson();
      allow('PASSWORD', {});
      await flow.begin();
      await flow.send('identifier', ada.profile.login);
      for (let attempt = 0; attempt < 10; attempt++) {
        await flow.field('credentials.passcode').fill(`wrong ${attempt}`);
        const answered = flow.page.waitForResponse(/challenge\/answer/);
        await flow.field('credentials.passcode').press('Enter');
        await answered;
      }
      await flow.shows('Unable to sign in');
      await flow.look('locked');
      expect(org.org.users.require(ada.id).status).toBe('LOCKED_OUT');
    });

    test('a password that has expired', async () => {
      const ada = await newPerson();
      org.org.transaction(() => org.org.users.setStatus(ada, 'PASSWORD_EXPIRED'));
      await flow.begin();
      await flow.signIn(ada.profile.login);
      await flow.look('expired', /password has expired/);
      await flow.field('credentials.passcode').fill('Another-Lantern-1955');
      await flow.send('confirmPassword', 'Another-Lantern-1955');
      await flow.arrives();
    });

    /** One who has every method. */
    async function equipped() {
      const ada = await newPerson();
      const { factors } = org.org;
      const { login } = ada.profile;
      const google = factors.enrolTotp(ada.id, login, 'GOOGLE');
      factors.activate(google);
      const { push, totp: code } = factors.enrolOktaVerify(ada.id, login);
      factors.activateDevice(ada.id, push.deviceId!);
      factors.activate(factors.enrolSms(ada.id, phone));
      factors.enrolQuestion(ada.id, 'disliked_food', food, await hashSecret('spinach'));
      return { ada, login, google, code };
    }
    /** The second factor is asked for, and one is chosen from the list. */
    async function choose(login: string, name: string | RegExp): Promise<void> {
      org.demand(twoFactors);
      await flow.begin();
      await flow.signIn(login);
      await flow.heading("Verify it's you with a security method");
      await flow.press(name);
    }

    test('choose, then a code of Google Authenticator', async () => {
      const { login, google } = await equipped();
      org.demand(twoFactors);
      await flow.begin();
      await flow.signIn(login);
      await flow.look('choose', "Verify it's you with a security method");
      await flow.press('Select Google Authenticator.');
      await flow.look('totp', 'Verify with Google Authenticator');
      await flow.send('credentials.passcode', '000000');
      await flow.shows(/doesn't match|does not match|Invalid code/);
      await flow.look('totp-wrong');
      await flow.send('credentials.passcode', totp(google.secret!, org.org.clock()));
      await flow.arrives();
    });

    test('a code of Okta Verify', async () => {
      const { login, code } = await equipped();
      await choose(login, 'Select to enter a code from the Okta Verify app.');
      await flow.look('verify-code', 'Enter a code');
      await flow.send('credentials.totp', totp(code.secret!, org.org.clock()));
      await flow.arrives();
    });

    test('a push of Okta Verify: refused, sent again, approved', async () => {
      const { ada, login } = await equipped();
      const { challenges } = org.org;
      const answer = async (isApproved: boolean) => {
        await expect.poll(() => challenges.waitingPushes(ada.id).length).toBe(1);
        challenges.answerPush(challenges.waitingPushes(ada.id)[0]!.id, isApproved);
      };
      await choose(login, 'Select to get a push notification to the Okta Verify app.');
      await flow.look('push', 'Push notification sent');
      await answer(false);
      await flow.shows('You have chosen to reject this login.');
      await flow.look('push-refused');
      await flow.press(/Resend push notification/);
      await flow.heading('Push notification sent');
      await answer(true);
      await flow.arrives();
    });

    test('a push of Okta Verify whose number must be chosen', async () => {
      const { ada, login } = await equipped();
      const { authenticators, challenges } = org.org;
      const verify = authenticators.byKey('okta_verify')!;
      const settings = {
        ...(verify.settings as object),
        channelBinding: { required: 'ALWAYS', style: 'NUMBER_CHALLENGE' },
      };
      org.org.transaction(() => authenticators.update(verify, { settings }));
      try {
        await choose(login, 'Select to get a push notification to the Okta Verify app.');
        await expect.poll(() => challenges.waitingPushes(ada.id).length).toBe(1);
        const [waiting] = challenges.waitingPushes(ada.id);
        await flow.shows(String(waiting!.correctAnswer));
        await flow.look('push-number');
        challenges.answerPush(waiting!.id, true, waiting!.correctAnswer);
        await flow.arrives();
      } finally {
        org.org.transaction(() =>
          authenticators.update(authenticators.byKey('okta_verify')!, { settings: verify.settings }),
        );
      }
    });

    test('a code by email', async () => {
      const { login } = await equipped();
      const code = await flow.codeSentBy(login, () => choose(login, /^Select Email/));
      await flow.look('email', 'Verify with your email');
      await flow.press('Enter a verification code instead');
      await flow.field('credentials.passcode').waitFor();
      await flow.look('email-code');
      await flow.send('credentials.passcode', code);
      await flow.arrives();
    });

    test('the link of the email, opened in the same browser', async () => {
      const { login } = await equipped();
      await flow.codeSentBy(login, () => choose(login, /^Select Email/));
      const [mail] = org.org.messages.sentTo(login) as { link?: string }[];
      await flow.heading('Verify with your email');
      await flow.page.goto(mail!.link!);
      await flow.arrives();
    });

    test('a code by SMS', async () => {
      const { login } = await equipped();
      const code = await flow.codeSentBy(phone, () => choose(login, /^Select Phone/));
      await flow.look('sms', 'Verify with your phone');
      await flow.send('credentials.passcode', code);
      await flow.arrives();
    });

    test('a security question', async () => {
      const { login } = await equipped();
      await flow.begin();
      await flow.send('identifier', login);
      await flow.heading('Verify with your password');
      await flow.press('Verify with something else');
      await flow.press('Select Security Question.');
      await flow.look('question', 'Verify with your Security Question');
      await flow.send('credentials.answer', 'Spinach');
      await flow.arrives();
    });

    test('enrol: each method that the policy requires, and sign in with the passkey afterwards', async () => {
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
      require('google_otp', 'okta_verify', 'phone_number', 'security_question', 'webauthn');
      await flow.begin();
      await flow.signIn(login);
      await flow.look('enrol', 'Set up security methods');

      await flow.press('Set up Google Authenticator.');
      await flow.look('enrol-google', 'Set up Google Authenticator');
      await flow.press("Can't scan?");
      await flow.shows(pending('token:software:totp').secret!);
      await flow.look('enrol-google-secret');
      await flow.press('Next');
      await flow.send('credentials.passcode', totp(pending('token:software:totp').secret!, org.org.clock()));

      await flow.press('Set up Okta Verify.');
      await flow.look('enrol-verify', 'Set up Okta Verify');
      factors.activateDevice(id, pending('push').deviceId!);

      await flow.press('Set up Phone.');
      await flow.look('enrol-phone', 'Set up phone authentication');
      const code = await flow.codeSentBy(phone, async () => {
        await flow.field('authenticator.phoneNumber').fill('4155550123');
        await flow.press('Receive a code via SMS');
      });
      await flow.look('enrol-phone-code', 'Set up phone authentication');
      await flow.send('credentials.passcode', code);

      await flow.press('Set up Security Question.');
      await flow.look('enrol-question', 'Set up security question');
      await flow.send('credentials.answer', 'spinach');

      await flow.heading(/security key|Set up security methods/);
      const last = flow.page.getByRole('button', { name: /Set up Security Key|Set up Passkey/ });
      await last.click();
      await flow.look('enrol-passkey', /security key/);
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
      require();
      await choose(login, /Security Key|Passkey/);
      await flow.arrives();
    });

    test('a passkey that is not there', async () => {
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
      const other = await HostedFlow.open(browser, org, colours);
      await other.begin();
      await other.signIn(ada.profile.login);
      await other.look('passkey');
      await other.close();
    });

    test('recover: a code by email, and another password', async () => {
      const { login } = (await newPerson()).profile;
      await flow.begin();
      await flow.send('identifier', login);
      await flow.press('Forgot password?');
      await flow.look('recover', 'Get a verification email');
      const code = await flow.codeSentBy(login, () => flow.press('Send me an email'));
      await flow.press('Enter a verification code instead');
      await flow.send('credentials.passcode', code);
      await flow.look('recover-password', /Reset your .*password/);
      await flow.field('credentials.passcode').fill('short');
      await flow.send('confirmPassword', 'short');
      await flow.shows(/Password requirements were not met/);
      await flow.look('recover-short');
      await flow.field('credentials.passcode').fill('Another-Lantern-1955');
      await flow.send('confirmPassword', 'Another-Lantern-1955');
      await flow.arrives();
    });

    test('unlock, by a code by email', async () => {
      const ada = await newPerson();
      org.org.transaction(() => org.org.users.setStatus(ada, 'LOCKED_OUT'));
      await flow.begin();
      await flow.press('Unlock account?');
      await flow.look('unlock', 'Unlock account');
      await flow.field('identifier').fill(ada.profile.login);
      await flow.press('Next');
      await flow.look('unlock-choose', "Verify it's you with a security method");
      const code = await flow.codeSentBy(textTo(ada), () => flow.press(/^Select Email/));
      await flow.press('Enter a verification code instead');
      await flow.send('credentials.passcode', code);
      await flow.shows(/successfully unlocked/i);
      await flow.look('unlocked');
      expect(org.org.users.require(ada.id).status).toBe('ACTIVE');
    });

    test('register', async () => {
      const login = `mira${(people += 1)}@example.com`;
      await flow.begin();
      await flow.press('Sign up');
      await flow.look('register', 'Sign up');
      await flow.press('Sign Up');
      await flow.shows('We found some errors');
      await flow.look('register-empty');
      await flow.field('userProfile.email').fill(login);
      await flow.field('userProfile.firstName').fill('Mira');
      await flow.send('userProfile.lastName', 'Vandemeer');
      await flow.look('register-methods', 'Set up security methods');
      const code = await flow.codeSentBy(login, () => flow.press(/^Set up Email/));
      await flow.look('register-email');
      await flow.send('credentials.passcode', code);
      await flow.press(/^Set up Password/);
      await flow.look('register-password', /password/i);
      await flow.field('credentials.passcode').fill('Paper-Lantern-1955');
      await flow.send('confirmPassword', 'Paper-Lantern-1955');
      await flow.look('register-optional', 'Set up security methods');
      await flow.press(/^(Continue|Set up later)$/);
      await flow.arrives();
      expect(org.org.users.require(login).status).toBe('ACTIVE');
    });

    test('consent: cancelled, then given', async () => {
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

    test('errors: a rule that lets nobody in, a page that is too old, a page that is used up', async () => {
      const { login } = (await newPerson()).profile;
      org.demand({
        ...twoFactors,
        constraints: [{ possession: { required: true, methods: ['SMART_CARD'] } }],
      });
      await flow.begin();
      await flow.signIn(login);
      await flow.shows(/You do not have permission/);
      await flow.look('denied');

      org.demand(onePassword);
      await flow.begin();
      await flow.send('identifier', login);
      await flow.field('credentials.passcode').waitFor();
      org.pass(2 * 3600);
      await flow.send('credentials.passcode', password);
      await flow.shows('You have been logged out due to inactivity');
      await flow.look('too-old');

      await flow.page.goto(`${org.url}/signin/${org.org.authorizationServers.require('default').id}/gone`);
      await flow.shows('This sign-in page is no longer valid');
      await flow.look('used-up');

      await flow.begin();
      await flow.signIn(login);
      await flow.arrives();
    });
  });
});
