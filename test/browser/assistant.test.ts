import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { launchBrowser, named, noBrowser } from '../helpers/browser/browser.ts';
import { Flaws, giveCredentials, openWindow, signIn, windowToLookAt } from '../helpers/browser/shop-pages.ts';
import { assistantInOrg } from '../helpers/cross-app/assistant.ts';
import { type Demo, person, startDemo } from '../helpers/demo.ts';

/** An agent shops for Ada, as far as the org, the shop and she allow. */
describe.skipIf(noBrowser)(named('the assistant'), { timeout: 300_000 }, () => {
  let browser: Browser;
  let demo: Demo;
  let org: Awaited<ReturnType<typeof assistantInOrg>>;
  let passed = 0;
  let contexts: BrowserContext[] = [];
  const complaints: string[] = [];

  beforeAll(async () => {
    [browser, demo] = await Promise.all([
      launchBrowser(),
      startDemo({ assistant: true, clock: () => Date.now() + passed }),
    ]);
    org = await assistantInOrg(demo);
  }, 300_000);
  afterAll(async () => {
    await browser.close();
    await demo.close();
  });
  beforeEach(() => {
    contexts = [];
  });
  afterEach(async () => {
    await Promise.all(contexts.map((context) => context.close()));
    expect(complaints).toEqual([]);
  });

  const newWindow = (): Promise<Page> => openWindow(browser, contexts, complaints);
  async function signInToAssistant(page: Page): Promise<void> {
    await page.goto(demo.assistant);
    await page.getByRole('link', { name: 'Sign in with Okta' }).click();
    await giveCredentials(page, 'basic');
    await page.getByText('for Ada Lovelace').waitFor();
  }
  const say = async (page: Page, sentence: string): Promise<void> => {
    await page.getByLabel('Your message').fill(sentence);
    await page.keyboard.press('Enter');
  };
  const answered = (page: Page, text: string | RegExp): Promise<void> =>
    page.locator('#last .answer', { hasText: text }).waitFor();
  const stepsOf = (page: Page): Promise<string[]> =>
    page.locator('#last summary code:first-child').allTextContents();

  /** The phone answers what the shop asks. */
  async function onPhone(phone: Page, about: string, answer: 'Approve' | 'Deny'): Promise<void> {
    await expect
      .poll(
        async () => {
          await phone.reload();
          return phone.locator('.binding').allTextContents();
        },
        { timeout: 60_000 },
      )
      .toEqual([about]);
    await phone.getByRole('button', { name: answer }).click();
    passed += 6000;
  }

  test('reads, is refused, is widened, orders, asks on the phone twice, is switched off; the log names person and agent', async () => {
    const page = await newWindow();
    const phone = await newWindow();
    await phone.goto(`${demo.outside}/phone/${person('basic').login}`);
    await signInToAssistant(page);
    await page.getByRole('button', { name: 'What do you sell?' }).click();
    await answered(page, 'Pour-Over Set');
    expect(await stepsOf(page)).toEqual(['products:read', 'list_products']);
    await page.locator('#last summary', { hasText: 'list_products' }).click();
    await page.locator('#last .claims', { hasText: 'ada@example.com' }).last().waitFor();

    await say(page, 'Order a Pour-Over Set');
    await answered(page, 'The org says: Scope not permitted');
    await org.allow('products:read', 'orders:create', 'orders:read:user');
    await say(page, 'Order a Pour-Over Set');
    await answered(page, 'Ordered: 1 × Pour-Over Set');

    const about = 'Okta Multidemo assistant: 3 × Pour-Over Set, $162';
    await say(page, 'Order 3 × Pour-Over Set');
    await page.getByText('the shop is asking you on your phone').waitFor();
    await onPhone(phone, about, 'Approve');
    await answered(page, 'Ordered: 3 × Pour-Over Set');
    await say(page, 'Order 3 × Pour-Over Set');
    await onPhone(phone, about, 'Deny');
    await answered(page, 'the user declined it on the phone');

    const shop = await newWindow();
    await signIn(shop, demo.shop, 'basic');
    await shop.locator('summary.person').click();
    expect(await shop.getByRole('link', { name: /^Assistant/ }).getAttribute('href')).toBe(demo.assistant);
    await shop.goto(`${demo.shop}/orders`);
    const orders = await shop.locator('.order-what').allTextContents();
    expect(orders.map((text) => text.includes('for you by Okta Multidemo assistant'))).toEqual([true, true]);
    expect(orders[0]).toContain('3 × Pour-Over Set');

    await org.turn(false);
    passed += 1000;
    await say(page, 'What have I ordered?');
    await answered(page, 'I am not allowed to see your orders');
    // The token that it holds is refused, and it gets no other.
    expect(await page.locator('#last summary').allTextContents()).toEqual([
      expect.stringMatching(/my_orders\s*401/) as string,
      expect.stringMatching(/invalid_client/) as string,
    ]);
    await org.turn(true);

    const ada = await org.userId(person('basic').login);
    const legs = await org.events('eventType eq "app.oauth2.token.grant.id_jag"');
    // One token to read with, and one to order with.
    expect(legs).toHaveLength(2);
    for (const event of legs)
      expect(event).toMatchObject({
        actor: { id: ada },
        target: expect.arrayContaining([
          expect.objectContaining({ id: org.id, type: 'AI_AGENT' }),
        ]) as unknown,
      });
    // So does the second leg, whose client the agent is.
    const tokens = await org.events(
      `eventType eq "app.oauth2.as.token.grant.access_token" and actor.id eq "${ada}" and target.id eq "${org.id}"`,
    );
    expect(tokens).toHaveLength(2);
    const ended = await org.events(`eventType eq "workload_principal.ai_agent.deactivate"`);
    expect(ended.length).toBeGreaterThan(0);
  });

  test('looks right, and needs no mouse', async () => {
    const flaws = new Flaws();
    const context = await windowToLookAt(browser);
    contexts.push(context);
    const page = await context.newPage();
    await page.goto(demo.assistant);
    await flaws.lookFromAllSides(page, 'assistant-welcome');
    await signInToAssistant(page);
    await page.getByLabel('Your message').fill('What do you sell?');
    await page.keyboard.press('Enter');
    await answered(page, 'Pour-Over Set');
    await say(page, 'Order 12 × Pour-Over Set');
    await answered(page, 'I can order at most');
    await say(page, 'What have I ordered?');
    await page.locator('#last', { hasText: 'What have I ordered?' }).locator('summary').first().click();
    await flaws.lookFromAllSides(page, 'assistant-talk');
    await page.getByText('How this works').click();
    await page.locator('.about .sequence-text').first().waitFor();
    await flaws.lookFromAllSides(page, 'assistant-about');
    expect(flaws.found).toEqual({});
  });
});
