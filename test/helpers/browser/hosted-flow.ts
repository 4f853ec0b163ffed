import { createHash, randomBytes } from 'node:crypto';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { expect } from 'vitest';
import type { Mail } from '../../../sandbox/org/org/messages.ts';
import { password, type TestOrg } from '../org.ts';
import { fillIn, standsStill } from './browser.ts';
import { Flaws, windowToLookAt } from './shop-pages.ts';

/** What axe finds in Okta's own markup: a button is named apart from its text. */
const ofTheWidget =
  /^label-content-name-mismatch: <button [^>]*(data-se="authenticator-button"|aria-label="Setup without)/;
/** The widget at the org's hosted page, from an app's request for a code to the code, each step looked at. */
export class HostedFlow {
  readonly page: Page;
  readonly #test: TestOrg;
  readonly #context: BrowserContext;
  readonly #colours: 'light' | 'dark';
  readonly #flaws = new Flaws();
  readonly #complaints: string[] = [];

  private constructor(test: TestOrg, context: BrowserContext, page: Page, colours: 'light' | 'dark') {
    [this.#test, this.#context, this.page, this.#colours] = [test, context, page, colours];
    page.setDefaultTimeout(30_000);
    page.on('pageerror', (error) => this.#complaints.push(error.message));
    page.on('console', (message) => {
      if (/Content Security Policy/.test(message.text())) this.#complaints.push(message.text());
    });
    page.on('request', (request) => {
      const { hostname, protocol } = new URL(request.url());
      if (protocol.startsWith('http') && hostname !== 'localhost') this.#complaints.push(request.url());
    });
  }

  static async open(browser: Browser, test: TestOrg, colours: 'light' | 'dark'): Promise<HostedFlow> {
    const context = await windowToLookAt(browser, [1280, colours]);
    return new HostedFlow(test, context, await context.newPage(), colours);
  }

  /** After it nothing has left this machine, broken the page's own policy or looked wrong. */
  async close(): Promise<void> {
    await this.#context.close();
    expect(this.#complaints).toEqual([]);
    for (const [step, flaws] of Object.entries(this.#flaws.found))
      expect(
        flaws.filter((flaw) => !ofTheWidget.test(flaw)),
        step,
      ).toEqual([]);
  }

  /** The app asks for a code. */
  async begin(more: Record<string, string> = {}): Promise<this> {
    const query = new URLSearchParams({
      ...{ client_id: this.#test.clientId, response_type: 'code', scope: 'openid profile email' },
      ...{
        redirect_uri: this.#test.app.oauth!.redirectUris[0]!,
        state: 'state-1',
        nonce: 'nonce-1',
        code_challenge_method: 'S256',
      },
      code_challenge: createHash('sha256').update(randomBytes(32)).digest('base64url'),
      ...more,
    });
    await this.page.goto(`${this.#test.issuer}/v1/authorize?${query}`);
    await this.field('identifier').waitFor();
    return this;
  }

  field = (name: string) => this.page.locator(`input[name="${name}"]`);

  /** Fills in a field as soon as it is there, and sends the form. */
  async send(name: string, value: string): Promise<void> {
    await fillIn([this.field(name), value]);
    await this.field(name).press('Enter');
  }

  /** Types the same new password twice, and sends the form. */
  async sendNewPassword(value: string): Promise<void> {
    await fillIn([this.field('credentials.passcode'), value], [this.field('confirmPassword'), value]);
    await this.field('confirmPassword').press('Enter');
  }

  /** Sends the name, and then the password. */
  async signIn(login: string, secret = password): Promise<void> {
    await this.send('identifier', login);
    await this.send('credentials.passcode', secret);
  }

  /** Presses the button or link of that name. */
  press = (name: string | RegExp): Promise<void> =>
    this.page.getByRole('button', { name }).or(this.page.getByRole('link', { name })).first().click();

  /** A text of the page, as soon as it is there. */
  shows = (text: string | RegExp): Promise<void> => this.page.getByText(text).first().waitFor();

  heading = (name: string | RegExp): Promise<void> => this.page.getByRole('heading', { name }).waitFor();

  /** The step of that heading, wide and narrow: what axe finds, and that nothing is wider than the window. */
  async look(step: string, heading?: string | RegExp): Promise<void> {
    if (heading !== undefined) await this.heading(heading);
    await standsStill(this.page);
    await this.#flaws.lookFromAllSides(this.page, `hosted-${step}`, [
      [1280, this.#colours],
      [390, this.#colours],
    ]);
  }

  /** The code with which the browser is back in the app. */
  async arrives(): Promise<string> {
    await this.heading('Back in the app');
    const { href, searchParams } = new URL(this.page.url());
    expect([searchParams.get('state'), searchParams.get('error')], href).toEqual(['state-1', null]);
    return searchParams.get('code') ?? '';
  }

  /** What the app is told in place of a code. */
  async isRefused(): Promise<string | null> {
    await this.heading('Back in the app');
    return new URL(this.page.url()).searchParams.get('error');
  }

  /** The code of the newest mail or text message to that address, once it was sent after `work`. */
  async codeSentBy(to: string, work: () => Promise<unknown>): Promise<string> {
    const sent = () => this.#test.org.messages.sentTo(to);
    const before = sent().length;
    await work();
    await expect.poll(() => sent().length).toBeGreaterThan(before);
    return (sent()[0] as Mail).code ?? '';
  }

  /** A platform authenticator that says yes to everything, until the page is looked at. */
  async plugInKey(): Promise<void> {
    const session = await this.#context.newCDPSession(this.page);
    await session.send('WebAuthn.enable');
    await session.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        ...{ protocol: 'ctap2', transport: 'internal', hasResidentKey: true },
        ...{ hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true },
      },
    });
  }
}
