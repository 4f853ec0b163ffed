import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { launchBrowser, named, noBrowser } from '../helpers/browser.ts';
import { person, startDemo } from '../helpers/demo.ts';
import type { Demo } from '../helpers/demo.ts';

/** Every entry of the Log in menu from the click to the signed-in home, with Okta's own unmodified clients. */
describe.skipIf(noBrowser)(named('ways to sign in'), { timeout: 180_000 }, () => {
  let demo: Demo;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  /** Requests that left this machine, and what the content security policy refused. */
  let complaints: string[];

  beforeAll(async () => {
    [demo, browser] = await Promise.all([startDemo(), launchBrowser()]);
  }, 180_000);
  afterAll(async () => {
    await browser.close();
    await demo.close();
  });
  beforeEach(async () => {
    complaints = [];
    context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
    context.setDefaultTimeout(30_000);
    page = await context.newPage();
    context.on('request', (request) => {
      const { hostname, protocol } = new URL(request.url());
      if (protocol.startsWith('http') && hostname !== 'localhost') complaints.push(request.url());
    });
    page.on('console', (message) => {
      if (/Content Security Policy/.test(message.text()) && message.location().url.startsWith(demo.shop))
        complaints.push(message.text());
    });
  });
  afterEach(async () => {
    await context.close();
    expect(complaints).toEqual([]);
  });

  /** Home, the Log in menu, the entry. */
  async function choose(entry: string, widget?: string): Promise<void> {
    await page.goto(demo.shop);
    await page.locator('.login-menu summary').click();
    await page.locator('.login-menu').getByRole('link', { name: entry }).click();
    if (widget !== undefined) await page.getByRole('link', { name: widget, exact: true }).click();
  }

  /** Identity Engine asks one thing after another. */
  async function typeInSteps({ login, password }: { login: string; password: string }): Promise<void> {
    await page.locator('input[name="identifier"], #field-identifier').fill(login);
    await page.keyboard.press('Enter');
    await page.locator('input[name="credentials.passcode"], #field-credentials-passcode').fill(password);
    await page.keyboard.press('Enter');
  }

  /** The Classic engine asks both on one page. */
  async function typeAtOnce({ login, password }: { login: string; password: string }): Promise<void> {
    await page.locator('input[name="username"]').fill(login);
    await page.locator('input[name="password"]').fill(password);
    await page.locator('input[type="submit"]').click();
  }

  const isHome = async (name: string): Promise<void> => {
    await page.getByRole('heading', { level: 1, name: `Welcome, ${name}` }).waitFor();
    expect(page.url()).toBe(`${demo.shop}/`);
  };

  test('L2: widget in the page, Gen2', async () => {
    await choose('Widget in the page', 'Gen2');
    await typeInSteps(person('basic'));
    await isHome('Ada');
  });

  test('L2: widget in the page, Classic', async () => {
    await choose('Widget in the page', 'Classic');
    await typeAtOnce(person('basic'));
    await isHome('Ada');
  });

  test('L3: implicit flow; the page says why not to use it', async () => {
    await choose('Widget, the old way');
    await page.getByRole('heading', { name: 'Do not use it today' }).waitFor();
    await typeAtOnce(person('premium'));
    await isHome('Grace');
  });

  test.each(['Gen2', 'Classic'])('L6: widget with heavy custom CSS, %s', async (build) => {
    await choose('Widget in your own clothes', build);
    await (build === 'Classic' ? typeAtOnce(person('basic')) : typeInSteps(person('basic')));
    await isHome('Ada');
  });

  test('L7: custom form on auth-js', async () => {
    await choose('Custom form');
    await typeInSteps(person('admin'));
    await isHome('Linus');
  });

  test('L9: opened by the org, the shop begins a sign-in of its own', async () => {
    await page.goto(`${demo.shop}/login/okta/authorized?iss=${encodeURIComponent(demo.org)}`);
    await page.getByLabel(/username/i).fill(person('basic').login);
    await page.getByLabel(/^password/i).fill(person('basic').password);
    await page.getByRole('button', { name: /sign in/i }).click();
    await isHome('Ada');
  });

  test('a page that was asked for is where one comes out', async () => {
    await page.goto(`${demo.shop}/login/widget?return=/products`);
    await typeInSteps(person('basic'));
    await page.waitForURL(`${demo.shop}/products`);
  });

  test('reload begins anew, and the sign-in goes on', async () => {
    await choose('Widget in the page');
    await page.locator('input[name="identifier"]').waitFor();
    await page.reload();
    await typeInSteps(person('basic'));
    await isHome('Ada');
  });
});
