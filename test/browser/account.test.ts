import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { launchBrowser, named, noBrowser } from '../helpers/browser/browser.ts';
import { person, startDemo } from '../helpers/demo.ts';
import type { Demo } from '../helpers/demo.ts';
import { Flaws, signIn, windowToLookAt } from '../helpers/browser/shop-pages.ts';
import { Shopper } from '../helpers/shopper.ts';

const event = (number: number) => ({
  uuid: `event-${number}`,
  eventType: 'test.event',
  published: '2026-11-23T08:00:00.000Z',
  displayMessage: `Event ${number}`,
});

describe.skipIf(noBrowser)(named('profile, apps, events and step-up at Okta, in a browser'), () => {
  let demo: Demo;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;

  beforeAll(async () => {
    [demo, browser] = await Promise.all([startDemo({ environment: { FF_EVENTS: 'true' } }), launchBrowser()]);
  });
  afterAll(async () => {
    await browser.close();
    await demo.close();
  });
  beforeEach(async () => {
    context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    page = await context.newPage();
  });
  afterEach(() => context.close());

  test('profile: opened from the menu, refused beside the field, then saved', async () => {
    await signIn(page, demo.shop, 'basic');
    await page.getByText('account menu').locator('..').click();
    await page.getByRole('link', { name: /Profile/ }).click();
    await page.getByRole('heading', { level: 1, name: 'Profile' }).waitFor();
    await page.getByLabel('First name').fill('');
    await page.getByLabel('Secondary email').fill('ada@home.example');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('The field cannot be left blank', { exact: true }).waitFor();
    const first = page.getByLabel('First name');
    await expect(first.evaluate((field) => field === document.activeElement)).resolves.toBe(true);
    await expect(page.getByLabel('Secondary email').inputValue()).resolves.toBe('ada@home.example');
    await first.fill('Augusta');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Your changes are saved in Okta').waitFor();
    await page.locator('.person-name', { hasText: 'Augusta Lovelace' }).waitFor();
    await page.getByLabel('First name').fill('Ada');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.locator('.person-name', { hasText: 'Ada Lovelace' }).waitFor();
  });

  test('apps: loading, full, failed, empty', async () => {
    await signIn(page, demo.shop, 'basic');
    let go = (): void => undefined;
    const held = new Promise<void>((resolve) => (go = resolve));
    await page.route('**/apps/links', async (route) => {
      await held;
      await route.continue();
    });
    await page.goto(`${demo.shop}/apps`);
    await page.locator('.chiclet.is-skeleton').first().waitFor();
    go();
    const link = page.getByRole('link', { name: 'Okta Multidemo' });
    await link.waitFor();
    await expect(link.locator('img').evaluate((image) => (image as HTMLImageElement).decode())).resolves.toBe(
      undefined,
    );
    const [opened] = await Promise.all([context.waitForEvent('page'), link.click()]);
    await opened.getByRole('heading', { level: 1, name: /Welcome, Ada/ }).waitFor();
    await page.unroute('**/apps/links');
    const refused = { title: 'Okta refused (403)', text: 'You do not have permission.' };
    const answers = [
      { status: 502, json: { links: [], failure: refused, calls: [] } },
      { status: 200, json: { links: [], calls: [] } },
    ];
    await page.route('**/apps/links', (route) => route.fulfill(answers.shift()));
    await page.reload();
    await page.getByRole('heading', { name: 'Okta refused (403)' }).waitFor();
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('heading', { name: 'No apps yet' }).waitFor();
  });

  test('step-up at Okta: the API says what it wants, the phone is asked, the order is approved and the admin back', async () => {
    await signIn(page, demo.shop, 'admin');
    await page.goto(`${demo.shop}/products`);
    const card = page.locator('.card-item:not(.is-skeleton)').first();
    await card.getByRole('button').click();
    await card.getByText('Ordered').waitFor();
    await page.goto(`${demo.shop}/admin/orders?status=pending`);
    await page.getByRole('button', { name: /^Approve/ }).click();
    await page.getByRole('button', { name: /Let Okta ask/ }).click();
    await page.locator('.step-up-wire', { hasText: 'acr_values=urn:okta:loa:2fa:any' }).waitFor();
    await page.locator('.strip-status', { hasText: '401' }).waitFor();
    await page.getByRole('button', { name: 'Continue at Okta' }).click();
    await page
      .getByLabel(/push notification/)
      .first()
      .click();
    const phone = await context.newPage();
    await phone.goto(`${demo.outside}/phone`);
    await phone.getByRole('link', { name: /Linus/ }).click();
    await phone.getByRole('button', { name: /not me/ }).click();
    await page.getByText('You have chosen to reject this login.').waitFor();
    await page.getByRole('button', { name: 'Resend push notification' }).click();
    await phone.getByRole('button', { name: 'Yes, it’s me' }).click();
    await page.waitForURL(`${demo.shop}/admin/orders?status=pending`);
    await page.locator('.status-complete').waitFor();
    await page.goto(`${demo.shop}/admin/orders?status=complete`);
    await expect(page.locator('[data-order]').count()).resolves.toBe(1);
  });

  test('events: a sign-in of the org arrives on the open page; of 1,000 and a broken stream none is lost', async () => {
    await signIn(page, demo.shop, 'admin');
    await page.goto(`${demo.shop}/events`);
    await page.getByText('live', { exact: true }).waitFor();
    const hook = `${demo.org}/api/v1/eventHooks/${demo.environment['FF_EVENTS_HOOK_ID']!}/lifecycle/verify`;
    await fetch(hook, { method: 'POST', headers: { authorization: `SSWS ${demo.apiToken}` } });
    await new Shopper().signIn(demo, 'premium');
    await page
      .locator('.event', { hasText: person('premium').login })
      .filter({ hasText: 'user.session.start' })
      .first()
      .waitFor();
    const deliver = (part: number): Promise<Response> =>
      fetch(`${demo.shop}/api/events`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: 'hook-secret' },
        body: JSON.stringify({
          data: { events: Array.from({ length: 10 }, (_, i) => event(part * 10 + i)) },
        }),
      });
    for (let part = 0; part < 100; part += 1) {
      if (part === 50) demo.dropConnections();
      // As Okta does: unacknowledged deliveries are repeated.
      const answer = await deliver(part).catch(() => deliver(part));
      expect(answer.status).toBe(204);
    }
    const ours = page.locator('.event', { hasText: 'test.event' });
    await expect.poll(() => ours.count(), { timeout: 300_000 }).toBe(1000);
    const numbers = await ours.locator('summary span:first-of-type').allTextContents();
    expect(numbers).toEqual(Array.from({ length: 1000 }, (_, i) => `Event ${999 - i}`));
  });

  test('axe finds nothing, nothing is too wide, on a phone and in the dark', async () => {
    await context.close();
    context = await windowToLookAt(browser);
    page = await context.newPage();
    await signIn(page, demo.shop, 'admin');
    const flaws = new Flaws();
    await page.goto(`${demo.shop}/profile`);
    await page.getByLabel('Last name').fill('');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('The field cannot be left blank', { exact: true }).waitFor();
    await flaws.lookFromAllSides(page, 'profile');
    await page.goto(`${demo.shop}/apps`);
    await page.getByRole('link', { name: 'Okta Multidemo' }).waitFor();
    await flaws.lookFromAllSides(page, 'apps');
    await page.goto(`${demo.shop}/events`);
    await page.getByText('live', { exact: true }).waitFor();
    await flaws.lookFromAllSides(page, 'events');
    expect(flaws.found).toEqual({});
  });
});
