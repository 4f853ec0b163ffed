import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchBrowser, named, noBrowser } from '../helpers/browser/browser.ts';
import { Flaws, giveCredentials, orderFirst, windowToLookAt } from '../helpers/browser/shop-pages.ts';
import { type ClassFacts, factsOf } from '../helpers/class.ts';
import { type RunningCli, startCli } from '../helpers/cli.ts';

/** A class: two people on two seats, and their trainer. */
describe.skipIf(noBrowser)(named('class'), { timeout: 240_000 }, () => {
  let cwd: string;
  let cli: RunningCli;
  let facts: ClassFacts;
  let browser: Browser;
  let board: Page;
  const people: { context: BrowserContext; page: Page; shop: string }[] = [];
  const complaints: string[] = [];

  const window = async (): Promise<BrowserContext> => {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
    context.setDefaultTimeout(60_000);
    context.on('page', (page) => {
      page.on('console', (message) => {
        if (/Content Security Policy/.test(message.text())) complaints.push(message.text());
      });
    });
    return context;
  };
  const row = (seat: number) => board.locator(`tr[data-seat="${seat}"]`);

  beforeAll(async () => {
    cwd = await mkdtemp(join(tmpdir(), 'class-'));
    cli = startCli(['class', '--seats', '2', '--lesson', 'one-claim', '--port', '0', '--json'], { cwd });
    facts = await factsOf(cli);
    browser = await launchBrowser();
  }, 240_000);
  afterAll(async () => {
    await browser.close();
    await cli.stop();
    await rm(cwd, { recursive: true });
    expect(complaints).toEqual([]);
  });

  test('two people join by the link of the QR code; each signs in and orders in a shop of their own', async () => {
    for (const name of ['Nora', 'Omar']) {
      const context = await window();
      const page = await context.newPage();
      await page.goto(facts.join);
      await page.getByLabel('Your name').fill(name);
      await page.getByRole('button', { name: 'Join' }).click();
      await page.getByText(`${name} · seat-0`).waitFor();
      const shop = (await page.getByRole('link', { name: 'Shop', exact: true }).getAttribute('href')) ?? '';
      const inShop = await context.newPage();
      await inShop.goto(`${shop}/login/okta?return=/products`);
      await giveCredentials(inShop, 'basic');
      await inShop.waitForURL(`${shop}/products`);
      await orderFirst(inShop, shop);
      people.push({ context, page, shop });
    }
    expect(new Set(people.map(({ shop }) => shop)).size).toBe(2);
    for (const { context, shop } of people) {
      const hosts = (await context.cookies()).map(({ domain }) => domain);
      const seat = new URL(shop).hostname.replace('.localhost', '');
      expect(hosts.filter((host) => host !== 'localhost' && !host.startsWith(seat))).toEqual([]);
    }
  });

  test('what they do ticks their tasks without a reload, and the board shows both', async () => {
    await expect
      .poll(() => people[0]?.page.locator('[data-met="true"]').count(), { timeout: 20_000 })
      .toBe(3);
    board = await (await window()).newPage();
    await board.goto(`${facts.url}/board`);
    await board.getByLabel('Trainer’s code').fill(facts.trainerCode ?? '');
    await board.getByRole('button', { name: 'Open' }).click();
    await row(1).getByText('Nora').waitFor();
    await row(2).getByText('Omar').waitFor();
    await row(1).getByText('1 of 4 · Ada sees the basic products').waitFor();
    await row(1).getByText('/products').waitFor();
    await people[0]?.page.getByRole('button', { name: 'Next task' }).click();
    await row(1).getByText('2 of 4').waitFor();
    await people[1]?.page.getByRole('button', { name: 'Ask for help' }).click();
    await row(2).getByText('asks for help').waitFor();
  });

  test('a button of a task opens the shop as that person', async () => {
    const [nora] = people;
    if (!nora) throw new Error('Nora has no seat.');
    const [shown] = await Promise.all([
      nora.context.waitForEvent('page'),
      nora.page.getByRole('button', { name: 'Open the shop' }).nth(1).click(),
    ]);
    await shown.getByRole('heading', { level: 1, name: 'Welcome, Grace' }).waitFor();
    expect(new URL(shown.url()).origin).toBe(nora.shop);
    await shown.close();
  });

  test('the trainer shows one seat to the room and resets it; the other stays as it was', async () => {
    const wall = await (await window()).newPage();
    await wall.goto(`${facts.url}/room`);
    await wall.getByLabel('Trainer’s code').fill(facts.trainerCode ?? '');
    await wall.getByRole('button', { name: 'Open' }).click();
    await wall.getByText(facts.code).waitFor();
    await row(1).getByRole('button', { name: 'Show' }).click();
    await wall.getByRole('heading', { level: 1, name: 'Nora' }).waitFor();
    await row(1).getByText('More').click();
    await row(1).getByRole('button', { name: 'Reset the seat' }).click();
    await row(1).getByText('1 of 4').waitFor();
    const orders = async (at: number): Promise<string> => {
      const { context, shop } = people[at]!;
      const page = await context.newPage();
      await page.goto(`${shop}/orders`);
      const text = await page.locator('main').innerText();
      await page.close();
      return text;
    };
    expect(await orders(0)).not.toMatch(/Waiting for approval/);
    expect(await orders(1)).toMatch(/Waiting for approval/);
  });

  test('stands on a phone and in the dark, and axe finds nothing', async () => {
    const flaws = new Flaws();
    const context = await windowToLookAt(browser);
    await context.addCookies(await board.context().cookies());
    const page = await context.newPage();
    for (const path of ['/board', '/room']) {
      await page.goto(facts.url + path);
      await flaws.lookFromAllSides(page, path);
    }
    await context.clearCookies();
    await page.goto(`${facts.url}/board`);
    await flaws.lookFromAllSides(page, 'the door of the board');
    await page.goto(facts.join);
    await flaws.lookFromAllSides(page, 'join');
    await context.addCookies((await people[1]?.context.cookies()) ?? []);
    await page.goto(facts.url);
    await flaws.lookFromAllSides(page, 'seat');
    await context.close();
    expect(flaws.found).toEqual({});
  });
});
