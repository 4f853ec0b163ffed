import type { Context } from 'koa';
import { performCall } from '../../api/index.ts';
import type { Answer } from '../../api/kernel/route.ts';
import type { Principal } from '../../api/kernel/authenticate.ts';
import { errorBody } from '../../http/errors.ts';
import { Upload } from '../../http/upload.ts';
import { OktaError } from '../../org/kernel/errors.ts';
import type { Org } from '../../org/org.ts';
import { callerOf } from '../../sign-in/log.ts';
import { maskJson, recordOffWire } from '../../../exchange/index.ts';
import { type Item, itemsAt, textAt } from './item.ts';

export type { Item } from './item.ts';

export type Query = Readonly<Record<string, string | number | undefined>>;

/** A call as the request strip shows it, without secrets. */
export interface MadeCall {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly milliseconds: number;
  readonly responseBody?: string;
  readonly curl: string;
}

export interface Page {
  readonly items: readonly Item[];
  /** The query of the next page. */
  readonly next?: string;
}

/** The API refused a call, in Okta's words. */
export class ApiRefusal extends Error {
  readonly status: number;
  readonly causes: readonly string[];

  constructor(status: number, message: string, causes: readonly string[]) {
    super(message);
    this.name = 'ApiRefusal';
    this.status = status;
    this.causes = causes;
  }
}

/**
 * The org's Management API, called on behalf of the signed-in user: routed, authorized and handled as a call
 * over HTTP is, and nothing else. Remembers its calls for the request strip.
 */
export class ConsoleApi {
  readonly calls: MadeCall[] = [];
  readonly #org: Org;
  readonly #ctx: Context;
  readonly #principal: Principal;

  constructor(org: Org, ctx: Context, principal: Principal) {
    this.#org = org;
    this.#ctx = ctx;
    this.#principal = principal;
  }

  /** @throws ApiRefusal */
  async get(path: string, query?: Query): Promise<Item> {
    return asItem((await this.#call('GET', path, query)).body);
  }

  /** The resource at this path; undefined if it does not exist or the role may not see it. */
  async find(path: string, query?: Query): Promise<Item | undefined> {
    return this.get(path, query).catch(nothingIfRefused);
  }

  /** One page of a list. @throws ApiRefusal */
  async page(path: string, query?: Query): Promise<Page> {
    const { body, headers } = await this.#call('GET', path, query);
    const links = [headers?.['Link'] ?? []].flat();
    const next = links.map((link) => /<([^>]*)>; rel="next"/.exec(link)?.[1]).find(Boolean);
    const further = next ?? (textAt(body, '_links.next.href') || undefined);
    return {
      items: Array.isArray(body) ? body.map(asItem) : [...itemsAt(body, 'data'), ...itemsAt(body, 'value')],
      ...(further !== undefined && { next: new URL(further).searchParams.toString() }),
    };
  }

  /** The first page of a list, for choices and short lists. @throws ApiRefusal */
  async list(path: string, query?: Query): Promise<readonly Item[]> {
    return (await this.page(path, query)).items;
  }

  /** Like `list`, but empty if the role may not see it. */
  async listIfAllowed(path: string, query?: Query): Promise<readonly Item[]> {
    return (await this.list(path, query).catch(nothingIfRefused)) ?? [];
  }

  post = (path: string, body?: unknown, query?: Query): Promise<Item> =>
    this.#change('POST', path, body, query);
  put = (path: string, body?: unknown, query?: Query): Promise<Item> =>
    this.#change('PUT', path, body, query);
  patch = (path: string, body?: unknown): Promise<Item> => this.#change('PATCH', path, body);
  /** A POST of a file. */
  upload = (path: string, file: Upload): Promise<Item> => this.#change('POST', path, file);
  delete = (path: string, query?: Query): Promise<Item> => this.#change('DELETE', path, undefined, query);

  async #change(method: string, path: string, body: unknown, query?: Query): Promise<Item> {
    return asItem((await this.#call(method, path, query, body)).body);
  }

  async #call(method: string, path: string, query: Query = {}, body?: unknown): Promise<Answer> {
    const parameters = new URLSearchParams();
    for (const [name, value] of Object.entries(query))
      if (value !== undefined && value !== '') parameters.set(name, String(value));
    const { id, client } = callerOf(this.#ctx);
    const started = performance.now();
    const answer = await performCall(this.#org, {
      ...{ method, path, query: parameters, id, client, headers: {} },
      principal: () => Promise.resolve(this.#principal),
      // As on the wire: `undefined` is not there.
      body: () =>
        Promise.resolve(
          body === undefined || body instanceof Upload ? body : JSON.parse(JSON.stringify(body)),
        ),
    }).catch((error: unknown): Answer => {
      if (error instanceof OktaError) return { status: error.status, body: errorBody(error) };
      throw error;
    });
    const text = parameters.toString();
    const address = text === '' ? path : `${path}?${text}`;
    const milliseconds = performance.now() - started;
    this.calls.push(
      madeCall(this.#org.url, method, address, body, {
        status: answer.status,
        body: answer.body,
        milliseconds,
      }),
    );
    // Calls that only read would hide the change in the strip.
    if (method !== 'GET')
      recordOffWire(
        'org',
        {
          ...{ method, url: this.#org.url + address, receiver: 'org' },
          body: asText(body instanceof Upload ? undefined : body),
        },
        { status: answer.status, body: asText(answer.body) ?? '', ms: milliseconds },
      );
    if (answer.status >= 400) throw refusalOf(answer.status, asItem(answer.body));
    return answer;
  }
}

const asText = (body: unknown): string | undefined => (body === undefined ? undefined : JSON.stringify(body));

function nothingIfRefused(error: unknown): undefined {
  if (error instanceof ApiRefusal && [403, 404, 501].includes(error.status)) return undefined;
  throw error;
}

const asItem = (value: unknown): Item =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Item) : {};

function refusalOf(status: number, { errorSummary, errorCauses }: Item): ApiRefusal {
  const causes = Array.isArray(errorCauses) ? errorCauses.map((cause) => textAt(cause, 'errorSummary')) : [];
  return new ApiRefusal(status, typeof errorSummary === 'string' ? errorSummary : 'The call failed.', causes);
}

/** Characters of a body that the strip shows. */
const longest = 12_000;

function madeCall(
  orgUrl: string,
  method: string,
  path: string,
  body: unknown,
  answer: { readonly status: number; readonly body: unknown; readonly milliseconds: number },
): MadeCall {
  const isFile = body instanceof Upload;
  const requestBody = body === undefined || isFile ? undefined : JSON.stringify(maskJson(body), undefined, 2);
  return {
    ...{ method, path, status: answer.status },
    milliseconds: Math.max(1, Math.round(answer.milliseconds)),
    ...(answer.body !== undefined && { responseBody: shortened(answer.body) }),
    curl: curlOf(method, orgUrl + path, requestBody) + (isFile ? " \\\n  -F 'file=@picture.png'" : ''),
  };
}

/** Without secrets; a list of hundreds is written out as far as it is shown. */
function shortened(body: unknown): string {
  const shown = maskJson(Array.isArray(body) ? body.slice(0, 20) : body);
  const text = typeof shown === 'string' ? shown : JSON.stringify(shown, undefined, 2);
  const more = Array.isArray(body) && body.length > 20 ? `\n… ${String(body.length - 20)} more` : '';
  return (text.length > longest ? `${text.slice(0, longest)}\n…` : text) + more;
}

/** For a POSIX shell; the person who pastes it uses their own token. */
function curlOf(method: string, url: string, body: string | undefined): string {
  const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;
  return [
    `curl -X ${method} ${quoted(url)}`,
    '-H "Authorization: SSWS $OKTA_API_KEY"',
    ...(body === undefined ? [] : ["-H 'Content-Type: application/json'", `-d ${quoted(body)}`]),
  ].join(' \\\n  ');
}
