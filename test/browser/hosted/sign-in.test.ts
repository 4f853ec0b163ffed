import { expect, test } from 'vitest';
import { totp } from '../../../sandbox/org/factors/one-time-password.ts';
import { named } from '../../helpers/browser/browser.ts';
import { inLightAndDark, openHostedFlows, phone } from '../../helpers/browser/hosted-flows.ts';
import { onePassword, password, twoFactors } from '../../helpers/org.ts';

/** Every way to sign in of Okta's unmodified widget, third generation, at the org's own page. */
inLightAndDark(named('signing in at the hosted page, in %s'), { timeout: 180_000 }, (colours) => {
  const hosted = openHostedFlows(colours);
  const { newPerson, equipped, choose } = hosted;

  test('identify and password, with what can be wrong with them', async () => {
    const { flow } = hosted;
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

  test('the system changes its colours while the browser is on its way to the app', async () => {
    const { flow } = hosted;
    const ada = await newPerson();
    await flow.page.addInitScript(() => {
      const find = matchMedia.bind(window);
      window.matchMedia = (query) => {
        const found = find(query);
        const change = () => found.dispatchEvent(new MediaQueryListEvent('change'));
        addEventListener('beforeunload', () => setTimeout(change));
        return found;
      };
    });
    await flow.begin();
    await flow.signIn(ada.profile.login);
    await flow.arrives();
  });

  test('an account that is locked by wrong passwords', async () => {
    const { flow, org } = hosted;
    const ada = await newPerson();
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
    const { flow, org } = hosted;
    const ada = await newPerson();
    org.org.transaction(() => org.org.users.setStatus(ada, 'PASSWORD_EXPIRED'));
    await flow.begin();
    await flow.signIn(ada.profile.login);
    await flow.look('expired', /password has expired/);
    await flow.sendNewPassword('Another-Lantern-1955');
    await flow.arrives();
  });

  test('choose, then a code of Google Authenticator', async () => {
    const { flow, org } = hosted;
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
    const { flow, org } = hosted;
    const { login, code } = await equipped();
    await choose(login, 'Select to enter a code from the Okta Verify app.');
    await flow.look('verify-code', 'Enter a code');
    await flow.send('credentials.totp', totp(code.secret!, org.org.clock()));
    await flow.arrives();
  });

  test('a push of Okta Verify: refused, sent again, approved', async () => {
    const { flow, org } = hosted;
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
    const { flow, org } = hosted;
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
    const { flow } = hosted;
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
    const { flow, org } = hosted;
    const { login } = await equipped();
    await flow.codeSentBy(login, () => choose(login, /^Select Email/));
    const [mail] = org.org.messages.sentTo(login) as { link?: string }[];
    await flow.heading('Verify with your email');
    await flow.page.goto(mail!.link!);
    await flow.arrives();
  });

  test('a code by SMS', async () => {
    const { flow } = hosted;
    const { login } = await equipped();
    const code = await flow.codeSentBy(phone, () => choose(login, /^Select Phone/));
    await flow.look('sms', 'Verify with your phone');
    await flow.send('credentials.passcode', code);
    await flow.arrives();
  });

  test('a security question', async () => {
    const { flow } = hosted;
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

  test('errors: a rule that lets nobody in, a page that is too old, a page that is used up', async () => {
    const { flow, org } = hosted;
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
