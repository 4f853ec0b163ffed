import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { launchBrowser, named, noBrowser } from '../helpers/browser/browser.ts';
import {
  allSides,
  Flaws,
  giveCredentials,
  openWindow,
  windowToLookAt,
} from '../helpers/browser/shop-pages.ts';
import { callerOf } from '../helpers/call.ts';
import { type Demo, person, startDemo } from '../helpers/demo.ts';
import { type Body, type OAuthApp, type OAuthOrg, startOAuthOrg } from '../helpers/oauth-org.ts';
import { Phone } from '../helpers/phone.ts';

let browser: Browser;
if (!noBrowser) {
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());
}

/** The device grant (RFC 8628): the shop's page is the TV, another browser is the phone. */
describe.skipIf(noBrowser)(named('sign-in on a TV'), { timeout: 300_000 }, () => {
  let demo: Demo;
  let passed = 0;
  let contexts: BrowserContext[];
  let tv: Page;
  const complaints: string[] = [];
  const pass = (seconds: number): void => {
    passed += seconds * 1000;
  };

  beforeAll(async () => {
    demo = await startDemo({ clock: () => Date.now() + passed, environment: { FF_EVENTS: 'true' } });
    const hook = `/api/v1/eventHooks/${demo.environment['FF_EVENTS_HOOK_ID']!}`;
    await callerOf(demo.sandbox)('POST', `${hook}/lifecycle/verify`);
  }, 300_000);
  afterAll(() => demo.close());
  beforeEach(async () => {
    contexts = [];
    tv = await newWindow();
    await tv.goto(`${demo.shop}/login`);
    await tv
      .getByRole('link', { name: /^Sign in on a TV/ })
      .last()
      .click();
    await tv.getByRole('heading', { name: 'Sign in with your phone' }).waitFor();
  });
  afterEach(async () => {
    await Promise.all(contexts.map((context) => context.close()));
    expect(complaints).toEqual([]);
  });

  const newWindow = (): Promise<Page> => openWindow(browser, contexts, complaints);
  const codeOf = async (page: Page): Promise<string> => (await page.locator('.tv-code').textContent()) ?? '';
  const is = (heading: string): Promise<void> =>
    tv.getByRole('heading', { level: 1, name: heading }).waitFor();

  /** From the phone's screen to the question whether to activate the TV. */
  async function typeOnPhone(code: string): Promise<Page> {
    const phone = await newWindow();
    await phone.goto(`${demo.outside}/phone/${person('basic').login}`);
    const opened = phone.waitForEvent('popup');
    await phone.getByRole('link', { name: 'Enter a TV’s code' }).click();
    const page = await opened;
    await page.getByLabel('Activation code').fill(code.toLowerCase());
    await page.keyboard.press('Enter');
    await giveCredentials(page, 'basic');
    await page.getByRole('heading', { name: 'Activate your device' }).waitFor();
    expect(await page.locator('main').textContent()).toContain(code);
    return page;
  }

  test('the phone approves, and the TV says who is signed in', async () => {
    const code = await codeOf(tv);
    await tv.reload();
    expect(await codeOf(tv)).toBe(code);
    const page = await typeOnPhone(code);
    await page.getByRole('button', { name: 'Activate', exact: true }).click();
    await page.getByRole('heading', { name: 'Device activated' }).waitFor();
    pass(6);
    await is('Signed in as Ada Lovelace');
    await tv.getByRole('tab', { name: 'ID token' }).click();
    const claims = tv.locator('#token-id');
    expect(await claims.textContent()).toContain(demo.environment['OKTA_TV_CLIENT_ID']!);
    expect(await claims.locator('.check.is-ok').count()).toBe(4);
    // The TV is not this browser's session: the shop knows nobody here.
    await tv.getByText('Sign in', { exact: true }).first().waitFor();
    await tv.getByRole('button', { name: 'Sign out on this TV' }).click();
    await is('Sign in with your phone');
    expect(await codeOf(tv)).not.toBe(code);
  });

  test('an administrator ends the user’s sessions, and the TV starts over', async () => {
    const code = await codeOf(tv);
    const page = await typeOnPhone(code);
    await page.getByRole('button', { name: 'Activate', exact: true }).click();
    pass(6);
    await is('Signed in as Ada Lovelace');
    pass(2); // a token says only in which second it was issued
    await callerOf(demo.sandbox)('DELETE', `/api/v1/users/${person('basic').login}/sessions`);
    await is('Sign in with your phone');
    expect(await codeOf(tv)).not.toBe(code);
  });

  test('the phone refuses, and the keyboard starts again', async () => {
    const page = await typeOnPhone(await codeOf(tv));
    await page.getByRole('button', { name: 'Don’t activate' }).click();
    await page.getByRole('heading', { name: 'Device not activated' }).waitFor();
    pass(6);
    await is('Sign-in was refused');
    expect(await tv.locator('#tv-said').textContent()).toBe('access_denied');
    await tv.getByRole('button', { name: 'Start again' }).focus();
    await tv.keyboard.press('Enter');
    await is('Sign in with your phone');
  });

  test('nobody approves in time', async () => {
    pass(6);
    await tv.locator('#tv-said', { hasText: 'authorization_pending' }).waitFor();
    pass(601);
    await is('The code has expired');
    expect(await tv.locator('#tv-said').textContent()).toBe('expired_token');
    await tv.getByRole('button', { name: 'Start again' }).click();
    await is('Sign in with your phone');
  });

  test('looks right', async () => {
    const flaws = new Flaws();
    const context = await windowToLookAt(browser);
    contexts.push(context);
    const page = await context.newPage();
    await page.goto(`${demo.shop}/login/tv`);
    await flaws.lookFromAllSides(page, 'tv-waiting', [...allSides, [1920, 'light']]);
    const other = await context.newPage();
    await other.goto((await page.locator('.tv-qr').getAttribute('href')) ?? '');
    await other.keyboard.press('Tab');
    await other.getByRole('button', { name: 'Next' }).click();
    await giveCredentials(other, 'admin');
    await other.getByRole('button', { name: 'Activate', exact: true }).click();
    await other.getByRole('heading', { name: 'Device activated' }).waitFor();
    pass(6);
    await page.getByRole('heading', { name: 'Signed in as Linus' }).waitFor();
    await flaws.lookFromAllSides(page, 'tv-signed-in');
    expect(flaws.found).toEqual({});
  });
});

/** CIBA: an app begins, the person approves on the phone. */
describe.skipIf(noBrowser)(named('a sign-in that begins at a counter'), { timeout: 300_000 }, () => {
  const grant = 'urn:openid:params:grant-type:ciba';
  let org: OAuthOrg;
  let counter: OAuthApp;
  let ada: Body;
  let page: Page;

  beforeAll(async () => {
    org = await startOAuthOrg();
    counter = await org.app({ grant_types: [grant], backchannel_token_delivery_mode: 'poll' });
    ada = await org.person();
    await new Phone(org, ada).enrollVerify();
  }, 300_000);
  afterAll(async () => {
    expect(org.faults).toEqual([]);
    await org.close();
  });
  beforeEach(async () => {
    page = await browser.newPage();
    await page.goto(`${org.sandbox.outside.url}/phone/${ada.id}`);
  });
  afterEach(() => page.close());

  const begin = async (message: string, more = {}): Promise<string> => {
    const form = { scope: 'openid', login_hint: ada.profile.login, binding_message: message, ...more };
    return String((await org.postAs(counter, 'org', 'bc/authorize', form)).body.auth_req_id);
  };
  const ask = (id: string) => org.token(counter, 'org', { grant_type: grant, auth_req_id: id });

  test('is approved, with the message that the counter shows', async () => {
    const id = await begin('Counter 7, receipt 4711');
    await page.getByText('Counter 7, receipt 4711').waitFor();
    await page.getByRole('button', { name: 'Approve' }).click();
    await page.getByText('Counter 7, receipt 4711').waitFor({ state: 'detached' });
    expect((await ask(id)).body).toMatchObject({ scope: 'openid', id_token: expect.any(String) as unknown });
  });

  test('is refused', async () => {
    const id = await begin('Counter 8');
    await page.getByText('Counter 8').waitFor();
    await page.getByRole('button', { name: 'Deny' }).click();
    await page.getByText('Counter 8').waitFor({ state: 'detached' });
    expect((await ask(id)).body.error).toBe('access_denied');
  });

  test('is asked about too often, and then is too late', async () => {
    const id = await begin('Counter 9', { request_expiry: '60' });
    await page.getByText('Counter 9').waitFor();
    expect((await ask(id)).body.error).toBe('authorization_pending');
    expect((await ask(id)).body.error).toBe('slow_down');
    org.pass(61);
    expect((await ask(id)).body.error).toBe('expired_token');
    await page.reload();
    expect(await page.getByText('Counter 9').count()).toBe(0);
  });
});
