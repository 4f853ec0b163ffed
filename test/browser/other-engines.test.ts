import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Demo, person, startDemo } from '../helpers/demo.ts';
import { missing, openFirefox, openWebKit } from '../helpers/browser/web-driver.ts';
import type { OtherBrowser } from '../helpers/browser/web-driver.ts';

const engines = [
  ['Firefox', missing.firefox, openFirefox],
  ['WebKitGTK', missing.webKit, openWebKit],
] as const;

for (const [engine, why, open] of engines) {
  const name = why === undefined ? engine : `${engine} (skipped: ${why})`;
  describe.skipIf(why !== undefined)(`the demo in ${name}`, { timeout: 600_000 }, () => {
    let demo: Demo;
    let browser: OtherBrowser;
    beforeAll(async () => {
      [demo, browser] = await Promise.all([startDemo(), open()]);
    }, 600_000);
    afterAll(async () => {
      await demo.close();
      await browser.close();
    });

    test('sign in on Okta’s page, read the tokens, order, open the help, change the person', async () => {
      const { login, password } = person('basic');
      await browser.goto(`${demo.shop}/login/okta`);
      await browser.type('input[name="identifier"]', `${login}\n`);
      await browser.type('input[name="credentials.passcode"]', `${password}\n`);
      await browser.until(
        `document.querySelector('.three-facts .is-telling')?.textContent.includes('regular')`,
      );

      await browser.goto(`${demo.shop}/products`);
      await browser.click('.card-item:not(.is-skeleton) button');
      await browser.until(`document.querySelector('.btn-done')`);
      await browser.click('.help-button');
      await browser.until(`!document.getElementById('help').hidden`);

      await browser.run(`document.cookie = 'presenter=on; Path=/'`);
      await browser.goto(demo.shop);
      await browser.click('.presenter-people form:nth-child(2) button');
      await browser.until(`document.querySelector('.compared')?.textContent.includes('Grace has premium')`);
    });

    const policy = engine === 'Firefox' ? '; no page breaks its own policy' : '';
    test(`every way in shows its form, and is no wider than the window${policy}`, async () => {
      await browser.goto(`${demo.shop}/products`);
      await browser.run(`document.querySelector('form[action="/logout"]').requestSubmit()`);
      await browser.until(`document.querySelector('.hero-note')`);
      for (const way of ['widget', 'sign-up', 'recovery', 'custom-form', 'custom-css', 'social']) {
        await browser.goto(`${demo.shop}/login/${way}`);
        await browser.until(`document.querySelector('.door-form input:not([type=hidden])')`);
        expect(
          await browser.run('return document.documentElement.scrollWidth - innerWidth'),
          way,
        ).toBeLessThanOrEqual(0);
      }
      await browser.goto(demo.sample);
      await browser.goto(demo.outside);
      if (browser.refusedByPolicy) expect(await browser.refusedByPolicy()).toEqual([]);
    });
  });
}
