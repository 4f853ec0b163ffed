import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { renderSVG } from 'uqr';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchBrowser, named, noBrowser } from '../helpers/browser/browser.ts';
import { Flaws, windowToLookAt } from '../helpers/browser/shop-pages.ts';
import { startCli } from '../helpers/cli.ts';
import type { RunningCli } from '../helpers/cli.ts';

/** The stage: what a presenter has before them while a script is played. */
describe.skipIf(noBrowser)(named('stage'), { timeout: 120_000 }, () => {
  let cwd: string;
  let serve: RunningCli;
  let run: RunningCli;
  let shop: string;
  let url: string;
  let browser: Browser;
  let context: BrowserContext;
  let stage: Page;

  beforeAll(async () => {
    cwd = await mkdtemp(join(tmpdir(), 'stage-'));
    serve = startCli(['serve', '--json', '--port', '0', '--org-port', '0', '--sample-port', '0'], { cwd });
    await serve.until(/\n\}\n$/);
    ({ shop } = JSON.parse(serve.stdout()) as { shop: string });
    run = startCli(['demo', 'run', 'the-rule', '--no-open', '--json'], { cwd });
    await run.until(/\n\}\n$/);
    ({ url } = JSON.parse(run.stdout()) as { url: string });
    browser = await launchBrowser();
    context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
    stage = await context.newPage();
    await stage.goto(url);
  }, 120_000);
  afterAll(async () => {
    await browser.close();
    await run.stop();
    await serve.stop();
    await rm(cwd, { recursive: true });
  });

  const ticks = () =>
    stage
      .locator('.stage-ticks li')
      .evaluateAll((rows) => rows.map((row) => (row as HTMLElement).dataset['met']));
  const until = (met: string[]) => expect.poll(ticks, { timeout: 15_000 }).toEqual(met);
  const scene = (title: string) => stage.locator('#scene', { hasText: title }).waitFor();
  let shopWindow: Page | undefined;
  /** The first click opens the window of the shop; later ones find it again. */
  async function openAsLinus(index: number): Promise<Page> {
    const button = stage.getByRole('button', { name: 'Open as Linus' }).nth(index);
    if (shopWindow) {
      const windows = context.pages().length;
      await Promise.all([shopWindow.waitForEvent('framenavigated'), button.click()]);
      expect(context.pages()).toHaveLength(windows);
    } else {
      [shopWindow] = await Promise.all([context.waitForEvent('page'), button.click()]);
    }
    await shopWindow.waitForURL(
      (address) => address.origin === shop && !/^\/(stage|presenter|login)/.test(address.pathname),
    );
    await shopWindow.waitForLoadState();
    return shopWindow;
  }

  test('is closed without the key, to pages and to changes', async () => {
    const stranger = await browser.newContext();
    const page = await stranger.newPage();
    expect((await page.goto(`${shop}/stage`))?.status()).toBe(403);
    await page.getByText('The stage is closed in this browser').waitFor();
    expect((await page.goto(`${shop}/stage?key=guessed`))?.status()).toBe(403);
    expect((await stranger.request.get(`${shop}/stage/state`)).status()).toBe(404);
    expect((await stranger.request.post(`${shop}/stage/go`, { form: { scene: '1' } })).status()).toBe(404);
    for (const method of ['post', 'delete'] as const)
      expect((await stranger.request[method](`${shop}/stage/control`)).status()).toBe(403);
    // With the key, a form of another site has still no token.
    const forged = await context.request.post(`${shop}/stage/go`, { form: { scene: '1', _csrf: 'guessed' } });
    expect(forged.status()).toBe(403);
    await stranger.close();
    expect(new URL(stage.url()).search).toBe('');
  });

  test('a click signs in, what happens is ticked; a ticket counts once', async () => {
    await scene('Linus runs the shop');
    await until(['false', 'false']);
    const home = await openAsLinus(0);
    await home.getByRole('heading', { level: 1, name: /Welcome/ }).waitFor();
    await until(['false', 'true']);
    const admin = await openAsLinus(1);
    expect(new URL(admin.url()).pathname).toBe('/admin');
    await until(['true', 'true']);
    const used = await context.request.get(`${shop}/presenter/person?ticket=used&return=//evil.example`);
    expect(new URL(used.url()).origin).toBe(shop);
  });

  test('Page Down makes the next scene’s change, which is then true; Page Up takes it back', async () => {
    await stage.keyboard.press('PageDown');
    await scene('On Monday morning he is denied');
    for (const index of [0, 1]) {
      await stage.getByRole('button', { name: 'Play it for me' }).nth(index).click();
      await stage.waitForLoadState();
    }
    await until(['true', 'true']);
    await stage.keyboard.press('PageUp');
    await scene('Linus runs the shop');
    await until(['false', 'false']);
    await openAsLinus(0);
    expect(new URL((await openAsLinus(1)).url()).pathname).toBe('/admin');
    await until(['true', 'true']);
  });

  test('any scene, begun again within a second', async () => {
    await stage.getByRole('button', { name: 'Who switched it off?' }).click();
    await scene('Who switched it off?');
    await until(['true', 'true']);
    await stage.getByRole('button', { name: 'Restart scene' }).click();
    await scene('Who switched it off?');
    await until(['true', 'true']);
  });

  test('stands on a phone and in the dark, and axe finds nothing', async () => {
    const flaws = new Flaws();
    const window = await windowToLookAt(browser);
    const page = await window.newPage();
    await page.goto(url);
    await flaws.lookFromAllSides(page, 'stage');
    await window.close();
    expect(flaws.found).toEqual({});
  });

  test('what to point at opens the inspector, filtered, and the latest of that is open', async () => {
    await stage.getByRole('button', { name: 'Linus runs the shop' }).click();
    await scene('Linus runs the shop');
    await openAsLinus(0);
    const link = stage.getByRole('link', { name: 'Show in the inspector' });
    const [shown] = await Promise.all([context.waitForEvent('page'), link.click()]);
    await shown.getByRole('heading', { name: 'Token request' }).waitFor();
    expect(await shown.getByLabel('Filter', { exact: true }).inputValue()).toBe('POST /v1/token 200');
    await shown.close();
  });

  test('the Admin Console is one click away, at the screen that the notes name', async () => {
    await stage.getByRole('button', { name: 'Who switched it off?' }).click();
    await scene('Who switched it off?');
    const [shown] = await Promise.all([
      context.waitForEvent('page'),
      stage.getByRole('link', { name: 'Open', exact: true }).click(),
    ]);
    await shown.getByRole('searchbox', { name: 'Search all fields' }).fill('policy.rule');
    await shown.keyboard.press('Enter');
    await shown.getByText('policy.rule.deactivate').first().waitFor();
    await shown.getByText('policy.rule.activate').first().waitFor();
    await shown.close();
  });

  test('each purpose has one window, from the stage and from the bar', async () => {
    await context.addCookies([{ name: 'presenter', value: 'on', url: shop }]);
    await shopWindow!.goto(shop);
    const bar = shopWindow!.locator('.presenter');
    for (const name of ['Inspector', 'Phone and mailbox']) {
      const link = stage.getByRole('link', { name, exact: true });
      const [shown] = await Promise.all([context.waitForEvent('page'), link.click()]);
      await shown.waitForLoadState();
      const windows = context.pages().length;
      for (const again of [link, bar.getByRole('link', { name, exact: true })])
        await Promise.all([shown.waitForEvent('framenavigated'), again.click()]);
      expect(context.pages()).toHaveLength(windows);
    }
    await Promise.all([
      stage.waitForEvent('framenavigated'),
      bar.getByRole('link', { name: 'Stage' }).click(),
    ]);
  });

  test('after the last scene it says what was shown and what is next', async () => {
    await stage.locator('.stage-scenes button').last().click();
    await stage.getByRole('button', { name: 'End' }).waitFor();
    await stage.keyboard.press('PageDown');
    await stage.getByRole('heading', { name: 'What you have shown' }).waitFor();
    await stage.getByRole('listitem').filter({ hasText: 'Linus runs the shop' }).waitFor();
    await stage.getByText('The org is then restored.').waitFor();
    await stage.keyboard.press('PageUp');
    await scene('Who switched it off?');
  });

  test('the QR code is of the link with the key', async () => {
    await stage.getByText('On a phone', { exact: true }).click();
    const picture = await stage.getByAltText('QR code that opens this stage').getAttribute('src');
    const svg = Buffer.from(picture!.replace('data:image/svg+xml;base64,', ''), 'base64').toString();
    expect(svg).toBe(renderSVG(url, { border: 2 }));
  });

  test('ends with the command: the page is gone, and its link in pages that are open', async () => {
    const shown = await context.newPage();
    await context.addCookies([{ name: 'presenter', value: 'on', url: shop }]);
    await shown.goto(shop);
    const link = shown.getByRole('link', { name: 'Stage' });
    await link.waitFor();
    await run.stop();
    expect(run.stderr()).toMatch(/ has ended, and the org has been restored\.\n$/);
    await link.waitFor({ state: 'hidden' });
    expect((await stage.goto(`${shop}/stage`))?.status()).toBe(404);
  });

  test('with --auto, a script plays and goes on alone', async () => {
    const scenes = ['One', 'Two'].map((title) => ({
      ...{ title, say: 'Look.', do: [{ open: '/login' }] },
      expect: [{ text: 'The page opens', answer: { request: 'GET /login', status: 200 } }],
    }));
    await writeFile(
      join(cwd, 'own.yaml'),
      JSON.stringify({ title: 'Alone', minutes: 1, audience: 'All', scenes }),
    );
    run = startCli(['demo', 'run', './own.yaml', '--auto', '--no-open', '--json'], { cwd });
    await run.until(/\n\}\n$/);
    await stage.goto((JSON.parse(run.stdout()) as { url: string }).url);
    await stage.getByText('plays automatically').waitFor();
    await scene('One');
    await stage.locator('#scene', { hasText: 'Two' }).waitFor({ timeout: 60_000 });
    await until(['true']);
    await run.stop();
  });
});
