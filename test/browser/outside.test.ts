import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchBrowser, named, noBrowser } from '../helpers/browser/browser.ts';
import { holdAnswer } from '../helpers/browser/held-answer.ts';
import { startOrg, type TestOrg } from '../helpers/org.ts';

describe.skipIf(noBrowser)(named('phone and mailbox'), () => {
  let home: TestOrg;
  let browser: Browser;
  beforeAll(async () => {
    [home, browser] = await Promise.all([startOrg(), launchBrowser()]);
  });
  afterAll(async () => {
    await browser.close();
    await home.close();
  });

  test('an open mailbox lists the newest email first, also if an older list arrives later', async () => {
    const page = await browser.newPage();
    const path = '/mailbox/ada@example.com';
    await page.goto(home.outsideUrl + path);
    await page.getByText('No email yet').waitFor();
    const mail = (subject: string) =>
      home.org.messages.send({
        ...{ channel: 'EMAIL', to: 'ada@example.com', subject, html: '<p>Hello</p>', text: 'Hello' },
      });
    const late = await holdAnswer(page, /\/mails$/);
    mail('First');
    await late.isReached();
    mail('Second');
    const subjects = () => page.locator('summary strong').allInnerTexts();
    await expect.poll(subjects).toEqual(['Second', 'First']);
    await late.release();
    expect(await subjects()).toEqual(['Second', 'First']);
    await page.close();
  });

  test('an email that arrives while the page opens is shown, though it is not in the page and its first look finds it', async () => {
    const page = await browser.newPage();
    const redrawn = page.waitForResponse(/\/mails$/);
    await page.route(
      /\/mails$/,
      async (route) => {
        home.org.messages.send({
          ...{
            channel: 'EMAIL',
            to: 'mary@example.com',
            subject: 'Early',
            html: '<p>Hello</p>',
            text: 'Hello',
          },
        });
        await route.continue();
      },
      { times: 1 },
    );
    await page.goto(`${home.outsideUrl}/mailbox/mary@example.com`);
    await redrawn;
    await page.locator('details', { hasText: 'Early' }).waitFor();
    await page.close();
  });

  test('an email that arrives while the mouse is down does not take the click, and what is open stays open', async () => {
    const page = await browser.newPage();
    await page.goto(`${home.outsideUrl}/mailbox/grace@example.com`);
    await page.getByText('No email yet').waitFor();
    const mail = (subject: string) =>
      home.org.messages.send({
        ...{ channel: 'EMAIL', to: 'grace@example.com', subject, html: '<p>Hello</p>', text: 'Hello' },
      });
    const letter = (subject: string) => page.locator('details', { hasText: subject });
    const isOpen = async (subject: string) => (await letter(subject).getAttribute('open')) !== null;
    mail('First');
    await letter('First').waitFor();
    mail('Second');
    await letter('Second').waitFor();
    if (!(await isOpen('First'))) await letter('First').locator('summary').click();
    await letter('Second').locator('summary').hover();
    await page.mouse.down();
    const late = await holdAnswer(page, /\/mails$/);
    mail('Third');
    await late.isReached();
    await late.release();
    await page.mouse.up();
    await letter('Third').waitFor();
    // The click has closed the second one.
    expect([await isOpen('First'), await isOpen('Second'), await isOpen('Third')]).toEqual([
      true,
      false,
      true,
    ]);
    await page.close();
  });
});
