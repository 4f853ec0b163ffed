import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { openStore } from '../../app/store/index.ts';
import { builtInThemesDir } from '../../app/theme/reference.ts';
import { launchBrowser, named, noBrowser } from '../helpers/browser/browser.ts';
import { startDemo } from '../helpers/demo.ts';
import type { Demo, DemoOptions } from '../helpers/demo.ts';
import { signIn } from '../helpers/browser/shop-pages.ts';
import { copyTheme, folderOf, hostOf, originalTheme } from '../helpers/themes/themes.ts';

describe.skipIf(noBrowser)(named('themes in a browser'), () => {
  let browser: Browser;
  let demo: Demo | undefined;
  let page: Page;
  const cleanups: (() => Promise<unknown>)[] = [];

  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());
  afterEach(async () => {
    await page.context().close();
    await demo?.close();
    await Promise.all(cleanups.splice(0).map((cleanup) => cleanup()));
  });

  async function open(
    environment: NonNullable<DemoOptions['environment']>,
    cacheDir?: string,
  ): Promise<void> {
    demo = await startDemo({ environment, ...(cacheDir !== undefined && { cacheDir }) });
    page = await (await browser.newContext({ viewport: { width: 1280, height: 800 } })).newPage();
  }

  /** The color in the middle of a picture as the browser draws it. */
  const colourOf = (source: string): Promise<string> =>
    page.evaluate(async (url) => {
      const image = new Image();
      image.src = url;
      await image.decode();
      const canvas = document.createElement('canvas');
      canvas.width = canvas.height = 1;
      const context = canvas.getContext('2d')!;
      context.drawImage(image, 0, 0, 1, 1);
      return [...context.getImageData(0, 0, 1, 1).data.slice(0, 3)].map((v) => Math.round(v / 16)).join(' ');
    }, source);

  /** What a person must see of the garden theme, whatever way it came. */
  async function expectGarden(): Promise<void> {
    await page.goto(demo!.shop);
    expect(await page.title()).toBe('Okta Garden Centre');
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Okta Garden Centre');
    expect(await page.locator('.footer').textContent()).toContain('theme garden');
    const background = await page.locator('.hero').evaluate((hero) => getComputedStyle(hero).backgroundImage);
    const url = /url\("([^"]+)"\)/.exec(background)?.[1] ?? '';
    expect(url.startsWith(`${demo!.shop}/static/themes/`)).toBe(true);
    expect(await colourOf(url)).toBe('2 8 4');
    const icon = page.locator('.brand img');
    expect(await colourOf(await icon.evaluate((image: HTMLImageElement) => image.src))).toBe('2 8 4');
    await signIn(page, demo!.shop, 'premium');
    await page.getByRole('link', { name: 'Plants' }).first().click();
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Plants');
    const cards = page.locator('#products .card-item:not(.is-skeleton)');
    await cards.first().waitFor();
    expect(await cards.locator('h2, h3').allTextContents()).toEqual(['Rose', 'Fern']);
    expect(await cards.nth(0).textContent()).toContain('Premium');
    expect(await cards.nth(1).textContent()).not.toContain('Premium');
    expect(await cards.getByRole('button').allTextContents()).toEqual([
      expect.stringContaining('Reserve'),
      expect.stringContaining('Reserve'),
    ]);
    expect(
      await colourOf(
        await cards
          .nth(0)
          .locator('img')
          .evaluate((image: HTMLImageElement) => image.src),
      ),
    ).toBe('13 3 5');
    await page.context().clearCookies();
    await page.goto(`${demo!.shop}/products`);
    await page.getByRole('link', { name: 'Sign in to reserve: Fern' }).waitFor();
    await signIn(page, demo!.shop, 'basic');
    await page.goto(`${demo!.shop}/products`);
    await cards.first().waitFor();
    expect(await cards.locator('h2, h3').allTextContents()).toEqual(['Fern']);
  }

  test('a theme of the original, from a folder', async () => {
    await open({ THEME: await folderOf(await originalTheme()) });
    await expectGarden();
  });

  test('a theme of the original, from a static host that is gone after the start', async () => {
    const host = await hostOf(await originalTheme());
    await open({ THEME_URI: host.url });
    await host.close();
    await expectGarden();
  });

  test("a theme of the original, by the app's own /static/themes", async () => {
    const name = `garden-${process.pid}`;
    const folder = join(builtInThemesDir(), name);
    await copyTheme(await folderOf(await originalTheme()), folder);
    cleanups.push(() => rm(folder, { recursive: true }));
    await open((shop) => ({ THEME_URI: `${shop}/static/themes/${name}` }));
    await expectGarden();
  });

  test('another theme at the next start: orders stay as they were, stock is kept for each', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'switch-'));
    cleanups.push(() => rm(folder, { recursive: true }));
    const store = { DB_PATH: join(folder, 'app.db') };
    const garden = await folderOf(await originalTheme());
    const api = async (path: string, init: RequestInit = {}) => {
      const token = await page.evaluate(async () => {
        const answer = await fetch('/token', { headers: { accept: 'application/json' } });
        return ((await answer.json()) as { access_token: string }).access_token;
      });
      const answer = await fetch(`${demo!.shop}${path}`, {
        ...init,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      });
      return (await answer.json()) as unknown;
    };
    const countOf = async (itemId: string) =>
      ((await api('/api/products')) as { itemId: string; count: number }[]).find(
        (item) => item.itemId === itemId,
      )?.count;

    /** Stops the shop; returns the orders it has taken. */
    const leave = async () => {
      await page.context().close();
      await demo!.close();
      const opened = await openStore(
        { store: { file: store.DB_PATH }, secretKey: 'only-for-tests' },
        Date.now,
      );
      const orders = await opened.orders.list({ limit: 100 });
      await opened.close();
      return orders;
    };

    await open({ ...store, THEME: garden }, folder);
    await signIn(page, demo!.shop, 'premium');
    await api('/api/orders', { method: 'POST', body: JSON.stringify({ itemId: '1' }) });
    await api('/api/orders', { method: 'POST', body: JSON.stringify({ itemId: '2' }) });
    expect(await countOf('1')).toBe(9);
    const before = await leave();
    expect(before).toHaveLength(2);

    await open({ ...store, THEME: 'books' }, folder);
    await signIn(page, demo!.shop, 'premium');
    expect(await countOf('1')).toBe(22);
    await api('/api/orders', { method: 'POST', body: JSON.stringify({ itemId: '1' }) });
    const picture = String(before[0]!.image);
    expect((await fetch(demo!.shop + picture)).status).toBe(200);
    await page.context().clearCookies();
    await signIn(page, demo!.shop, 'admin');
    await page.goto(`${demo!.shop}/admin/orders`);
    const rows = page.locator('.order');
    await rows.first().waitFor();
    const titles = await rows.locator('h2').allTextContents();
    expect(titles.sort()).toEqual(['Fern', 'Moby-Dick', 'Rose']);
    const after = await leave();
    expect(after).toEqual(expect.arrayContaining(before));
    expect(after).toHaveLength(3);

    await open({ ...store, THEME: garden }, folder);
    await signIn(page, demo!.shop, 'premium');
    expect(await countOf('1')).toBe(9);
  });
});
