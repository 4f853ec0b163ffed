import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { Interrupted, UserError } from '../errors.ts';
import { isLoopback } from '../run/loopback.ts';
import type { Authorize } from './authorize.ts';
import { Retries, isPassing } from './retries.ts';
import type { Fields, Value } from './value.ts';

/** An error response from the org. https://developer.okta.com/docs/reference/error-codes/ */
export class ManagementApiError extends UserError {
  readonly status: number;
  /** Okta's own code, as in E0000011. */
  readonly errorCode: string | undefined;
  /** What the org said. */
  readonly answer: string;

  constructor(method: string, path: string, { status, url }: Pick<Response, 'status' | 'url'>, body: string) {
    const said = errorBody.safeParse(parseJson(body)).data;
    const causes = said?.errorCauses.map(({ errorSummary }) => errorSummary) ?? [];
    const answer = said?.errorSummary ?? (/^\s*</.test(body) ? '(a web page)' : body.slice(0, 200));
    const verb = isPassing(status) ? 'The org failed to respond to' : 'Okta rejected';
    super(`${verb} ${method} ${path}: ${status} ${answer}`, [...causes, ...remediesOf(status, url)], {
      code: 'org_refused',
    });
    this.status = status;
    this.answer = answer;
    this.errorCode = said?.errorCode;
  }
}

/**
 * Okta's answer to requests for something that the org's plan does not include, with status 401 or 403: neither
 * the token nor the account's rights are the problem.
 */
export const featureCode = 'E0000015';

function remediesOf(status: number, url: string): string[] {
  if (status === 429)
    return ['Reports > Rate Limits shows what uses up the requests. Try again when they reset.'];
  if (!isPassing(status)) return [];
  return url !== '' && isLoopback(url)
    ? ['The org on this machine says why in its own output.']
    : ['Check https://status.okta.com, and try again in a minute.'];
}

const errorBody = z.object({
  errorCode: z.string(),
  errorSummary: z.string(),
  errorCauses: z.array(z.object({ errorSummary: z.string() })).default([]),
});

/** What is needed to find something in an org. */
export type OrgReader = Pick<ManagementApi, 'read' | 'list' | 'text'>;

/** This program's user agent at the org, so that its changes are not taken for the presenter's. */
export const managementAgent = 'okta-multidemo';

interface Options {
  /** Aborts waits and read requests immediately. Requests that change something are awaited, because their result must be known. */
  signal?: AbortSignal;
  /** Called when requests wait for the rate limit. */
  onWait?: (milliseconds: number) => void;
}

/** An org's Management API, used with an API token or with `authorizeWith`. Counts its calls. */
export class ManagementApi {
  readonly orgUrl: string;
  calls = 0;
  private readonly authorize: Authorize;
  private readonly signal: AbortSignal | undefined;
  private readonly onWait: Options['onWait'];

  constructor(orgUrl: string, authorization: string | Authorize, { signal, onWait }: Options = {}) {
    this.orgUrl = orgUrl.replace(/\/$/, '');
    this.authorize =
      typeof authorization === 'string'
        ? async () => ({ authorization: `SSWS ${authorization}` })
        : authorization;
    this.signal = signal;
    this.onWait = onWait;
  }

  /** One object; undefined if the org returns 404. */
  async read(path: string): Promise<Fields | undefined> {
    try {
      return asFields(await this.send('GET', path));
    } catch (error) {
      if (error instanceof ManagementApiError && error.status === 404) return undefined;
      throw error;
    }
  }

  /** A document that is not JSON, such as XML. */
  async text(path: string): Promise<string> {
    return (await this.fetch('GET', path)).text();
  }

  /** A collection: follows `Link: rel="next"`, to its end unless told otherwise. */
  async list(path: string, { pages = Infinity } = {}): Promise<Fields[]> {
    const items: Fields[] = [];
    let next: string | undefined = path;
    for (let count = 0; next !== undefined && count < pages; count++) {
      const page = await this.page(next);
      items.push(...page.items);
      next = page.next;
    }
    return items;
  }

  /** One page of a collection, and the path of the next. */
  async page(path: string): Promise<{ items: Fields[]; next: string | undefined }> {
    const answer = await this.fetch('GET', path);
    const items = z.array(plainObject).parse(await answer.json());
    return { items, next: nextPage(answer.headers) };
  }

  /** Sends a request only to see whether the org allows it. */
  async probe(path: string): Promise<void> {
    await this.send('GET', path);
  }

  async post(path: string, body: Value = {}): Promise<Fields> {
    return asFields(await this.send('POST', path, body));
  }

  /** A POST whose answer does not matter, such as a list. */
  async add(path: string, body: Value): Promise<void> {
    await this.send('POST', path, body);
  }

  async put(path: string, body: Value = {}): Promise<Fields> {
    return asFields(await this.send('PUT', path, body));
  }

  async patch(path: string, body: Value): Promise<void> {
    await this.send('PATCH', path, body);
  }

  /** Uploads one file in the field `file`. */
  async upload(path: string, file: Uint8Array<ArrayBuffer>, type: string): Promise<void> {
    const form = new FormData();
    form.set('file', new Blob([file], { type }), `picture.${type.split('/')[1] ?? 'png'}`);
    await this.fetch('POST', path, form);
  }

  /** Deletes; it is not an error if the object no longer exists. */
  async delete(path: string): Promise<void> {
    try {
      await this.send('DELETE', path);
    } catch (error) {
      if (!(error instanceof ManagementApiError && error.status === 404)) throw error;
    }
  }

  private async send(method: string, path: string, body?: Value): Promise<Value> {
    return parseJson(await (await this.fetch(method, path, body)).text()) ?? {};
  }

  private async fetch(method: string, path: string, body?: Value | FormData): Promise<Response> {
    const retries = new Retries();
    for (;;) {
      this.calls++;
      const answer = await this.answer(method, path, body);
      if (answer.ok) return answer;
      const wait = retries.next(method, answer);
      const said = await answer.text();
      if (wait === undefined) throw new ManagementApiError(method, path, answer, said);
      if (answer.status === 429) this.onWait?.(wait);
      await sleep(wait, undefined, this.signal && { signal: this.signal }).catch(() => {
        throw stopped();
      });
    }
  }

  /**
   * Sends one request and returns its response unmodified.
   * @throws UserError if there is none
   */
  protected async answer(method: string, path: string, body?: Value | FormData): Promise<Response> {
    const { url, ...request } = await this.prepare(method, path, body);
    const signal = method === 'GET' ? this.signal : undefined;
    return fetch(url, { ...request, ...(signal && { signal }) }).catch((error: unknown) => {
      if (signal?.aborted === true) throw stopped();
      throw notResponding(this.orgUrl, error);
    });
  }

  /** A request with authentication headers. */
  protected async prepare(method: string, path: string, body?: Value | FormData): Promise<PreparedRequest> {
    const { href: url } = new URL(path, `${this.orgUrl}/`);
    return {
      url,
      method,
      headers: {
        accept: 'application/json',
        'user-agent': managementAgent,
        ...(await this.authorize(method, url)),
        ...(body !== undefined && !(body instanceof FormData) && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: body instanceof FormData ? body : JSON.stringify(body) }),
    };
  }
}

export interface PreparedRequest {
  url: string;
  method: string;
  headers: Record<string, string>;
  body?: string | FormData;
}

const stopped = () => new Interrupted('Stopped.', 'Run the command again to continue.');

export const notResponding = (orgUrl: string, cause: unknown): UserError =>
  new UserError(`The org at ${orgUrl} is not responding.`, 'Check the URL and the network.', {
    cause,
    code: 'org_unreachable',
  });

/** Path and query of the next page (RFC 8288). */
export function nextPage(headers: Headers): string | undefined {
  const url = /<([^>]+)>;\s*rel="next"/.exec(headers.get('link') ?? '')?.[1];
  return url === undefined ? undefined : new URL(url).pathname + new URL(url).search;
}

function parseJson(text: string): Value | undefined {
  try {
    return JSON.parse(text) as Value;
  } catch {
    return undefined;
  }
}

/** The result of JSON.parse is JSON: checking all of its values again would be half the work of a call. */
const asFields = (value: unknown): Fields => plainObject.parse(value);
const plainObject = z.custom<Fields>(
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  'expected an object',
);
