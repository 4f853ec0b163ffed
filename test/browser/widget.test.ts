import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Challenge } from '../../sandbox/org/factors/challenges.ts';
import type { Mail } from '../../sandbox/org/org/messages.ts';
import type { User } from '../../sandbox/org/kernel/model.ts';
import { hashSecret } from '../../sandbox/org/people/passwords.ts';
import { launchBrowser, named, noBrowser, standsStill } from '../helpers/browser/browser.ts';
import { onePassword, password, startOrg, type TestOrg, twoFactors } from '../helpers/org.ts';
import { type Outcome, serveWidget } from '../helpers/browser/widget-page.ts';

/**
 * The unmodified Sign-In Widget in a real browser, at an org in this process: the test reads mail and holds the phone. What
 * it does in the shop is tested there: self-service.test.ts, what-goes-wrong.test.ts.
 */
describe.skipIf(noBrowser).each(['Gen2', 'Gen3'] as const)(named('the widget, %s'), (generation) => {
  let web: Awaited<ReturnType<typeof serveWidget>>;
  let browser: Browser;
  let test: TestOrg;
  let context: BrowserContext;
  let page: Page;
  let ada: User;
  let requested: string[];
  let crashes: string[];

  beforeAll(async () => {
    [web, browser] = await Promise.all([serveWidget(), launchBrowser()]);
  });
  afterAll(async () => {
    await browser.close();
    await web.close();
  });

  beforeEach(async () => {
    test = await startOrg(`${web.url}/${generation}`);
    ada = await test.addPerson('ada@example.com');
    web.configure({
      issuer: test.issuer,
      clientId: test.clientId,
      redirectUri: `${web.url}/${generation}`,
      language: 'en',
      authScheme: 'OAUTH2',
      scopes: ['openid', 'profile', 'email'],
    });
    context = await browser.newContext();
    requested = [];
    crashes = [];
    page = await newPage();
  });
  afterEach(async () => {
    await context.close();
    await test.close();
    expect([test.faults, crashes]).toEqual([[], []]);
    expect(requested.filter((url) => !/^(http:\/\/localhost:|data:|blob:)/.test(url))).toEqual([]);
  });

  async function newPage(): Promise<Page> {
    const made = await context.newPage();
    made.setDefaultTimeout(90_000);
    made.on('request', (request) => requested.push(request.url()));
    made.on('pageerror', (error) => crashes.push(error.message));
    return made;
  }

  const button = (name: string | RegExp) => page.getByRole('button', { name });
  /** A link in one generation can be a button in the other; its words alone may also be the title of a picture. */
  const press = (name: string | RegExp, at = page) =>
    at
      .getByRole('button', { name, exact: true })
      .or(at.getByRole('link', { name, exact: true }))
      .click();
  /** A row in a list of authenticators: a link in Gen2, a button in Gen3. */
  const row = (label: RegExp) => page.getByLabel(label).first();
  const fill = (name: string, value: string) => page.locator(`input[name="${name}"]`).fill(value);
  const shows = (text: string | RegExp) => page.getByText(text).first().waitFor();
  const last = (address: string) => test.org.messages.sentTo(address)[0] as Mail;
  /** Types the code that was sent, once the page asks for it: by then it is sent. */
  async function fillSentCode(address: string): Promise<void> {
    await page.locator('input[name="credentials.passcode"]').waitFor();
    await fill('credentials.passcode', last(address).code!);
  }

  async function claims(at = page): Promise<Readonly<Record<string, unknown>>> {
    await at.waitForFunction(() => document.getElementById('outcome')?.textContent !== '');
    const outcome = JSON.parse((await at.locator('#outcome').textContent())!) as Outcome;
    if (outcome.tokens === undefined) throw new Error(outcome.error);
    return outcome.tokens.idToken.claims;
  }

  async function open(): Promise<void> {
    await page.goto(`${web.url}/${generation}`);
    await page.locator('input[name="identifier"]').waitFor();
  }

  async function givePassword(value = password): Promise<void> {
    await open();
    await fill('identifier', 'ada@example.com');
    await button('Next').click();
    await fill('credentials.passcode', value);
    await button('Verify').click();
  }

  const only = (key: string, method: string) => ({
    ...twoFactors,
    constraints: [{ possession: { required: true, authenticationMethods: [{ key, method }] } }],
  });

  function enrollPhone(): void {
    const { push } = test.org.factors.enrollOktaVerify(ada.id, 'ada@example.com');
    test.org.factors.activateDevice(ada.id, push.deviceId!);
  }

  /** The push that the phone shows, once it does. */
  async function pushOnPhone(): Promise<Challenge> {
    await expect.poll(() => test.org.challenges.waitingPushes(ada.id).length, { timeout: 100_000 }).toBe(1);
    return test.org.challenges.waitingPushes(ada.id)[0]!;
  }

  it('asks for consent to a scope', async () => {
    const { org, app } = test;
    const scope = org.authorizationServers
      .scopes(org.authorizationServers.require('default').id)
      .find(({ name }) => name === 'email')!;
    org.transaction(() => {
      org.apps.update(app, { oauth: { ...app.oauth!, consentMethod: 'REQUIRED' } });
      org.authorizationServers.updateScope(scope, { consent: 'REQUIRED' });
    });
    await givePassword();
    await button('Allow Access').click();
    expect(await claims()).toMatchObject({ email: 'ada@example.com' });
  });

  it('takes the code of an e-mail', async () => {
    test.demand(twoFactors);
    await givePassword();
    await button('Send me an email').click();
    await press('Enter a verification code instead');
    await fill('credentials.passcode', 'wrong');
    await button('Verify').click();
    await shows('Invalid code. Try again.');
    await standsStill(page);
    await fillSentCode('ada@example.com');
    await button('Verify').click();
    expect(await claims()).toMatchObject({ amr: ['pwd', 'email', 'mfa'] });
  });

  it('goes on in the tab that the link in the mail opens', async () => {
    test.demand(twoFactors);
    await givePassword();
    await button('Send me an email').click();
    await shows(/We sent an email to/);
    const other = await newPage();
    await other.goto(last('ada@example.com').link!);
    if (generation === 'Gen3') {
      // Gen3 shows the question again and leaves the code to the person.
      await press('Enter a verification code instead', other);
      const code = new URL(other.url()).searchParams.get('otp')!;
      await other.locator('input[name="credentials.passcode"]').fill(code);
      await other.getByRole('button', { name: 'Verify' }).click();
    }
    expect(await claims(other)).toMatchObject({ amr: ['pwd', 'email', 'mfa'] });
    await shows('Flow continued in a new tab.');
  });

  it('waits for the phone: approved with the number that the page shows', async () => {
    const { org } = test;
    enrollPhone();
    const verify = org.authenticators.byKey('okta_verify')!;
    org.transaction(() => {
      org.authenticators.update(verify, { settings: { channelBinding: { required: 'ALWAYS' } } });
    });
    test.demand(twoFactors);
    await givePassword();
    await row(/push notification/).click();
    const push = await pushOnPhone();
    await shows(new RegExp(`\\b${push.correctAnswer}\\b`));
    org.challenges.answerPush(push.id, true, push.correctAnswer);
    expect(await claims()).toMatchObject({ amr: ['pwd', 'swk', 'mfa'] });
  });

  it('takes the code of an SMS', async () => {
    test.org.factors.activate(test.org.factors.enrollSms(ada.id, '+14155550123'));
    test.demand(only('phone_number', 'sms'));
    await givePassword();
    await button('Receive a code via SMS').click();
    await fillSentCode('+14155550123');
    await button('Verify').click();
    expect(await claims()).toMatchObject({ amr: ['pwd', 'sms', 'mfa'] });
  });

  it('takes the answer to a security question', async () => {
    const { org } = test;
    const authenticator = org.authenticators.byKey('security_question')!;
    org.transaction(() => org.authenticators.update(authenticator, { settings: { allowedFor: 'any' } }));
    org.factors.enrollQuestion(ada.id, 'disliked_food', 'Which food?', await hashSecret('spinach'));
    test.demand(onePassword);
    await open();
    await fill('identifier', 'ada@example.com');
    await button('Next').click();
    await press('Verify with something else');
    await row(/Security Question/).click();
    await fill('credentials.answer', 'spinach');
    await button('Verify').click();
    expect(await claims()).toMatchObject({ amr: ['kba'] });
  });

  it('sets up a passkey and signs in with it', async () => {
    const session = await context.newCDPSession(page);
    await session.send('WebAuthn.enable');
    await session.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    });
    test.demand(only('webauthn', 'webauthn'));
    await givePassword();
    await row(/Set up (Security Key|Passkey)/).click();
    await press('Set up');
    expect(await claims()).toMatchObject({ amr: ['pwd', 'hwk', 'mfa'] });
    const [factor] = test.org.factors.activeOf(ada.id).filter(({ factorType }) => factorType === 'webauthn');
    expect(factor?.webauthn?.credentialId).toMatch(/^[\w-]{20,}$/);

    await context.clearCookies();
    await givePassword();
    await Promise.race([
      claims(),
      button('Verify')
        .click()
        .catch(() => claims()),
    ]);
    expect(await claims()).toMatchObject({ amr: ['pwd', 'hwk', 'mfa'] });
  });
});
