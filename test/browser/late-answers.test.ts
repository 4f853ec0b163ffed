/** What arrives late or at the wrong moment: responses after the user has moved on, and rows while a button is pressed. */
import type { Browser, BrowserContext, Page, Request } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { launchBrowser, named, noBrowser } from '../helpers/browser/browser.ts';
import { arrived, holdAnswer } from '../helpers/browser/held-answer.ts';
import { giveCredentials, openWindow, orderFirst, signIn } from '../helpers/browser/shop-pages.ts';
import { type Call, callerOf } from '../helpers/call.ts';
import { assistantInOrg } from '../helpers/cross-app/assistant.ts';
import { type Demo, person, startDemo } from '../helpers/demo.ts';

describe.skipIf(noBrowser)(named('late answers'), { timeout: 300_000 }, () => {
  let browser: Browser;
  let demo: Demo;
  let contexts: BrowserContext[] = [];
  let page: Page;
  const complaints: string[] = [];

  beforeAll(async () => {
    [browser, demo] = await Promise.all([
      launchBrowser(),
      startDemo({ assistant: true, environment: { FF_EVENTS: 'true' } }),
    ]);
    await assistantInOrg(demo);
    const hook = `/api/v1/eventHooks/${demo.environment['FF_EVENTS_HOOK_ID']!}`;
    await call('POST', `${hook}/lifecycle/verify`);
  }, 300_000);
  afterAll(async () => {
    await browser.close();
    await demo.close();
  });
  beforeEach(async () => {
    contexts = [];
    page = await openWindow(browser, contexts, complaints);
  });
  afterEach(async () => {
    await Promise.all(contexts.map((context) => context.close()));
    expect(complaints).toEqual([]);
  });

  const call: Call = (...request) => callerOf(demo.sandbox)(...request);
  const press = (name: string | RegExp): Promise<void> => page.getByRole('button', { name }).first().click();

  const createUser = (login: string) =>
    call('POST', '/api/v1/users?activate=false', {
      profile: { login, email: login, firstName: 'New', lastName: login },
    });

  /** Sends the form without waiting for the page that follows. */
  const signOut = (): Promise<void> =>
    page.evaluate(() => {
      const form = document.querySelector<HTMLFormElement>('form[action="/logout"]');
      setTimeout(() => form?.requestSubmit());
    });

  test('signing out while the products ask for a token: signed out, and the old page says nothing of it', async () => {
    await signIn(page, demo.shop, 'basic');
    const token = await holdAnswer(page, /\/token\?/);
    const logout = await holdAnswer(page, /\/logout$/);
    // The last request before the sign-out, whose response arrives after it.
    await page.route(/\/token\?/, async (route) => {
      await logout.isReached();
      await route.fallback();
    });
    // While the sign-out is in progress, the page cannot be queried: it reports what happens.
    const said: string[] = [];
    page.on('pageerror', ({ message }) => said.push(message));
    await page.addInitScript(() => {
      const say = (what: string): void => {
        setTimeout(() => {
          throw new Error(what);
        });
      };
      new MutationObserver(() => {
        if (document.body.textContent.includes('Your session has ended')) say('The session has ended.');
      }).observe(document, { childList: true, subtree: true });
      const fetchAnswer = window.fetch.bind(window);
      window.fetch = async (...asked) => {
        const response = await fetchAnswer(...asked);
        if (response.url.includes('/token?')) setTimeout(say, 100, 'The response has arrived.');
        return response;
      };
    });
    await page.goto(`${demo.shop}/products`);
    await signOut();
    await token.isReached();
    await token.send();
    await expect.poll(() => said).toContain('The response has arrived.');
    expect(said).not.toContain('The session has ended.');
    await logout.send();
    await page.waitForURL(/state=signed-out/);
    await page.getByRole('main').getByRole('link', { name: 'Sign in', exact: true }).waitFor();
  });

  test('signing out while the assistant works', async () => {
    await page.goto(demo.assistant);
    await page.getByRole('link', { name: 'Sign in with Okta' }).click();
    await giveCredentials(page, 'basic');
    await page.getByText('for Ada Lovelace').waitFor();
    const logout = await holdAnswer(page, /\/logout$/);
    const asked = await holdAnswer(page, /\/ask$/);
    await page.route(/\/ask$/, async (route) => {
      await logout.isReached();
      await route.fallback();
    });
    await press('What do you sell?');
    await page.getByText('Working …').waitFor();
    await signOut();
    await asked.isReached();
    await asked.send();
    await logout.send();
    await page.getByRole('link', { name: 'Sign in with Okta' }).waitFor();
    expect(new URL(page.url()).origin).toBe(demo.assistant);
    const cookies = await page.context().cookies(demo.org);
    expect(cookies.filter(({ name }) => name.startsWith('idx'))).toEqual([]);
  });

  test('the assistant leaves the focus where it is, and the sentence is not lost if it does not respond', async () => {
    await page.goto(demo.assistant);
    await page.getByRole('link', { name: 'Sign in with Okta' }).click();
    await giveCredentials(page, 'basic');
    const field = page.getByLabel('Your message');
    await page.route(/\/ask$/, (route) => route.abort());
    await field.fill('What do you sell?');
    await field.press('Enter');
    await page.getByText('The assistant is not responding').waitFor();
    await expect.poll(() => field.inputValue()).toBe('What do you sell?');
    await page.unroute(/\/ask$/);
    const asked = await holdAnswer(page, /\/ask$/);
    await field.press('Enter');
    await asked.isReached();
    const how = page.getByText('How this works');
    await how.focus();
    await asked.release();
    await page.locator('#last').waitFor();
    expect(await how.evaluate((one) => one === document.activeElement)).toBe(true);
  });

  test('a second factor that was begun for one order is not that of the next one', async () => {
    await signIn(page, demo.shop, 'admin');
    await orderFirst(page, demo.shop);
    await orderFirst(page, demo.shop);
    await page.goto(`${demo.shop}/admin/orders?status=pending`);
    const begun = await holdAnswer(page, /\/step-up$/);
    const orders = page.locator('[data-order]');
    await orders
      .nth(0)
      .getByRole('button', { name: /^Approve/ })
      .click();
    await press(/push/);
    await begun.isReached();
    await page.keyboard.press('Escape');
    await orders
      .nth(1)
      .getByRole('button', { name: /^Approve/ })
      .click();
    await page.getByText('How do you want to verify?').waitFor();
    await begun.release();
    expect(await page.getByText('Waiting for your phone').count()).toBe(0);
    await page.getByText('How do you want to verify?').waitFor();
    // When opened again, the first one continues where it was, and only that order is approved.
    await page.keyboard.press('Escape');
    await orders
      .nth(0)
      .getByRole('button', { name: /^Approve/ })
      .click();
    await press(/push/);
    const number = (await page.locator('.step-up-number').textContent()) ?? '';
    demo.sandbox.inbox.answerPush({ user: person('admin').login, answer: 'approve', number: Number(number) });
    await orders.nth(0).locator('.status-complete').waitFor();
    expect(await orders.nth(1).locator('.status-complete').count()).toBe(0);
  });

  test('the form of the shop waits for the phone without drawing itself again, and leads elsewhere in the meantime', async () => {
    await page.goto(`${demo.shop}/login/custom-form`);
    const name = page.locator('#field-identifier');
    await name.fill(person('admin').login);
    await name.press('Enter');
    await press('Verify with something else');
    await page.locator('#custom-form select').selectOption({ label: 'Okta Verify' });
    const polls: Request[] = [];
    page.on('request', (request) => {
      if (request.url().endsWith('/poll')) polls.push(request);
    });
    await press('Continue');
    await page.getByRole('heading', { name: 'Waiting for your phone' }).waitFor();
    const other = page.getByRole('button', { name: 'Verify with something else' });
    await other.focus();
    await expect.poll(() => polls.length, { timeout: 30_000 }).toBe(2);
    await arrived(page, polls[1]!);
    expect(await other.evaluate((one) => one === document.activeElement)).toBe(true);
    // Pressed while a poll is in progress, whose response arrives later.
    const poll = await holdAnswer(page, /\/poll$/);
    await poll.isReached();
    await other.press('Enter');
    await poll.release();
    await page.getByRole('heading', { name: 'Choose how to verify' }).waitFor();
    await page.locator('#custom-form select').selectOption({ label: 'Password' });
    await press('Continue');
    const secret = page.locator('#field-credentials-passcode');
    await secret.fill(person('admin').password);
    await secret.press('Enter');
    await page.getByRole('heading', { level: 1, name: /Welcome/ }).waitFor();
  });

  test('an event that arrives while the mouse is down does not take the click', async () => {
    await signIn(page, demo.shop, 'admin');
    await page.goto(`${demo.shop}/events`);
    await page.locator('#state', { hasText: 'live' }).waitFor();
    await createUser('first@example.com');
    const row = (on: Page, login: string) => on.locator('.event', { hasText: login });
    const first = row(page, 'first@example.com');
    await first.waitFor();
    const other = await page.context().newPage();
    await other.goto(`${demo.shop}/events`);
    await page.bringToFront();
    await first.locator('summary').hover();
    await page.mouse.down();
    await createUser('second@example.com');
    await row(other, 'second@example.com').waitFor();
    await page.mouse.up();
    await row(page, 'second@example.com').waitFor();
    expect(await first.locator('details').getAttribute('open')).not.toBeNull();
  });

  describe('in the System Log of the Admin Console, which looks for new events', () => {
    const path = '/report/system_log_2?filter=eventType+eq+"user.lifecycle.create"';
    let look: Awaited<ReturnType<typeof holdAnswer>>;
    beforeAll(() => call('POST', `/api/v1/users/${person('premium').login}/roles`, { type: 'SUPER_ADMIN' }));
    beforeEach(async () => {
      look = await holdAnswer(page, /[?&]fragment=/);
      await page.goto(demo.org + path);
      await giveCredentials(page, 'premium');
      await look.isReached();
    });
    const row = (login: string) => page.locator('#blocks tr:not(.more)', { hasText: login });

    test('a response that arrives after a later one is not shown', async () => {
      await createUser('third@example.com');
      await row('third@example.com').waitFor();
      await look.release();
      expect(await row('third@example.com').count()).toBe(1);
    });

    test('a response that arrives while someone is typing is not shown before they have finished', async () => {
      const search = page.getByLabel('Search all fields');
      await search.fill('fourth');
      await look.release();
      expect(await search.inputValue()).toBe('fourth');
      expect(await search.evaluate((one) => one === document.activeElement)).toBe(true);
      await search.clear();
      await search.blur();
      await createUser('fourth@example.com');
      await row('fourth@example.com').waitFor();
    });
  });

  describe('in the inspector', () => {
    beforeEach(async () => {
      await signIn(page, demo.shop, 'basic');
      await page.goto(`${demo.shop}/inspector`);
      await page.locator('#state', { hasText: 'live' }).waitFor();
    });
    const row = (text: string) => page.locator('.row:visible').filter({ hasText: text }).last();
    const detail = () => page.locator('#detail').innerText();

    test('secrets that are masked again stay masked', async () => {
      await row('Token request').locator('.message').click();
      await page.locator('#detail .token').first().waitFor();
      const masked = await detail();
      const revealed = await holdAnswer(page, /reveal/);
      await page.locator('#reveal').check();
      await revealed.isReached();
      await page.locator('#reveal').uncheck();
      await revealed.release();
      expect(await detail()).toBe(masked);
    });

    test('a comparison that comes late does not replace the message that was opened since', async () => {
      await row('Token request').locator('.message').click();
      await page.locator('#detail .token').first().waitFor();
      const compared = await holdAnswer(page, /\/compare\//);
      await page.keyboard.press('c');
      await compared.isReached();
      await row('Callback').locator('.message').click();
      const heading = page.locator('#detail h2', { hasText: 'Callback' });
      await heading.waitFor();
      await compared.release();
      await heading.waitFor();
      expect(await row('Callback').locator('.message').getAttribute('aria-current')).toBe('true');
    });
  });
});
