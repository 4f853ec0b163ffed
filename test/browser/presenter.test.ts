import { describe, expect, test } from 'vitest';
import { named, noBrowser } from '../helpers/browser/browser.ts';
import { openFrontDoor } from '../helpers/browser/front-door.ts';
import { Flaws, orderFirst, signIn, windowToLookAt } from '../helpers/browser/shop-pages.ts';

/** The presenter's hand: a bar that makes the browser another person's with one click. */
describe.skipIf(noBrowser)(named('presenter bar'), { timeout: 600_000 }, () => {
  const door = openFrontDoor();

  test('P shows it; one click is another person’s sign-in, on the page where one was', async () => {
    const { page, demo } = door;
    await page.goto(`${demo.shop}/products`);
    expect(await page.locator('.presenter').count()).toBe(0);
    await page.keyboard.press('p');
    await page.getByRole('button', { name: 'Ada basic' }).click();
    await page.locator('#products .card-item:not(.is-skeleton)').first().waitFor();
    expect(page.url()).toBe(`${demo.shop}/products`);
    await page.locator('summary.person', { hasText: 'Ada Lovelace' }).waitFor();

    await page.getByRole('button', { name: 'Grace premium' }).click();
    await page.locator('summary.person', { hasText: 'Grace Hopper' }).waitFor();
    await page.locator('#products .card-badge').first().waitFor();
    expect(await page.getByRole('button', { name: 'Grace premium' }).getAttribute('aria-current')).toBe(
      'true',
    );

    // The change against the person before is on the home page, also after another page.
    await page.goto(demo.shop);
    await page.getByText('Grace has premium, Ada did not.').waitFor();

    // In the org, the app has the theme's name; so it is called in the help.
    await page.goto(`${demo.shop}/profile`);
    await page.keyboard.press('?');
    await page.locator('#help a', { hasText: 'Applications > Northlight Goods' }).first().waitFor();
    await page.keyboard.press('Escape');

    // The org's own session is Grace's too.
    await page.goto(`${demo.org}/app/UserHome`);
    await page.getByText('grace@example.com').waitFor();
    await page.goto(demo.shop);
    await page.getByRole('button', { name: 'Large type' }).click();
    await page.reload();
    expect(await page.evaluate(() => getComputedStyle(document.documentElement).fontSize)).toBe('20px');
    await page.keyboard.press('P');
    await page.locator('.presenter').waitFor({ state: 'detached' });
    expect(await page.evaluate(() => getComputedStyle(document.documentElement).fontSize)).toBe('16px');
  });

  test('what was refused last is one click from its explanation; data is reset', async () => {
    const { page, demo } = door;
    await page.goto(demo.shop);
    await page.keyboard.press('p');
    await page.getByRole('button', { name: 'Ada basic' }).click();
    await page.locator('summary.person', { hasText: 'Ada Lovelace' }).waitFor();
    const refused = page.locator('#refused');
    expect(await refused.isVisible()).toBe(false);
    await page.goto(`${demo.shop}/login/okta/authorized?code=guessed&state=guessed`);
    await page.goto(`${demo.shop}/orders`);
    await refused.filter({ hasText: '400 /login/okta/authorized' }).click();
    await page.getByRole('heading', { level: 1, name: 'This sign-in was not started here' }).waitFor();
    await page.goto(`${demo.shop}/admin`);
    await page.goto(demo.shop);
    await refused.filter({ hasText: '403 /admin' }).click();
    await page.getByRole('heading', { level: 1, name: /admin/i }).waitFor();

    await orderFirst(page, demo.shop);
    await page.locator('.presenter summary').click();
    await page.getByRole('button', { name: /^Reset data/ }).click();
    await page.getByText('Orders and events are deleted').waitFor();
    await page.goto(`${demo.shop}/orders`);
    await page.getByRole('heading', { level: 2, name: 'Nothing ordered yet' }).waitFor();
  });

  test('a session that has ended at the org is no obstacle to another person', async () => {
    const { page, demo } = door;
    await page.goto(demo.shop);
    await page.keyboard.press('p');
    await page.getByRole('button', { name: 'Ada basic' }).click();
    await page.locator('summary.person', { hasText: 'Ada Lovelace' }).waitFor();
    const other = await page.context().newPage();
    await other.goto(`${demo.org}/login/signout`);
    await other.getByRole('heading', { name: 'You are signed out' }).waitFor();
    // From the page as it is, and from one that has noticed.
    await page.getByRole('button', { name: 'Grace premium' }).click();
    await page.locator('summary.person', { hasText: 'Grace Hopper' }).waitFor();
    await other.goto(`${demo.org}/login/signout`);
    await other.getByRole('heading', { name: 'You are signed out' }).waitFor();
    await other.close();
    await page.reload();
    await page.getByRole('button', { name: 'Linus admin' }).click();
    await page.locator('summary.person', { hasText: 'Linus Berg' }).waitFor();
  });

  test('another person takes one click; the claim and its meaning are in sight', async () => {
    const { page, demo } = door;
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.goto(demo.shop);
    await page.keyboard.press('p');
    for (const [name, button, meaning] of [
      ['Ada', 'Ada basic', 'not to the premium ones'],
      ['Grace', 'Grace premium', 'including the premium ones'],
      ['Linus', 'Linus admin', 'and the admin pages'],
    ] as const) {
      await page.getByRole('button', { name: button }).click();
      await page.getByRole('heading', { level: 1, name: `Welcome, ${name}` }).waitFor();
      for (const part of [
        page.locator('.three-facts .is-telling', { hasText: 'feature_access' }),
        page.locator('.lead', { hasText: meaning }),
      ]) {
        const { y, height } = (await part.boundingBox())!;
        expect(y + height, name).toBeLessThan(800);
      }
    }
  });

  test('takes no person that is none of the demo’s, and no form from elsewhere', async () => {
    const { page, demo } = door;
    await page.goto(demo.shop);
    await page.keyboard.press('p');
    await page.locator('.presenter').waitFor();
    const csrf = await page.locator('.presenter input[name=_csrf]').first().inputValue();
    const post = (form: Record<string, string>) =>
      page.request.post(`${demo.shop}/presenter/person`, { form, maxRedirects: 0 });
    expect((await post({ _csrf: csrf, login: 'nobody@example.com' })).status()).toBe(404);
    expect((await post({ _csrf: 'guessed', login: 'ada@example.com' })).status()).toBe(403);
    const given = await post({ _csrf: csrf, login: 'ada@example.com' });
    expect([given.status(), new URL(given.headers()['location']!).origin]).toEqual([303, demo.org]);
  });

  test('looks right to axe, on a phone and in the dark', async () => {
    const flaws = new Flaws();
    const context = await windowToLookAt(door.page.context().browser()!);
    await context.addCookies([{ name: 'presenter', value: 'on', url: door.demo.shop }]);
    const page = await context.newPage();
    await signIn(page, door.demo.shop, 'premium');
    await flaws.lookFromAllSides(page, 'presenter');
    await context.close();
    expect(flaws.found).toEqual({});
  });
});
