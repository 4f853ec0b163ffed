import { decodeJwt } from 'jose';
import { z } from 'zod';
import type { Context } from '../doctor/context.ts';
import { sessionToken } from '../doctor/round-trip.ts';
import { UserError } from '../errors.ts';
import type { Io } from '../io.ts';
import { Browser, firstForm, formWith } from './browser.ts';
import type { Visit } from './browser.ts';
import { runCommand } from './commands.ts';
import { HostedPage } from './hosted-page.ts';
import type { Names } from './names.ts';
import { brief } from './observation.ts';
import type { Observation } from './observation.ts';
import { Passkeys } from './passkeys.ts';
import type { Ground } from './ground.ts';
import type { Step } from './schema.ts';
import { actionOf } from './schema.ts';
import { askThirdParty } from './third-party.ts';

/** A step that could not be played, with the cause in words. */
class StepRefused extends Error {}

/** Why a step or a change did not work, in one line. */
export function causeOf(error: unknown): string {
  if (error instanceof StepRefused) return error.message;
  if (error instanceof UserError) return [error.message, ...error.remedy].join(' ');
  return error instanceof Error ? error.message : String(error);
}

const token = z.object({ access_token: z.string() });
const factors = z.object({ factors: z.array(z.object({ id: z.string(), kind: z.string() })) });
const stepUp = z.object({ id: z.string().optional(), state: z.string(), number: z.number().nullish() });
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

  /** @throws StepRefused, or a UserError, with the cause */
  async play(step: Step): Promise<void> {
    switch (actionOf(step)) {
      case 'open':
        await this.#goTo(step.as, await this.#names.text(step.open ?? '/'));
        return;
      case 'sign-in':
        await this.#signIn(step.as, step['sign-in'] ?? '/');
        return;
      case 'partner':
        await this.#signInAtPartner(step.partner ?? '');
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
      case 'run':
        this.#seen({
          kind: 'printed',
          text: await runCommand(await this.#names.text(step.run ?? ''), this.#io),
        });
    }
  }

  /** Whether this person has signed in before, so that a page can be opened as them. */
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

  get #io(): Io {
    return this.#ground.io;
  }

  #login(person: string): string {
    return this.#ground.cast(person).login;
  }

  get #shop(): string {
    return this.#ground.config.appUrl;
  }

  get #context(): Context {
    return this.#ground.context;
  }

  #browserOf(person: string): Browser {
    const known = this.#people.get(person);
    if (known) return known;
    const who = person === 'nobody' ? undefined : this.#login(person);
    const browser = new Browser(this.#ground.signal, (visit) => {
      if (visit.url.origin === this.#shop) this.#answered(who, visit, this.#claims.get(person));
    });
    this.#people.set(person, browser);
    return browser;
  }

  async #goTo(person: string, page: string): Promise<Visit> {
    if (person !== 'nobody' && !this.#claims.has(person)) return this.#signIn(person, page);
    return this.#arrive(person, await this.#browserOf(person).open(this.#shop + page));
  }

  /** By a session token, as the presenter bar does: Okta then asks for nothing that the policy does not want besides. */
  async #signIn(person: string, page: string): Promise<Visit> {
    const browser = this.#browserOf(person);
    browser.forget();
    this.#claims.delete(person);
    const { login, password } = this.#ground.cast(person);
    const session = await sessionToken(this.#context, login, password);
    if ('refused' in session) throw new StepRefused(`${login} cannot sign in: Okta says ${session.refused}`);
    const begun = await browser.send(`${this.#shop}/login/okta?return=${encodeURIComponent(page)}`);
    const location = begun.headers.get('location');
    if (location === null)
      throw new StepRefused(`The shop does not start a sign-in: ${begun.status} ${brief(begun.text)}`);
    const url = new URL(location);
    url.searchParams.set('sessionToken', session.token);
    await this.#learn(person, await browser.open(url.href));
    // What the page says of the new tokens is seen only now that they are known.
    return this.#arrive(person, await browser.open(this.#shop + page));
  }

  /** Reads the person's token, as the scripts of the pages do. */
  async #learn(person: string, visit: Visit): Promise<void> {
    await this.#arrive(person, visit);
    if (visit.status >= 400)
      throw new StepRefused(`${this.#login(person)} is not let in: ${visit.status} ${brief(visit.text)}`);
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
    throw new StepRefused(
      `The shop gives ${this.#login(person)} no ${kind} token: ${given.status} ${brief(given.text)}`,
    );
  }

  /** @throws StepRefused where Okta asks for something that is not played */
  async #arrive(person: string, visit: Visit): Promise<Visit> {
    if (visit.url.origin === this.#shop) return visit;
    const page = await HostedPage.from(this.#browserOf(person), visit);
    const asked = page ? `${page.asks[0] ?? ''} ${page.said}`.trim() : brief(visit.text);
    throw new StepRefused(
      `${this.#login(person)} does not arrive: ${visit.url.host} answers ${visit.status} and asks for ${asked}`,
    );
  }

  async #order(person: string, wanted: string): Promise<void> {
    if (!this.#claims.has(person)) await this.#signIn(person, '/products');
    const list = await this.#api(person, 'GET /api/products');
    const items = products.safeParse(list.status === 200 ? JSON.parse(list.text) : undefined).data ?? [];
    const item = wanted === 'first' ? items[0] : items.find(({ title }) => title === wanted);
    if (!item)
      throw new StepRefused(
        `${this.#login(person)} is not shown ${wanted === 'first' ? 'any product' : wanted}: ${list.status} ${brief(list.text)}`,
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
      throw new StepRefused(`There is no button “${press}” at ${page?.url.pathname ?? 'the page'}`);
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

  /** As the orders page does: begins the step-up, the phone answers, and the shop is asked what has become of it. */
  async #approve(person: string, isApproved: boolean): Promise<void> {
    const { control } = this.#ground;
    if (!control) throw new StepRefused('The push is answered on a phone: only the sandbox’s can be played');
    const { text } = await this.#goTo(person, '/admin/orders?status=pending');
    const browser = this.#browserOf(person);
    const csrf = /name="_csrf" value="([^"]+)"/.exec(text)?.[1] ?? '';
    const id = this.#names.made.get('order') ?? /data-order="([^"]+)"/.exec(text)?.[1];
    if (id === undefined) throw new StepRefused('No order is pending');
    const list = await browser.send(`${this.#shop}/admin/step-up/factors`, {
      headers: { accept: 'application/json' },
    });
    const push =
      list.status === 200 && factors.parse(JSON.parse(list.text)).factors.find(({ kind }) => kind === 'push');
    if (!push)
      throw new StepRefused(
        `${this.#login(person)} has no push to approve with: ${list.status} ${brief(list.text)}`,
      );
    const status = 'complete';
    const begun = await browser.json(
      `${this.#shop}/admin/orders/${id}/step-up`,
      { factor: push.id, status },
      { 'x-csrf-token': csrf },
    );
    if (begun.status !== 200)
      throw new StepRefused(`The step-up does not begin: ${begun.status} ${brief(begun.text)}`);
    const { id: stepUpId, number } = stepUp.parse(JSON.parse(begun.text));
    await control.push(this.#login(person), isApproved, number ?? undefined);
    if (stepUpId !== undefined)
      await browser.send(`${this.#shop}/admin/step-up/${stepUpId}`, {
        headers: { accept: 'application/json' },
      });
  }

  /** By the domain of the address: the org's page sends the person on, and the partner's page signs them in. */
  async #signInAtPartner(email: string): Promise<void> {
    if (!this.#ground.control) throw new StepRefused('The partner’s own sign-in needs a browser');
    const browser = new Browser(this.#ground.signal, (visit) => {
      if (visit.url.origin === this.#shop) this.#answered(undefined, visit);
    });
    const page = await HostedPage.from(browser, await browser.open(`${this.#shop}/login/okta`));
    if (!page) throw new StepRefused('Okta’s sign-in page does not open');
    await page.proceed('identify', { identifier: email });
    const { elsewhere } = page;
    if (elsewhere === undefined)
      throw new StepRefused(
        `Okta does not send ${email} to the partner, but asks for ${page.asks[0] ?? 'nothing'}. ${page.said}`.trim(),
      );
    const chooser = await browser.open(elsewhere);
    const asked = firstForm(chooser.text);
    const account = { choice: 'new', email, firstName: 'Mary', lastName: 'Anning' };
    const sent = await browser.post(new URL(asked?.action ?? '', chooser.url).href, {
      ...asked?.fields,
      ...account,
    });
    // The partner's answer travels in a form that a script of its page sends.
    const answer = firstForm(sent.text);
    if (!answer)
      throw new StepRefused(`The partner does not sign ${email} in: ${sent.status} ${brief(sent.text)}`);
    const end = await browser.post(new URL(answer.action, sent.url).href, answer.fields);
    if (end.url.origin !== this.#shop)
      throw new StepRefused(`${email} is not let in: ${end.status} ${brief(end.text)}`);
  }

  async #usePasskey(person: string, how: 'enrol' | 'use' | 'password'): Promise<void> {
    if (!this.#ground.control) throw new StepRefused('A passkey needs a browser and its authenticator');
    const browser = this.#browserOf(person);
    browser.forget();
    this.#claims.delete(person);
    const page = await HostedPage.from(browser, await browser.open(`${this.#shop}/login/okta`));
    if (!page) throw new StepRefused('Okta’s sign-in page does not open');
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
    if (!end)
      throw new StepRefused(
        `${login} is not let in: Okta asks for ${page.asks[0] ?? 'nothing'}. ${page.said}`.trim(),
      );
    await this.#learn(person, end);
  }
}
