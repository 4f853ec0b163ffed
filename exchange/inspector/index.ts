import { setImmediate as others } from 'node:timers/promises';
import type { Context, Middleware } from 'koa';
import { Assets } from '../../shared/assets.ts';
import { packageVersion } from '../../shared/package-root.ts';
import { compareRuns } from '../compare.ts';
import { asDocument } from '../export/document.ts';
import { asHar } from '../export/har.ts';
import { asMermaid } from '../export/mermaid.ts';
import { lastRuns } from '../flows.ts';
import type { Ledger } from '../ledger.ts';
import { type Message, readAll } from '../message.ts';
import type { Recorded } from '../recorded.ts';
import { type FoundToken, type KeyOf, tokensOf } from '../tokens.ts';
import { comparison } from './comparison.ts';
import { type Detail, detail } from './detail.ts';
import { page } from './page.ts';
import { Runs } from './runs.ts';
import { streamOf } from './stream.ts';

export interface InspectorOptions {
  readonly ledger: Ledger;
  readonly title: string;
  /** Where the inspector answers, without a trailing slash. */
  readonly url: string;
  /** Refuses users who may not see other people's messages, by throwing or by returning false. */
  readonly admit: (ctx: Context) => Promise<boolean>;
  /** Whether secrets may be shown: of demo people, on the sandbox, on this machine. */
  readonly mayReveal: (ctx: Context) => boolean;
  readonly keyOf: KeyOf;
  /** What the org has logged for the request of this ID. */
  readonly logOf?: (requestId: string) => readonly string[];
}

/** Requests of the inspector itself, which are not recorded. */
export const isInspector = (path: string): boolean => /^\/inspector(-assets)?(\/|$)/.test(path);

const assets = new Assets('exchange', '/inspector-assets/');

const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** `/inspector`: the messages of a ledger as swimlanes that draw themselves. */
export function createInspector(options: InspectorOptions): Middleware {
  const view = new View(options);
  return (ctx, next) => (isInspector(ctx.path) ? answer(ctx) : next());

  async function answer(ctx: Context): Promise<void> {
    if (assets.answer(ctx)) return;
    // Only for its own pages: no other origin, whatever the CORS settings.
    const origin = ctx.get('origin');
    if ((origin !== '' && origin !== options.url) || !(await options.admit(ctx))) {
      ctx.status = 403;
      ctx.body = 'The inspector shows other people’s messages, so it can be opened only on this machine.';
      return;
    }
    ctx.set('Content-Security-Policy', policy);
    ctx.set('X-Content-Type-Options', 'nosniff');
    ctx.set('Referrer-Policy', 'no-referrer');
    ctx.set('Cache-Control', 'no-store');
    await view.answer(ctx);
  }
}

class View {
  readonly #options: InspectorOptions;
  readonly #runs = new Runs();

  constructor(options: InspectorOptions) {
    this.#options = options;
  }

  async answer(ctx: Context): Promise<void> {
    const { ledger } = this.#options;
    const path = ctx.path.slice('/inspector'.length).replace(/\/$/, '');
    const messages = this.#messages(ctx);
    const [, name = '', id = ''] = /^\/(messages|compare)\/(\d+)$/.exec(path) ?? [];
    if (messages === undefined) notFound(ctx, 'This run is no longer kept.');
    else if (ctx.method === 'POST' && path === '/runs') this.#keep(ctx);
    else if (ctx.method !== 'GET') ctx.status = 405;
    else if (path === '') this.#page(ctx, messages);
    else if (path === '/stream') {
      ctx.type = 'text/event-stream';
      const after = Number(ctx.query['after']) || 0;
      ctx.body = streamOf(ledger, after, () => this.#options.admit(ctx));
    } else if (name === 'messages') await this.#detail(ctx, messages, Number(id));
    else if (name === 'compare') await this.#compare(ctx, messages, Number(id));
    else if (path.startsWith('/export.')) await this.#export(ctx, messages, path.slice('/export.'.length));
    else notFound(ctx, 'There is no page at this address.');
  }

  /**
   * The messages of a saved run, or those in the ledger; undefined if the run no longer exists. An export contains what the page
   * shows: nothing from before it was cleared.
   */
  #messages(ctx: Context): readonly Recorded[] | undefined {
    const run = text(ctx.query['run']);
    const after = ctx.path.startsWith('/inspector/export.') ? Number(ctx.query['after']) || 0 : 0;
    return run === '' ? this.#options.ledger.list(after) : this.#runs.get(run)?.messages;
  }

  #page(ctx: Context, messages: readonly Recorded[]): void {
    const { ledger, title, mayReveal } = this.#options;
    const run = text(ctx.query['run']);
    ctx.type = 'html';
    ctx.body = page({
      title,
      messages: readAll(ledger, messages),
      run: run === '' ? undefined : run,
      runs: this.#runs.all(),
      mayReveal: mayReveal(ctx),
      last: ledger.last,
      asset: (name) => assets.url(name),
    }).text;
  }

  #keep(ctx: Context): void {
    const { ledger } = this.#options;
    const name = text(ctx.query['name']).trim().slice(0, 80);
    // Scripts of the page send their origin; a form of another site cannot.
    if (ctx.get('origin') !== this.#options.url || name === '') {
      ctx.status = 400;
      return;
    }
    const after = Number(ctx.query['after']) || 0;
    ctx.body = { id: this.#runs.keep(name, ledger.list(after)).id };
  }

  async #detail(ctx: Context, messages: readonly Recorded[], id: number): Promise<void> {
    const { ledger, mayReveal } = this.#options;
    const reveals = 'reveal' in ctx.query && mayReveal(ctx);
    const wanted = ledger.idOf(id);
    const around = readAll(ledger, messages, {
      reveals,
      wants: (one, causes) =>
        one.id === wanted || causes.get(wanted) === one.id || causes.get(one.id) === wanted,
    });
    const message = around.find((one) => one.id === wanted);
    if (!message) {
      notFound(ctx, 'This message is no longer kept.');
      return;
    }
    ctx.type = 'html';
    ctx.body = detail(await this.#detailOf(message, messages, around)).text;
  }

  async #detailOf(
    message: Message,
    messages: readonly Recorded[],
    around: readonly Message[],
  ): Promise<Detail> {
    const { logOf } = this.#options;
    const recorded = messages.find(({ id }) => id === message.id);
    const effects = around.filter((one) => one.cause === message.id && !one.isAsset);
    return {
      message,
      tokens: await this.#tokens(recorded),
      cause: around.find((one) => one.id === message.cause),
      effects: effects.slice(0, 12),
      log: (recorded?.requestId !== undefined && logOf?.(recorded.requestId)) || [],
    };
  }

  async #tokens(recorded: Recorded | undefined): Promise<FoundToken[]> {
    return recorded ? tokensOf(recorded, this.#options.keyOf) : [];
  }

  async #compare(ctx: Context, messages: readonly Recorded[], id: number): Promise<void> {
    const { ledger } = this.#options;
    // A saved run is compared with those saved before it, and with the live messages.
    const others = [...this.#runs.all()].reverse().flatMap((run) => run.messages);
    const all = [...new Map([...others, ...messages].map((one) => [one.id, one])).values()];
    all.sort((a, b) => a.id - b.id);
    const { now, before } = lastRuns(readAll(ledger, all), ledger.idOf(id));
    const facts = new Map<number, ReadonlyMap<string, string>>();
    for (const { id: one } of [...now, ...(before ?? [])])
      facts.set(one, claimsOf(await this.#tokens(all.find((recorded) => recorded.id === one))));
    const differences = before && compareRuns(now, before, (message) => facts.get(message.id) ?? new Map());
    ctx.type = 'html';
    ctx.body = comparison(differences).text;
  }

  async #export(ctx: Context, recorded: readonly Recorded[], format: string): Promise<void> {
    const { ledger, title } = this.#options;
    const messages = readAll(ledger, recorded);
    const flow = messages.filter(({ isAsset }) => !isAsset);
    ctx.attachment(`okta-multidemo.${format}`);
    if (format === 'har') {
      ctx.body = JSON.stringify(asHar(messages, packageVersion()), undefined, 1);
      ctx.type = 'application/json';
    } else if (format === 'mmd') {
      ctx.body = asMermaid(flow);
      ctx.type = 'text/plain';
    } else if (format === 'html') {
      const details: Detail[] = [];
      for (const one of flow) {
        details.push(await this.#detailOf(one, recorded, flow));
        // Shop and org share the process: others go first.
        await others();
      }
      ctx.body = asDocument(title, details, assets.text('inspector.css'));
      ctx.type = 'html';
    } else notFound(ctx, 'Unknown export format. Available: har, mmd and html.');
  }
}

/** The claims of all tokens of a message: `role (claim of access_token)`. */
const claimsOf = (tokens: readonly FoundToken[]): ReadonlyMap<string, string> =>
  new Map(
    tokens.flatMap(({ name, claims }) =>
      Object.entries(claims).map(([claim, value]) => [
        `${claim} (claim of ${name})`,
        typeof value === 'string' ? value : JSON.stringify(value),
      ]),
    ),
  );

const text = (value: string | string[] | undefined): string => (typeof value === 'string' ? value : '');

function notFound(ctx: Context, message: string): void {
  ctx.status = 404;
  ctx.body = message;
}
