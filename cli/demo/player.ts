import { decodeJwt } from 'jose';
import { z } from 'zod';
import { sessionToken } from '../doctor/round-trip.ts';
import { UserError } from '../errors.ts';
import { Browser, formWith } from './browser.ts';
import type { Visit } from './browser.ts';
import { runCommand } from './commands.ts';
import { HostedPage } from './hosted-page.ts';
import type { Names } from './names.ts';
import { brief } from './observation.ts';
import type { Observation } from './observation.ts';
import { signInAtPartner } from './partner.ts';
import { Passkeys } from './passkeys.ts';
import type { Ground } from './ground.ts';
import type { Step } from './schema.ts';
import { actionOf } from './schema.ts';
import { approveByPush } from './step-up.ts';
import { askThirdParty } from './third-party.ts';

const token = z.object({ access_token: z.string() });
const orders = z.object({ id: z.string() });
const products = z.array(z.object({ itemId: z.string(), title: z.string(), target: z.string().optional() }));

/** Plays people without a screen, through the doors that they use: the shop’s pages and API, the org’s sign-in. */
export class Player {
  readonly #ground: Ground;
  readonly #names: Names;
  readonly #seen: (observation: Observation) => void;
  readonly #people = new Map<string, Browser>();
  readonly #claims = new Map<string, Record<string, unknown>>();
  readonly #passkeys = new Passkeys();

  constructor(ground: Ground, names: Names, seen: (observation: Observation) => void) {
    this.#ground = ground;
    this.#names = names;
    this.#seen = seen;
  }

  /** @throws UserError with the cause */
  async play(step: Step): Promise<void> {
    switch (actionOf(step)) {
      case 'open':
        await this.#goTo(step.as, await this.#names.text(step.open ?? '/'));
        return;
      case 'sign-in':
        await this.#signIn(step.as, step['sign-in'] ?? '/');
        return;
      case 'partner':
        await signInAtPartner(this.#ground, this.#newBrowser(undefined), step.partner ?? '');
        return;
      case 'order':
        await this.#order(step.as, step.order ?? 'first');
        return;
      case 'approve':
        await this.#approve(step.as, step.approve === 'push');
        return;
      case 'call':
        await this.#call(step);
        return;
      case 'press':
        await this.#press(step);
        return;
      case 'consent':
        await askThirdParty(
          this.#ground,
          this.#names,
          this.#browserOf(step.as),
          step.consent ?? 'accept',
          this.#answered,
        );
        return;
      case 'passkey':
        await this.#usePasskey(step.as, step.passkey ?? 'use');
        return;
      case 'console':
        return;
      case 'run':
        this.#seen({
          kind: 'printed',
          text: await runCommand(await this.#names.text(step.run ?? ''), this.#ground.io),
        });
    }
  }

  readonly #answered = (who: string | undefined, visit: Visit, claims?: Record<string, unknown>): void => {
    const { pathname } = visit.url;
    this.#seen({
      kind: 'answer',
      who,
      method: visit.method,
      path: pathname,
      status: visit.status,
      text: visit.text,
      claims,
    });
  };

  #login(person: string): string {
    return this.#ground.cast(person).login;
  }

  get #shop(): string {
    return this.#ground.config.appUrl;
  }

  #browserOf(person: string): Browser {
    const known = this.#people.get(person);
    if (known) return known;
    const who = person === 'nobody' ? undefined : this.#login(person);
    const browser = this.#newBrowser(who, () => this.#claims.get(person));
    this.#people.set(person, browser);
    return browser;
  }

  /** Every answer of the shop is observed. */
  #newBrowser(who: string | undefined, claims?: () => Record<string, unknown> | undefined): Browser {
    return new Browser(this.#ground.signal, (visit) => {
      if (visit.url.origin === this.#shop) this.#answered(who, visit, claims?.());
    });
  }

  async #goTo(person: string, page: string): Promise<Visit> {
    if (person !== 'nobody' && !this.#claims.has(person)) return this.#signIn(person, page);
    return this.#arrive(person, await this.#browserOf(person).open(this.#shop + page));
  }

  /** Signs in with a session token, like the presenter bar: Okta then asks only for what the policy requires in addition. */
  async #signIn(person: string, page: string): Promise<Visit> {
    const browser = this.#browserOf(person);
    browser.forget();
    this.#claims.delete(person);
    const { login, password } = this.#ground.cast(person);
    const session = await sessionToken(this.#ground.context, login, password);
    if ('refused' in session) throw new UserError(`${login} cannot sign in: Okta says ${session.refused}`);
    const begun = await browser.send(`${this.#shop}/login/okta?return=${encodeURIComponent(page)}`);
    const location = begun.headers.get('location');
    if (location === null)
      throw new UserError(`The shop did not start a sign-in: ${begun.status} ${brief(begun.text)}`);
    const url = new URL(location);
    url.searchParams.set('sessionToken', session.token);
    await this.#learn(person, await browser.open(url.href));
    // Observed only now, because what the page says about the new tokens needs them.
    return this.#arrive(person, await browser.open(this.#shop + page));
  }

  /** Reads the person's token, as the scripts of the pages do. */
  async #learn(person: string, visit: Visit): Promise<void> {
    await this.#arrive(person, visit);
    if (visit.status >= 400)
      throw new UserError(`${this.#login(person)} could not sign in: ${visit.status} ${brief(visit.text)}`);
    const accessToken = await this.#token(person, 'person');
    this.#claims.set(person, decodeJwt(accessToken));
  }

  async #token(person: string, kind: Step['token']): Promise<string> {
    const given = await this.#browserOf(person).send(
      this.#shop + (kind === 'admin' ? '/admin/token' : '/token'),
      {
        headers: { accept: 'application/json' },
      },
    );
    const read = given.status === 200 ? token.safeParse(JSON.parse(given.text)) : undefined;
    if (read?.success) return read.data.access_token;
    throw new UserError(
      `The shop did not return the ${kind} token of ${this.#login(person)}: ${given.status} ${brief(given.text)}`,
    );
  }

  /** @throws UserError if Okta asks for something that cannot be played */
  async #arrive(person: string, visit: Visit): Promise<Visit> {
    if (visit.url.origin === this.#shop) return visit;
    const page = await HostedPage.from(this.#browserOf(person), visit);
    const asked = page?.state ?? brief(visit.text);
    throw new UserError(
      `${this.#login(person)} did not get back to the shop: ${visit.url.host} responded with ${visit.status} and asks for ${asked}`,
    );
  }

  async #order(person: string, wanted: string): Promise<void> {
    if (!this.#claims.has(person)) await this.#signIn(person, '/products');
    const list = await this.#api(person, 'GET /api/products');
    const items = products.safeParse(list.status === 200 ? JSON.parse(list.text) : undefined).data ?? [];
    const item = wanted === 'first' ? items[0] : items.find(({ title }) => title === wanted);
    if (!item)
      throw new UserError(
        `${this.#login(person)} cannot see ${wanted === 'first' ? 'any product' : wanted}: ${list.status} ${brief(list.text)}`,
      );
    const placed = await this.#api(person, 'POST /api/orders', { itemId: item.itemId });
    if (placed.status === 201) this.#names.made.set('order', orders.parse(JSON.parse(placed.text)).id);
  }

  async #call({ as, call = '', body, token: kind }: Step): Promise<void> {
    const request = await this.#names.text(call);
    if (as !== 'nobody' && !this.#claims.has(as)) await this.#signIn(as, '/');
    await this.#api(as, request, body && (await this.#names.fields(body)), kind);
  }

  async #api(
    person: string,
    request: string,
    body?: unknown,
    kind: Step['token'] = 'person',
  ): Promise<Visit> {
    const [method = 'GET', path = '/'] = request.split(' ');
    const bearer: Record<string, string> =
      person === 'nobody' ? {} : { authorization: `Bearer ${await this.#token(person, kind)}` };
    const answer = await this.#browserOf(person).json(this.#shop + path, body, bearer, method);
    if (request === 'GET /api/products' && answer.status === 200) this.#noteProducts(answer.text);
    return answer;
  }

  /** What a person is shown can be asked for by another, by its number. */
  #noteProducts(text: string): void {
    const shown = products.parse(JSON.parse(text));
    const premium = shown.find(({ target }) => target === 'PREMIUM');
    if (shown[0]) this.#names.made.set('product', shown[0].title);
    if (premium) this.#names.made.set('premium', premium.itemId);
  }

  async #press({ as, press = '', fill }: Step): Promise<void> {
    const browser = this.#browserOf(as);
    const { page } = browser;
    const form = page && formWith(page.text, press);
    if (!page || !form)
      throw new UserError(`There is no button “${press}” at ${page?.url.pathname ?? 'the page'}`);
    const filled = Object.entries(fill).map(async ([key, text]) => [key, await this.#filled(text)] as const);
    const fields = { ...form.fields, ...Object.fromEntries(await Promise.all(filled)) };
    const sent = await browser.post(new URL(form.action || page.url, page.url).href, fields);
    const client = /^\/developer\/clients\/(\w+)$/.exec(sent.url.pathname)?.[1];
    if (client !== undefined) this.#names.made.set('client', client);
    await this.#arrive(as, sent);
  }

  #filled(text: string): Promise<string> {
    return this.#names.text(text.replace('SAMPLE_APP', this.#ground.config.features.sampleAppUrl ?? ''));
  }

  async #approve(person: string, isApproved: boolean): Promise<void> {
    const { control } = this.#ground;
    if (!control)
      throw new UserError('A push is answered on a phone, and only the sandbox’s phone can be simulated');
    const page = await this.#goTo(person, '/admin/orders?status=pending');
    const login = this.#login(person);
    const order = this.#names.made.get('order');
    await approveByPush(control, this.#browserOf(person), page, { login, order, isApproved });
  }

  async #usePasskey(person: string, how: 'enroll' | 'use' | 'password'): Promise<void> {
    if (!this.#ground.control) throw new UserError('A passkey needs a browser and its authenticator');
    const browser = this.#browserOf(person);
    browser.forget();
    this.#claims.delete(person);
    const page = await HostedPage.ofSignIn(browser, this.#shop);
    const { login, password } = this.#ground.cast(person);
    await this.#passkeys.signIn(page, { login, password, how, origin: this.#ground.config.okta.baseUrl });
    const end = await page.leave();
    if (!end && how === 'password') {
      this.#seen({
        ...{ kind: 'answer', who: login, method: 'GET', path: '/signin', status: 200 },
        text: page.asks.join(' '),
      });
      return;
    }
    if (!end) throw new UserError(`${login} could not sign in: Okta asks for ${page.state}`);
    await this.#learn(person, end);
  }
}
