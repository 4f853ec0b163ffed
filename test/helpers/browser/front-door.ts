import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { fillIn, launchBrowser } from './browser.ts';
import { type Demo, type DemoOptions, startDemo } from '../demo.ts';

/** The shop's front door in a browser: what every sign-in from the Sign in menu to the signed-in home has in common. */
export interface FrontDoor {
  readonly demo: Demo;
  readonly context: BrowserContext;
  readonly page: Page;
  /** Home, the Sign in menu, the entry, and on its page the build of the widget. */
  choose(entry: string, build?: string): Promise<void>;
  /** Identity Engine asks one thing after another. */
  typeInSteps(person: { login: string; password: string }): Promise<void>;
  /** The Classic engine asks both on one page. */
  typeAtOnce(person: { login: string; password: string }): Promise<void>;
  /** Fills in the fields with these names as soon as they exist. */
  fill(values: Record<string, string>): Promise<void>;
  /** Fills in one field and presses Enter. */
  send(name: string, value: string): Promise<void>;
  /** A button or a link of that name. */
  press(name: string | RegExp): Promise<void>;
  shows(text: string | RegExp): Promise<void>;
  /** Signed in, on the home page. */
  isHome(firstName: string): Promise<void>;
}

/**
 * One demo and one browser for the suite that calls this, a fresh context for each test. After each test no request has
 * left this machine and no page of the shop has run into its own content security policy.
 */
export function openFrontDoor(options: DemoOptions = {}): FrontDoor {
  let demo: Demo;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let complaints: string[];

  beforeAll(async () => {
    [demo, browser] = await Promise.all([startDemo(options), launchBrowser()]);
  }, 600_000);
  afterAll(async () => {
    await browser.close();
    await demo.close();
  });
  beforeEach(async () => {
    complaints = [];
    context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
    context.setDefaultTimeout(120_000);
    context.on('request', (request) => {
      const { hostname, protocol } = new URL(request.url());
      if (protocol.startsWith('http') && hostname !== 'localhost') complaints.push(request.url());
    });
    page = await context.newPage();
    page.on('console', (message) => {
      if (/Content Security Policy/.test(message.text()) && message.location().url.startsWith(demo.shop))
        complaints.push(message.text());
    });
  });
  afterEach(async () => {
    await context.close();
    expect(complaints).toEqual([]);
  });

  const field = (name: string) => page.locator(`input[name="${name}"], #field-${name.replace('.', '-')}`);
  const fill = (values: Record<string, string>): Promise<void> =>
    fillIn(...Object.entries(values).map(([name, value]) => [field(name), value] as const));
  /** Enter in the field itself: a form that is drawn again in the meantime has the focus elsewhere. */
  const send = async (name: string, value: string): Promise<void> => {
    await fill({ [name]: value });
    await field(name).press('Enter');
  };

  return {
    get demo() {
      return demo;
    },
    get context() {
      return context;
    },
    get page() {
      return page;
    },
    fill,
    send,
    async choose(entry, build) {
      await page.goto(demo.shop);
      await page.locator('.login-menu summary').click();
      await page.locator('.login-menu').getByRole('link', { name: entry }).click();
      if (build !== undefined) await page.getByRole('link', { name: build, exact: true }).click();
    },
    async typeInSteps({ login, password }) {
      await send('identifier', login);
      await send('credentials.passcode', password);
    },
    async typeAtOnce({ login, password }) {
      await fill({ username: login, password });
      await field('password').press('Enter');
    },
    async press(name) {
      await page
        .getByRole('button', { name, exact: true })
        .or(page.getByRole('link', { name, exact: true }))
        .click();
    },
    async shows(text) {
      await page.getByText(text).first().waitFor();
    },
    async isHome(firstName) {
      await page.getByRole('heading', { level: 1, name: `Welcome, ${firstName}` }).waitFor();
      expect(page.url()).toBe(`${demo.shop}/`);
    },
  };
}
