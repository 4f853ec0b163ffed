import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ManagementApi } from '../../cli/provision/management-api.ts';
import { launchBrowser, named, noBrowser } from '../helpers/browser/browser.ts';
import { startDemo } from '../helpers/demo.ts';
import type { Demo } from '../helpers/demo.ts';
import { Flaws, orderFirst, signIn, windowToLookAt } from '../helpers/browser/shop-pages.ts';

describe.skipIf(noBrowser)(named('the admin pages in a browser'), () => {
  let demo: Demo;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;

  beforeAll(async () => {
    [demo, browser] = await Promise.all([startDemo({ examined: true }), launchBrowser()]);
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

  /** The admin's phone, in a window of its own. */
  async function phone(): Promise<Page> {
    const screen = await context.newPage();
    await screen.goto(`${demo.outside}/phone`);
    await screen.getByRole('link', { name: /Linus/ }).click();
    return screen;
  }

  const beginPush = async (on = page): Promise<void> => {
    await on.goto(`${demo.shop}/admin/orders?status=pending`);
    await on
      .getByRole('button', { name: /^Approve/ })
      .first()
      .click();
    await on.getByRole('button', { name: /push/ }).dblclick();
    await on.getByText('Waiting for your phone').waitFor();
  };

  test('a basic person sees which rule decided', async () => {
    await signIn(page, demo.shop, 'basic');
    await page.goto(`${demo.shop}/admin`);
    await page.getByRole('heading', { level: 1, name: 'This part is for admins' }).waitFor();
    await page.getByText('It applies only to the group Admin.').waitFor();
  });

  test('refused: a forged form, the rights of someone else at Okta, a scope that the token lacks', async () => {
    await signIn(page, demo.shop, 'basic');
    const answer = await page.evaluate(async () => {
      const { access_token: token } = (await (await fetch('/token')).json()) as { access_token: string };
      const response = await fetch('/api/orders', { headers: { authorization: `Bearer ${token}` } });
      return [response.status, response.headers.get('www-authenticate')];
    });
    expect(answer).toEqual([403, expect.stringContaining('error="insufficient_scope"') as string]);
    await page.goto(`${demo.shop}/profile`);
    await page.locator('.profile-form [name=_csrf]').evaluate((field) => {
      (field as HTMLInputElement).value = 'guessed';
    });
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('heading', { level: 1, name: 'This form was not accepted' }).waitFor();
    // Someone else signs in at Okta in the same browser.
    const other = await browser.newContext();
    const ours = page;
    page = await other.newPage();
    await signIn(page, demo.shop, 'admin');
    const session = (await other.cookies(demo.org)).filter(({ name }) => name.startsWith('idx'));
    await other.close();
    page = ours;
    await context.clearCookies({ name: /^idx/ });
    await context.addCookies(session);
    await page.goto(`${demo.shop}/admin`);
    await page.getByRole('heading', { level: 1, name: 'Okta says you are someone else' }).waitFor();
  });

  test('declined on the phone the order waits on; with the right number it is approved, in two tabs once', async () => {
    await signIn(page, demo.shop, 'admin');
    await orderFirst(page, demo.shop);
    await beginPush();
    const screen = await phone();
    await screen.getByRole('button', { name: /not me/ }).click();
    await page.getByText('Declined on the phone').waitFor();
    const second = await context.newPage();
    await Promise.all([beginPush(), beginPush(second)]);
    const number = (await page.locator('.step-up-number').textContent()) ?? '';
    await expect(second.locator('.step-up-number').textContent()).resolves.toBe(number);
    await screen.reload();
    await screen.getByRole('button', { name: number, exact: true }).click();
    for (const tab of [page, second]) await tab.locator('.status-complete').waitFor();
    await page.goto(`${demo.shop}/admin/orders?status=complete`);
    await expect(page.locator('[data-order]').count()).resolves.toBe(1);
  });

  test('declined with a second factor, the item is back in stock; the focus stays in the dialog', async () => {
    await signIn(page, demo.shop, 'admin');
    await orderFirst(page, demo.shop);
    await page.goto(`${demo.shop}/admin/orders`);
    const [pending, declined] = ['pending', 'declined'].map((one) => page.locator(`[data-count="${one}"]`));
    const before = [await pending!.textContent(), await declined!.textContent()].map(Number);
    const order = page.locator('[data-order]').first();
    await order.getByRole('button', { name: /^Decline/ }).click();
    await page.getByRole('heading', { name: 'Decline with a second factor' }).waitFor();
    const focused = () => page.evaluate(() => document.activeElement?.closest('dialog')?.id);
    expect(await focused()).toBe('step-up');
    await page.getByRole('button', { name: /push/ }).click();
    await page.getByText('Waiting for your phone').waitFor();
    expect(await focused()).toBe('step-up');
    const { width, height } = (await page.locator('.step-up .spinner').boundingBox())!;
    expect(Math.abs(width - height)).toBeLessThan(0.5);
    const number = (await page.locator('.step-up-number').textContent()) ?? '';
    const screen = await phone();
    await screen.getByRole('button', { name: number, exact: true }).click();
    await order.locator('.status-declined').waitFor();
    expect(await order.getByRole('button').count()).toBe(0);
    const after = [await pending!.textContent(), await declined!.textContent()].map(Number);
    expect(after).toEqual([before[0]! - 1, before[1]! + 1]);
  });

  test('what breaks a demo person is confirmed first; config names apps, and marks the rule that applied', async () => {
    await signIn(page, demo.shop, 'admin');
    await page.goto(`${demo.shop}/admin/users`);
    const grace = page.getByRole('row', { name: /Grace Hopper/ });
    await grace.getByLabel('Actions for Grace Hopper').click();
    expect(await grace.getByRole('button', { name: /^Suspend/ }).isVisible()).toBe(false);
    await grace.getByText('Suspend …').click();
    await grace.getByText('This breaks a demo account').filter({ visible: true }).waitFor();
    await grace.getByRole('button', { name: /^Suspend.*Grace Hopper/ }).click();
    await page.getByText('The account is suspended').waitFor();
    await grace.getByText('Suspended', { exact: true }).waitFor();
    await grace.getByLabel('Actions for Grace Hopper').click();
    await grace.getByRole('button', { name: /^Unsuspend.*Grace Hopper/ }).click();
    await page.getByText('The account is active again').waitFor();
    await page.goto(`${demo.shop}/admin/config`);
    await page
      .getByText(/^for Okta Multidemo/)
      .first()
      .waitFor();
    await page.locator('.is-fitting', { hasText: 'Applies to you' }).waitFor();
    expect(await page.locator('.is-fitting').count()).toBe(1);
  });

  test('the doctor’s report, and again when something broke in between', async () => {
    const api = new ManagementApi(demo.org, demo.apiToken);
    const hook = `/api/v1/eventHooks/${demo.environment['FF_EVENTS_HOOK_ID']!}/lifecycle`;
    await api.post(`${hook}/verify`);
    await signIn(page, demo.shop, 'admin');
    await page.goto(`${demo.shop}/admin/doctor`);
    await page.getByText(/^(\d+) of \1 passed/).waitFor();
    await api.post(`${hook}/deactivate`);
    await page.getByRole('button', { name: 'Check again' }).click();
    const complaint = page.locator('.doctor-complaint').filter({ hasText: 'Event hook' });
    await complaint.getByText('It is inactive.').waitFor();
    await complaint.getByText('multidemo doctor --fix would activate the event hook').waitFor();
    expect(await page.locator('.doctor-complaint').count()).toBe(1);
    await api.post(`${hook}/activate`);
  });

  test('axe finds nothing, on a phone and in the dark', async () => {
    await context.close();
    context = await windowToLookAt(browser);
    page = await context.newPage();
    await signIn(page, demo.shop, 'admin');
    await orderFirst(page, demo.shop);
    const flaws = new Flaws();
    for (const path of ['', '/users', '/orders', '/config', '/data', '/doctor']) {
      await page.goto(`${demo.shop}/admin${path}`);
      if (path === '/doctor') await page.locator('.doctor-line').first().waitFor();
      if (path === '/orders') {
        await page
          .getByRole('button', { name: /^Approve/ })
          .first()
          .click();
        await page.getByRole('button', { name: /push/ }).waitFor();
      }
      await flaws.lookFromAllSides(page, `admin${path.replace('/', '-')}`);
    }
    expect(flaws.found).toEqual({});
  });
});
