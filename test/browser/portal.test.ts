import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { launchBrowser, named, noBrowser } from '../helpers/browser/browser.ts';
import { startDemo } from '../helpers/demo.ts';
import type { Demo } from '../helpers/demo.ts';
import { Flaws, orderFirst, signIn, takePicture, windowToLookAt } from '../helpers/browser/shop-pages.ts';

describe.skipIf(noBrowser)(named('developer portal, sample app and portfolio in a browser'), () => {
  let demo: Demo;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;

  beforeAll(async () => {
    [demo, browser] = await Promise.all([startDemo(), launchBrowser()]);
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

  /** Registers a client in the portal and gives its id; the page stands on the client's own page. */
  async function register(name: string, what: 'machine' | 'browser app', isBound = false): Promise<string> {
    await page.goto(`${demo.shop}/developer`);
    await page.getByRole('link', { name: 'Register a client' }).first().click();
    await page.getByLabel('Name').fill(name);
    await page.getByRole('radio', { name: new RegExp(what) }).check();
    if (isBound) await page.getByLabel('Bind its tokens to a key').check();
    await page.getByRole('button', { name: 'Register' }).click();
    await page.getByText(`${name} has been registered.`).waitFor();
    return new URL(page.url()).pathname.split('/').at(-1)!;
  }

  async function openSampleApp(): Promise<Page> {
    const [tally] = await Promise.all([
      context.waitForEvent('page'),
      page.getByRole('link', { name: 'Open the sample app' }).click(),
    ]);
    await tally.getByRole('button', { name: 'Connect to the shop' }).click();
    return tally;
  }

  test('a form that is wrong says so beside the field and keeps what was typed', async () => {
    await signIn(page, demo.shop, 'basic');
    await page.goto(`${demo.shop}/developer/new?type=pkce`);
    await page.getByLabel('Redirect URIs').fill('http://evil.example/callback');
    await page.getByRole('button', { name: 'Register' }).click();
    await page.getByText('Give the client a name').waitFor();
    await page.getByText(/must begin with https/).waitFor();
    const focused = await page.evaluate(() => document.activeElement?.id);
    expect(focused).toBe('name');
    await expect(page.getByLabel('Redirect URIs').inputValue()).resolves.toBe('http://evil.example/callback');
    await expect(page.getByRole('radio', { name: /browser app/ }).isChecked()).resolves.toBe(true);
  });

  test('a machine’s console gets a token, reads the products, and shows both refusals', async () => {
    await signIn(page, demo.shop, 'basic');
    await register('Night job', 'machine');
    await page.getByRole('button', { name: 'Request a token' }).click();
    await page.getByText('A token with scope products:read').waitFor();
    await page.getByRole('button', { name: 'Call', exact: true }).click();
    await page.getByText(/^\d+ returned\.$/).waitFor();
    await page.locator('#token-strips summary').click();
    await page.getByText('Authorization: Basic •••').last().waitFor();
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.locator('#token-strips').getByRole('button', { name: 'Copy as curl' }).click();
    await page.getByText('Command copied').waitFor();
    const command = await page.evaluate(() => navigator.clipboard.readText());
    expect(command).toMatch(
      /^curl -X POST 'http.*\/v1\/token' .*\n.*Authorization: Basic [A-Za-z0-9+/=]{20,}/s,
    );
    if (existsSync('/usr/bin/curl')) {
      const { stdout } = await promisify(execFile)('sh', ['-c', `${command} --silent`]);
      expect(JSON.parse(stdout)).toMatchObject({ token_type: 'Bearer', scope: 'products:read' });
    }
    expect(await page.locator('#token-strips').textContent()).not.toMatch(/Basic [A-Za-z0-9+/]{8}/);
    await page.getByLabel('Operation').selectOption('/api/orders');
    await page.getByRole('button', { name: 'Call', exact: true }).click();
    await page
      .locator('#api-result')
      .getByText(/needs one of the scopes/)
      .waitFor();
    await page.getByLabel('Scope', { exact: true }).fill('orders:read');
    await page.getByRole('button', { name: 'Request a token' }).click();
    await page
      .locator('#token-result')
      .getByText(/^access_denied: /)
      .waitFor();
    await expect(page.getByRole('button', { name: 'Call', exact: true }).isDisabled()).resolves.toBe(true);
    await takePicture(page, 'console-refused');
  });

  test('clients whose tokens are bound to a key: the console and the sample app prove it', async () => {
    await signIn(page, demo.shop, 'premium');
    await register('Bound job', 'machine', true);
    await page.getByRole('button', { name: 'Request a token' }).click();
    await page.getByText('A token with scope products:read').waitFor();
    await expect(page.locator('#token-strips details').count()).resolves.toBe(2);
    await page.getByRole('button', { name: 'Call', exact: true }).click();
    await page.getByText(/^\d+ returned\.$/).waitFor();
    await page.locator('#api-strips summary').click();
    await page.locator('#api-strips').getByRole('button', { name: 'Decode proof' }).click();
    expect(await page.locator('#api-strips [aria-label="Decoded proof"]').textContent()).toMatch(
      /"htu": ".*\/api\/products"/,
    );
    await takePicture(page, 'console-bound');
    await register('Bound Tally', 'browser app', true);
    const tally = await openSampleApp();
    await tally.getByRole('button', { name: 'Allow access' }).click();
    await tally.getByText('Read from Northlight Goods with your permission').waitFor();
    expect(await tally.locator('#strips').textContent()).toContain('Authorization: DPoP ');
    await tally.close();
    await page.goto(`${demo.shop}/portfolio`);
    await page.getByRole('button', { name: /Revoke/ }).click();
    await page.getByText('You have not given any app access').waitFor();
  });

  test('the sample app reads orders after consent; without it, and once it is revoked, it does not', async () => {
    await signIn(page, demo.shop, 'premium');
    await orderFirst(page, demo.shop);
    await register('Tally', 'browser app');
    const tally = await openSampleApp();
    await tally.getByRole('heading', { name: /Tally/ }).waitFor();
    await tally.getByText('See your orders', { exact: true }).waitFor();
    await tally.getByRole('button', { name: /^(Don.t allow|Cancel)$/i }).click();
    await tally.getByRole('heading', { name: 'You did not allow it' }).waitFor();
    await tally.getByRole('button', { name: 'Try again' }).click();
    await tally.getByRole('button', { name: 'Allow access' }).click();
    await tally.getByRole('heading', { name: /^1 order, / }).waitFor();

    await page.goto(`${demo.shop}/portfolio`);
    await page.getByRole('heading', { name: 'Tally' }).waitFor();
    await page.locator('.consent-what').getByText('orders:read:user').waitFor();
    await page.getByRole('button', { name: /Revoke/ }).click();
    await page.getByText('Revoked. The app must ask you again.').waitFor();
    await page.getByText('You have not given any app access').waitFor();
    await tally.getByRole('button', { name: 'Refresh' }).click();
    await tally.getByRole('heading', { name: 'You no longer share your orders' }).waitFor();
    await tally.getByRole('button', { name: 'Try again' }).click();
    await tally.getByRole('button', { name: 'Allow access' }).click();
    await tally.getByRole('heading', { name: /^1 order, / }).waitFor();

    // Orders that arrive after Disconnect are not shown.
    let isAsked = false;
    let answer = (): void => undefined;
    const mayAnswer = new Promise<void>((resolve) => {
      answer = resolve;
    });
    await tally.route(/\/orders$/, async (route) => {
      isAsked = true;
      await mayAnswer;
      await route.continue();
    });
    await tally.getByRole('button', { name: 'Refresh' }).click();
    await expect.poll(() => isAsked).toBe(true);
    await tally.getByRole('button', { name: 'Disconnect' }).click();
    const answered = tally.waitForResponse(/\/orders$/);
    answer();
    await (await answered).finished();
    await tally.waitForTimeout(300);
    await tally.getByRole('heading', { name: 'All your spending in one place' }).waitFor();
  });

  test('another person’s client is not there, and a form with another token changes nothing', async () => {
    await signIn(page, demo.shop, 'basic');
    const id = await register('Mine', 'machine');
    await page.getByText('Delete …').click();
    await page.locator('form[action$="/delete"] [name="_csrf"]').evaluate((field) => {
      (field as HTMLInputElement).value = 'forged';
    });
    await page.getByRole('button', { name: 'Delete Mine' }).click();
    await page.getByRole('heading', { name: 'This form was not accepted' }).waitFor();
    await page.goto(`${demo.shop}/developer/clients/${id}`);
    await page.getByRole('heading', { level: 1, name: 'Mine' }).waitFor();
    await context.clearCookies();
    await signIn(page, demo.shop, 'premium');
    await page.goto(`${demo.shop}/developer/clients/${id}`);
    await page.getByRole('heading', { name: 'Page not found' }).waitFor();
  });

  test('a page of another origin cannot read the answer of the API', async () => {
    await page.goto(demo.outside.replace('localhost', '127.0.0.1'));
    const seen = await page.evaluate(
      (url) =>
        fetch(url, { headers: { authorization: 'Bearer x' } }).then(
          () => 'read',
          () => 'kept',
        ),
      `${demo.shop}/api/users/00u/orders`,
    );
    expect(seen).toBe('kept');
  });

  test('axe finds nothing, on a phone and in the dark', async () => {
    await context.close();
    context = await windowToLookAt(browser);
    page = await context.newPage();
    await signIn(page, demo.shop, 'premium');
    const flaws = new Flaws();
    const machine = await register('Job', 'machine');
    await page.getByRole('button', { name: 'Request a token' }).click();
    await page.getByText('A token with scope').waitFor();
    await page.locator('#token-strips summary').click();
    await flaws.lookFromAllSides(page, 'client-machine');
    await page.goto(`${demo.shop}/developer/clients/${machine}`);
    await page.keyboard.press('?');
    await page.getByRole('heading', { name: 'Behind this page' }).waitFor();
    await flaws.lookFromAllSides(page, 'client-help');
    await page.keyboard.press('?');
    await register('Looked-at Tally', 'browser app');
    await flaws.lookFromAllSides(page, 'client-pkce');
    const tally = await openSampleApp();
    await tally.getByRole('button', { name: 'Allow access' }).waitFor();
    await tally.getByRole('button', { name: 'Allow access' }).click();
    await tally.getByRole('heading', { name: /order/ }).waitFor();
    await tally.locator('.strip summary').nth(1).click();
    await flaws.lookFromAllSides(tally, 'sample');
    await tally.getByRole('button', { name: 'Disconnect' }).click();
    await flaws.lookFromAllSides(tally, 'sample-welcome');
    for (const path of ['/developer', '/developer/new?type=pkce', '/portfolio']) {
      await page.goto(demo.shop + path);
      await flaws.lookFromAllSides(page, path.slice(1).replace(/\W/g, '-'));
    }
    await page.getByRole('button', { name: /Revoke what Looked-at Tally/ }).click();
    await page.getByText('Revoked.').waitFor();
    expect(flaws.found).toEqual({});
  });
});
