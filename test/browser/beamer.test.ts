import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { forAdmin, forPremium } from '../../bench/pages-list.ts';
import { named, noBrowser } from '../helpers/browser/browser.ts';
import { openFrontDoor } from '../helpers/browser/front-door.ts';
import {
  orderFirst,
  shiftsOf,
  signIn,
  smallType,
  takePicture,
  watchShifts,
} from '../helpers/browser/shop-pages.ts';

const forVisitors = ['/', '/login', '/products', '/no-such-page', '/login/custom-css'];
const forAdmins = new Set([...forPremium, ...forAdmin]);

/** The last row of the room; every-page.test.ts has the small phone. */
describe.skipIf(noBrowser)(named('on a beamer'), { timeout: 600_000 }, () => {
  const door = openFrontDoor();

  test('1920 wide: nothing moves while a page loads or is smaller than 16 pixels, help included; no address takes more than four lines', async () => {
    const { page, demo } = door;
    await page.setViewportSize({ width: 1920, height: 1080 });
    const flaws: Record<string, string[]> = {};
    await watchShifts(page);
    const look = async (path: string): Promise<void> => {
      await page.goto(demo.shop + path, { waitUntil: 'networkidle' });
      if (path === '/login/custom-css') await page.locator('.signup-info').waitFor();
      const moved = await shiftsOf(page);
      if (await page.locator('#help').isHidden()) await page.keyboard.press('?');
      const found = [...moved, ...(await smallType(page, 16)), ...(await longSteps(page, 4))];
      if (found.length > 0) flaws[path] = found;
      const width = await page.evaluate(() => document.getElementById('help')!.offsetWidth);
      expect(width, path).toBeGreaterThanOrEqual(560);
      expect(width, path).toBeLessThanOrEqual(640);
      await takePicture(page, `beamer${path.replaceAll('/', '-')}`);
    };
    for (const path of forVisitors) await look(path);
    await page.keyboard.press('Escape');
    await signIn(page, demo.shop, 'admin');
    await orderFirst(page, demo.shop);
    for (const path of forAdmins) await look(path);
    expect(flaws).toEqual({});
  });

  test('1920 wide: the card of the hosted page grows with its type', async () => {
    const { page, demo } = door;
    await page.setViewportSize({ width: 1920, height: 1080 });
    await page.goto(`${demo.shop}/login/okta`);
    const signUp = page.getByText('Sign up', { exact: true });
    await signUp.waitFor();
    const width = await page.evaluate(() => document.querySelector('form')!.parentElement!.clientWidth);
    expect(width).toBeGreaterThan(540);
    const { height } = (await signUp.boundingBox())!;
    expect(height, 'on one line').toBeLessThan(40);
  });

  test('1920 wide: the card of the hosted page has its width and place from its first frame', async () => {
    const { page, demo } = door;
    await page.setViewportSize({ width: 1920, height: 1080 });
    await page.addInitScript(keepPlaces);
    await page.goto(`${demo.shop}/login/okta`);
    await page.getByText('Sign up', { exact: true }).waitFor();
    await page.locator('.widget-wait').waitFor({ state: 'detached' });
    const places = await page.evaluate(() => (globalThis as { places?: string[] }).places);
    expect(places).toHaveLength(1);
  });

  test('1920 wide: nothing is smaller than 16 pixels at later steps of the widget either', async () => {
    const { page, demo } = door;
    await page.setViewportSize({ width: 1920, height: 1080 });
    for (const [path, next] of [
      ['widget', 'input[name="credentials.passcode"]'],
      ['recovery', 'input[value="Send me an email"]'],
    ] as const) {
      await page.goto(`${demo.shop}/login/${path}`);
      const name = page.locator('.door-form input[name="identifier"]');
      await name.fill('ada@example.com');
      await name.press('Enter');
      await page.locator(next).waitFor();
      expect(await smallType(page, 16), path).toEqual([]);
    }
    await page.locator('input[value="Send me an email"]').click();
    await page.getByText('Enter a verification code instead').waitFor();
    expect(await smallType(page, 16)).toEqual([]);
  });

  test('1280 wide: an admin’s name is shown, and every link is in the bar or in its menu', async () => {
    const { page, demo } = door;
    await page.setViewportSize({ width: 1280, height: 800 });
    await signIn(page, demo.shop, 'admin');
    await page.locator('.person-name', { hasText: 'Linus Berg' }).waitFor();
    const bar = page.getByRole('navigation', { name: 'Main' });
    expect(await bar.getByRole('link').allTextContents()).toEqual(['Products', 'Orders', 'Apps', 'Admin']);
    await page.getByText('More', { exact: true }).click();
    await page.getByRole('navigation', { name: 'More' }).getByRole('link', { name: 'Events' }).click();
    await page.getByRole('heading', { level: 1, name: 'Events' }).waitFor();
  });
});

/** Runs in the page from its start: records every position of the card around the form, `x y width`. */
const keepPlaces = (): void => {
  const places: string[] = [];
  Object.assign(globalThis, { places });
  new MutationObserver(() => {
    const card = document.querySelector('form')?.parentElement?.getBoundingClientRect();
    const place = card && [card.x, card.y, card.width].map(Math.round).join(' ');
    if (place !== undefined && place !== places.at(-1)) places.push(place);
  }).observe(document, { childList: true, subtree: true });
};

/** Steps of the help's diagram that take more lines than that. */
const longSteps = (page: Page, most: number): Promise<string[]> =>
  page.evaluate(
    (lines) =>
      [...document.querySelectorAll<HTMLElement>('#help .sequence-text')].flatMap((step) => {
        const style = getComputedStyle(step);
        const height = step.clientHeight - Number.parseFloat(style.paddingTop) * 2;
        const count = Math.round(height / Number.parseFloat(style.lineHeight));
        return count > lines ? [`${count} lines: ${step.textContent.slice(0, 60)}`] : [];
      }),
    most,
  );
