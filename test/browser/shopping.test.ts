import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { launchBrowser, named, noBrowser } from '../helpers/browser/browser.ts';
import { startDemo } from '../helpers/demo.ts';
import type { Demo } from '../helpers/demo.ts';
import { Flaws, giveCredentials, windowToLookAt } from '../helpers/browser/shop-pages.ts';
import { newest, noProvider, withProvider } from '../helpers/provider/okta-provider.ts';

let demo: Demo;
let browser: Browser;
let context: BrowserContext;
let page: Page;
/** What the pages complained about, and requests that left this machine. */
let complaints: string[];

function openShop(provisionedBy: 'direct' | 'terraform'): void {
  beforeAll(async () => {
    [demo, browser] = await Promise.all([startDemo({ provisionedBy }), launchBrowser()]);
  });
  afterAll(async () => {
    await browser.close();
    await demo.close();
  });
  beforeEach(async () => {
    complaints = [];
    context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    page = await newPage();
  });
  afterEach(async () => {
    await context.close();
    expect(complaints).toEqual([]);
  });
}

async function newPage(): Promise<Page> {
  const opened = await context.newPage();
  opened.on('pageerror', (error) => complaints.push(error.message));
  opened.on('console', (message) => {
    if (message.type() === 'error' && !/status of 4\d\d/.test(message.text()))
      complaints.push(message.text());
  });
  opened.on('request', (request) => {
    const { hostname, protocol } = new URL(request.url());
    if (protocol.startsWith('http') && hostname !== 'localhost') complaints.push(request.url());
  });
  return opened;
}

async function signIn(kind: 'basic' | 'premium' | 'admin', on = page): Promise<void> {
  await on.goto(demo.shop);
  await on.getByRole('main').getByRole('link', { name: 'Sign in', exact: true }).click();
  await giveCredentials(on, kind);
  await on.getByRole('heading', { level: 1, name: /Welcome/ }).waitFor();
}

const stockOf = async (card: ReturnType<Page['locator']>): Promise<number> =>
  Number.parseInt((await card.locator('.card-stock').textContent()) ?? '', 10);

function shopping(): void {
  test('sign in, read the tokens, order, sign out; Back shows nothing private', async () => {
    await signIn('basic');
    // What the demo turns on is in sight at once, and marked in the token.
    const telling = page.locator('.three-facts .is-telling');
    await expect(telling.textContent()).resolves.toMatch(/feature_access\s+regular/);
    const { y, height } = (await telling.boundingBox())!;
    expect(y + height).toBeLessThan(800);
    const standard = page.getByRole('row', { name: /^jti/ }).locator('visible=true');
    expect(await standard.count()).toBe(0);
    await page.getByRole('button', { name: 'Show standard claims' }).locator('visible=true').click();
    expect(await standard.count()).toBe(1);
    await page.getByRole('tab', { name: 'ID token' }).click();
    await page.getByRole('table', { name: 'Decoded ID token' }).waitFor();
    await page.getByRole('tab', { name: 'Access token' }).click();
    const claims = page.getByRole('table', { name: 'Decoded access token' });
    await expect(claims.getByRole('row', { name: /feature_access/ }).textContent()).resolves.toContain(
      'regular',
    );
    await page.getByRole('button', { name: 'Show raw token' }).locator('visible=true').click();
    await expect(page.locator('#raw-access').textContent()).resolves.toMatch(/^eyJ/);

    await page.getByRole('link', { name: 'Products' }).first().click();
    const card = page.locator('.card-item:not(.is-skeleton)').first();
    await card.waitFor();
    await expect(page.locator('#products').getByText('Premium', { exact: true }).count()).resolves.toBe(0);
    const closed = page.getByRole('region', { name: /^Premium / });
    await closed.getByText('Requires premium in feature_access').first().waitFor();
    expect(await closed.getByRole('button').count()).toBe(0);
    const strip = page.locator('.strip').first();
    await strip.locator('summary').click();
    expect(await strip.getByLabel('Response').textContent()).toMatch(/^HTTP\/1.1 200 OK\n/);
    await strip.getByRole('button', { name: 'Decode token' }).click();
    expect(await strip.getByLabel('Decoded token').textContent()).toContain('"feature_access"');
    await context.grantPermissions(['clipboard-write']);
    for (const program of ['curl', 'HTTPie', 'fetch']) {
      await strip.getByRole('button', { name: `Copy as ${program}` }).click();
      await page.getByText('Command copied').last().waitFor();
    }
    const before = await stockOf(card);
    await card.getByRole('button').dblclick();
    await card.getByText(`${before - 1} left`).waitFor();
    await expect(page.locator('.strip').first().textContent()).resolves.toMatch(/POST.*\/api\/orders.*201/);
    await page.reload();
    await card.getByText(`${before - 1} left`).waitFor();

    await page.locator('summary.person').click();
    await page.getByRole('button', { name: /Sign out/ }).click();
    await page.getByText('You are signed out, here and at Okta.').waitFor();
    await page.goBack();
    await page.waitForLoadState();
    await expect(page.content()).resolves.not.toMatch(/\bAda|\beyJ/);
  });

  test('a premium person sees premium products', async () => {
    await signIn('premium');
    await page.goto(`${demo.shop}/products`);
    await page.locator('.card-badge').first().waitFor();
    const first = page.locator('.card-item').first();
    expect(await first.locator('.card-badge').count()).toBe(1);
    expect(await page.locator('.is-closed').count()).toBe(0);
  });

  test('someone signed out sees the shelf, and is led to the sign-in', async () => {
    await page.goto(`${demo.shop}/products`);
    await page.getByText('this page does not call the API').waitFor();
    await page
      .getByRole('link', { name: /^Sign in to buy/ })
      .first()
      .click();
    await giveCredentials(page, 'basic');
    await page.waitForURL(`${demo.shop}/products`);
    await page.locator('#products .card-item:not(.is-skeleton)').first().waitFor();
  });

  test('two tabs begun together, finished one after the other', async () => {
    const other = await newPage();
    await other.goto(`${demo.shop}/login/okta`);
    await signIn('basic');
    await other.reload();
    await other.goto(`${demo.shop}/login/okta`);
    await other.getByRole('heading', { level: 1, name: 'Welcome, Ada' }).waitFor();
  });
}

describe.skipIf(noBrowser)(named('in a browser'), () => {
  openShop('direct');
  shopping();

  test('help opens by ?, lies beside the page, stays open on the next page, closes by Escape', async () => {
    await page.goto(demo.shop);
    await page.keyboard.press('?');
    const help = page.getByRole('complementary', { name: 'Behind this page' });
    await help.getByText('/v1/authorize').first().waitFor();
    await expect(help.textContent()).resolves.toContain(demo.environment['OKTA_CLIENT_ID']);
    await page.goto(`${demo.shop}/login`);
    await expect(help.isVisible()).resolves.toBe(true);
    await help.getByRole('button', { name: 'Close help' }).press('Escape');
    await expect(help.isVisible()).resolves.toBe(false);
  });

  test('axe finds nothing, on a phone and in the dark', async () => {
    await context.close();
    context = await windowToLookAt(browser);
    page = await newPage();
    const flaws = new Flaws();
    await page.goto(demo.shop);
    await flaws.lookFromAllSides(page, 'front');
    await page.keyboard.press('?');
    await flaws.lookFromAllSides(page, 'help');
    await page.keyboard.press('Escape');
    await page.goto(`${demo.shop}/products`);
    await flaws.lookFromAllSides(page, '401');
    await page.goto(`${demo.shop}/login`);
    await flaws.lookFromAllSides(page, 'login');
    await signIn('premium');
    await flaws.lookFromAllSides(page, 'home');
    await page.goto(`${demo.shop}/products`);
    await page.locator('.card-badge').first().waitFor();
    await page.locator('.strip > summary').first().click();
    await flaws.lookFromAllSides(page, 'products');
    expect(flaws.found).toEqual({});
  });
});

describe.skipIf(noBrowser || noProvider(newest))(
  withProvider(named('in a browser, the org made by Terraform and the Okta provider'), newest),
  () => {
    openShop('terraform');
    shopping();
  },
);
