import type { Page } from 'playwright-core';
import { beforeEach, describe, expect, test } from 'vitest';
import { forAdmin, forPremium, ofTheOrg, widgets } from '../../bench/pages-list.ts';
import { named, noBrowser } from '../helpers/browser/browser.ts';
import { openFrontDoor } from '../helpers/browser/front-door.ts';
import {
  giveCredentials,
  orderFirst,
  shiftsOf,
  signIn,
  smallType,
  takePicture,
  watchShifts,
} from '../helpers/browser/shop-pages.ts';
import { callerOf } from '../helpers/call.ts';
import { type Demo, person } from '../helpers/demo.ts';

const shopOfVisitors = [
  ...['/', '/products', '/no-such-page', '/login', '/login/tv', '/login/custom-form'],
  ...[...widgets, '/inspector', '/stage'],
];
const shopOfAdmins = new Set([...forPremium, ...forAdmin, '/admin/token-hook', '/inspector']);
const orgOfAdmins = [...ofTheOrg, '/activate'];

/** Every page of the demo, of all its parts: on the smallest phone and from the last row of a room. */
describe.skipIf(noBrowser)(named('every page'), { timeout: 600_000 }, () => {
  const door = openFrontDoor({ assistant: true });
  beforeEach(() => watchShifts(door.page));

  /** Looks at pages that are open in turn: 360 wide, then 1920. */
  async function flawsOf(page: Page, addresses: readonly string[]): Promise<Record<string, string[]>> {
    const flaws: Record<string, string[]> = {};
    for (const address of addresses) {
      await page.setViewportSize({ width: 360, height: 740 });
      await page.goto(address);
      await page.waitForLoadState('load');
      if (address.endsWith('/login/okta')) await page.locator('input[name="identifier"]').waitFor();
      // What the page's script fetches.
      await page.locator('[aria-busy="true"], [data-loading]').first().waitFor({ state: 'detached' });
      const moved = await shiftsOf(page);
      const end = page.url().split('?')[0];
      const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      const name = `every${new URL(address).pathname.replaceAll('/', '-')}`;
      await takePicture(page, name);
      await page.setViewportSize({ width: 1920, height: 1080 });
      const found = [
        ...(end === address || address.endsWith('/login/okta') ? [] : [`leads to ${end}`]),
        ...moved,
        ...(over > 0 ? [`${over} pixels too wide at 360`] : []),
        ...(await smallType(page, 16)),
      ];
      await takePicture(page, name);
      if (found.length > 0) flaws[address] = found;
    }
    return flaws;
  }
  const at = (origin: string, paths: Iterable<string>): string[] => [...paths].map((path) => origin + path);
  const outside = ({ outside: url }: Demo): string[] =>
    at(url, [
      '/',
      '/phone',
      '/mailbox',
      `/phone/${person('admin').login}`,
      `/mailbox/${person('admin').login}`,
    ]);

  test('for visitors: none moves while it loads or is wider than a window of 360, and at 1920 nothing is smaller than 16 pixels', async () => {
    const { page, demo } = door;
    const { shop, assistant, sample } = demo;
    const all = [...at(shop, shopOfVisitors), ...at(assistant, ['/']), ...at(sample, ['/'])];
    expect(await flawsOf(page, [...all, ...outside(demo)])).toEqual({});
  });

  test('for an administrator: shop, dashboard, console and assistant', async () => {
    const { page, demo } = door;
    const call = callerOf({ url: demo.org, apiToken: demo.apiToken });
    await call('POST', `/api/v1/users/${person('admin').login}/roles`, { type: 'SUPER_ADMIN' });
    await signIn(page, demo.shop, 'admin');
    await orderFirst(page, demo.shop);
    expect(await flawsOf(page, at(demo.shop, shopOfAdmins))).toEqual({});
    await page.goto(`${demo.org}/admin/users`);
    if (await page.locator('input[name="identifier"]').isVisible()) await giveCredentials(page, 'admin');
    expect(await flawsOf(page, at(demo.org, orgOfAdmins))).toEqual({});
    await page.goto(`${demo.assistant}/login`);
    await page.getByRole('button', { name: 'What do you sell?' }).click();
    await page.locator('#last .step').first().waitFor();
    expect(await flawsOf(page, at(demo.assistant, ['/']))).toEqual({});
  });
});
