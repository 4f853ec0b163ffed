import { type Fetcher, IdxConversation } from './idx-conversation.ts';

/** The org's own sign-in page without a browser: goes on from the state token in it, as the widget does. */
export class HostedPage<Browser extends Fetcher = Fetcher> extends IdxConversation<Browser> {
  readonly url: string;
  readonly #org: string;

  constructor(visitor: Browser, url: string) {
    super(visitor);
    this.url = url;
    this.#org = new URL(url).origin;
  }

  /** @throws when the page is another than the one with the widget */
  static async open<Browser extends Fetcher>(visitor: Browser, url: string): Promise<HostedPage<Browser>> {
    const page = new HostedPage(visitor, url);
    const { stateToken } = widgetOptions(await (await visitor.fetch(url)).text());
    await page.post(`${page.#org}/idp/idx/introspect`, { stateToken });
    return page;
  }

  /** Name and password, on one page or one after the other. */
  async signIn({ login, password }: { readonly login: string; readonly password: string }): Promise<this> {
    const asksBoth = this.remediation('identify').value.some(({ name }) => name === 'credentials');
    const credentials = { passcode: password };
    await this.proceed('identify', { identifier: login, ...(asksBoth && { credentials }) });
    return asksBoth || this.status !== 200 ? this : this.answer(credentials);
  }

  /** The texts of all messages, on the form and on its fields. */
  get messages(): string[] {
    return [...JSON.stringify(this.document).matchAll(/"message":"((?:[^"\\]|\\.)*)"/g)].map(([, text]) =>
      String(JSON.parse(`"${text}"`)),
    );
  }

  /** Leaves the page as the widget does when it is done, through the org and to the app. */
  async leave(): Promise<URL> {
    const failure = this.document.remediation?.value.find(({ name }) => name === 'failure-redirect');
    const href = this.document.success?.href ?? failure?.href;
    if (href === undefined) throw new Error(`The sign-in asks for ${this.names.join(', ')}.`);
    let at = new URL(href);
    while (at.origin === this.#org && !at.pathname.startsWith('/signin/')) {
      const response = await this.visitor.fetch(at.href);
      const location = response.headers.get('location');
      if (location === null) throw new Error(`${at.pathname} answered ${response.status}.`);
      at = new URL(location, at);
    }
    return at;
  }
}

/** What the page hands to the widget. */
function widgetOptions(html: string): {
  readonly stateToken: string;
  readonly [name: string]: unknown;
} {
  const json = /data-options="([^"]*)"/.exec(html)?.[1];
  if (json === undefined) throw new Error(`This page has no widget: ${html.slice(0, 2000)}`);
  const entities: Readonly<Record<string, string>> = { quot: '"', amp: '&', lt: '<', gt: '>', '#39': "'" };
  return JSON.parse(json.replace(/&(#?\w+);/g, (all, name: string) => entities[name] ?? all)) as {
    stateToken: string;
  };
}
