import { z } from 'zod';
import { UserError } from '../errors.ts';
import type { Browser, Visit } from './browser.ts';
import { redirectOf } from './browser.ts';
import { unescapeHtml } from './observation.ts';

const option = z.looseObject({ label: z.string().default(''), value: z.unknown() });
const field = z.looseObject({ name: z.string().default(''), options: z.array(option).default([]) });
const remediation = z.looseObject({
  name: z.string(),
  href: z.string().default(''),
  value: z.array(field).default([]).catch([]),
});
const message = z.looseObject({ message: z.string() });
const documentSchema = z.looseObject({
  stateHandle: z.string().default(''),
  remediation: z.object({ value: z.array(remediation) }).optional(),
  messages: z.object({ value: z.array(message) }).optional(),
  success: z.object({ href: z.string() }).optional(),
});
type IdxDocument = z.output<typeof documentSchema>;

/** The sandbox's own sign-in page, played as the widget on it does: one posted form after the other. */
export class HostedPage {
  readonly #browser: Browser;
  readonly #org: string;
  #document: IdxDocument = { stateHandle: '' };

  private constructor(browser: Browser, org: string) {
    this.#browser = browser;
    this.#org = org;
  }

  /** @returns undefined if it is a different page */
  static async from(browser: Browser, { url, text }: Visit): Promise<HostedPage | undefined> {
    const options = /data-options="([^"]*)"/.exec(text)?.[1];
    if (options === undefined) return undefined;
    const { stateToken } = z.looseObject({ stateToken: z.string() }).parse(JSON.parse(unescapeHtml(options)));
    const page = new HostedPage(browser, url.origin);
    await page.#post(`${url.origin}/idp/idx/introspect`, { stateToken });
    return page;
  }

  /** The page that the shop redirects users to. @throws UserError if the page does not open */
  static async ofSignIn(browser: Browser, shop: string): Promise<HostedPage> {
    const page = await HostedPage.from(browser, await browser.open(`${shop}/login/okta`));
    if (page) return page;
    throw new UserError('Okta’s sign-in page does not open');
  }

  /** What the page asks for; the first one is shown. */
  get asks(): string[] {
    return this.#document.remediation?.value.map(({ name }) => name) ?? [];
  }

  /** The texts of all messages, on the page and on its fields. */
  get said(): string {
    const found = JSON.stringify(this.#document).matchAll(/"message":("(?:[^"\\]|\\.)*")/g);
    return [...found].map(([, text = '""']) => String(JSON.parse(text))).join(' ');
  }

  /** What it shows now, in words. */
  get state(): string {
    return `${this.asks[0] ?? 'nothing'}. ${this.said}`.trim();
  }

  get document(): IdxDocument {
    return this.#document;
  }

  /** Where a redirect to another identity provider leads. */
  get elsewhere(): string | undefined {
    return this.#find('redirect-idp')?.href;
  }

  async proceed(name: string, body: object): Promise<void> {
    const found = this.#find(name);
    if (!found) throw new Error(`The page asks for ${this.asks.join(', ')}.${this.said && ` ${this.said}`}`);
    await this.#post(found.href, { stateHandle: this.#document.stateHandle, ...body });
  }

  /** Selects an authenticator by its label, if the page offers a choice. */
  async choose(label: string): Promise<void> {
    const list = this.#document.remediation?.value.find(({ name }) =>
      name.startsWith('select-authenticator'),
    );
    const options = list?.value.find(({ name }) => name === 'authenticator')?.options ?? [];
    const chosen = options.find((one) => one.label === label);
    if (!list || !chosen)
      throw new Error(
        `The page offers ${options.map((one) => one.label).join(', ') || this.asks.join(', ')}.`,
      );
    const inner = z
      .object({ form: z.object({ value: z.array(z.looseObject({ name: z.string(), value: z.unknown() })) }) })
      .parse(chosen.value).form.value;
    const authenticator = Object.fromEntries(
      inner.filter(({ value }) => value !== undefined).map(({ name, value }) => [name, value]),
    );
    await this.proceed(list.name, { authenticator });
  }

  async signIn(identifier: string, passcode: string): Promise<void> {
    const asksBoth = this.#find('identify')?.value.some(({ name }) => name === 'credentials') === true;
    const credentials = { passcode };
    await this.proceed('identify', { identifier, ...(asksBoth && { credentials }) });
    if (!asksBoth && this.asks.includes('challenge-authenticator'))
      await this.proceed('challenge-authenticator', { credentials });
  }

  /** Follows the redirects back to where the sign-in began. Undefined if the page is not done. */
  async leave(): Promise<Visit | undefined> {
    const href = this.#document.success?.href ?? this.#find('failure-redirect')?.href;
    return href === undefined ? undefined : this.#browser.open(href);
  }

  /** The same, up to the redirect that leads away from the org, for a client that is not played here. */
  async leaveTo(origin: string): Promise<URL | undefined> {
    let at = this.#document.success?.href ?? this.#find('failure-redirect')?.href;
    while (at !== undefined) {
      const to = redirectOf(await this.#browser.send(at));
      if (to?.origin === origin) return to;
      at = to?.href;
    }
    return undefined;
  }

  #find(name: string) {
    return this.#document.remediation?.value.find((one) => one.name === name);
  }

  async #post(url: string, body: object): Promise<void> {
    const { text } = await this.#browser.send(new URL(url, this.#org).href, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/ion+json; okta-version=1.0.0' },
      body: JSON.stringify(body),
    });
    this.#document = documentSchema.parse(JSON.parse(text));
  }
}
