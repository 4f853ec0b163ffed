import { checkingAgent } from '../../exchange/index.ts';
import { featureCode } from '../provision/management-api.ts';
import { Retries } from '../provision/retries.ts';
import { Stopwatch, pause, waitingFor } from './stopwatch.ts';
import { Trouble } from './trouble.ts';

/** Milliseconds that a request waits for the rate limit, which resets every minute. */
const longestPause = 65_000;

export interface Asked {
  method?: string;
  headers?: Record<string, string>;
  body?: string | URLSearchParams | FormData;
}

/**
 * The doctor's HTTP client: each request has a timeout and is recorded; redirects are returned, not followed.
 */
export class Door {
  readonly #signal: AbortSignal;
  readonly #note: (line: string) => void;
  /** Called when requests wait for the rate limit. */
  onWait: (milliseconds: number) => void = () => undefined;
  /** Milliseconds for one request. */
  readonly #timeout: number;

  constructor(signal: AbortSignal, note: (line: string) => void, limit: number) {
    this.#signal = signal;
    this.#note = note;
    this.#timeout = limit;
  }

  /**
   * Any response, with its body.
   * @throws Trouble if there is none
   */
  ask(url: string, asked: Asked = {}): Promise<Answer> {
    return waitingFor(new URL(url).host, this.#ask(url, asked));
  }

  /**
   * The same of the org's APIs: waits for their rate limit, and repeats a reading request that a gateway failed to
   * answer.
   */
  async askRepeatedly(url: string, asked: Asked = {}): Promise<Answer> {
    const retries = new Retries({ delays: [250], longest: longestPause });
    for (;;) {
      const answer = await this.ask(url, asked);
      const wait = retries.next(asked.method ?? 'GET', answer);
      if (wait === undefined) return answer;
      if (answer.status === 429) this.onWait(wait);
      await pause(wait, this.#signal);
    }
  }

  /** The same for a library that expects `fetch`. */
  async fetch(url: string, { method, headers, body }: RequestInit): Promise<Response> {
    const answer = await this.ask(url, {
      method: method ?? 'GET',
      headers: Object.fromEntries(new Headers(headers)),
      ...(typeof body === 'string' && { body }),
    });
    return answer.response();
  }

  async #ask(url: string, { method = 'GET', headers = {}, body }: Asked): Promise<Answer> {
    const { host, pathname } = new URL(url);
    const started = performance.now();
    const note = (what: string) =>
      this.#note(`${method} ${host}${pathname} ${what} ${Math.round(performance.now() - started)} ms`);
    const late = new AbortController();
    const stopwatch = new Stopwatch(this.#timeout, () => late.abort());
    try {
      const response = await fetch(url, {
        method,
        headers: { accept: 'application/json', 'user-agent': checkingAgent, ...headers },
        redirect: 'manual',
        signal: AbortSignal.any([this.#signal, late.signal]),
        ...(body !== undefined && { body }),
      });
      const text = await response.text();
      note(String(response.status));
      return new Answer(response.status, response.headers, text, `${host}${pathname}`);
    } catch (error) {
      note('no response');
      if (late.signal.aborted)
        throw new Trouble('slow', host, `no response within ${this.#timeout / 1000} s`, { cause: error });
      throw new Trouble('unreachable', host, reasonOf(error), { cause: error });
    } finally {
      stopwatch.stop();
    }
  }
}

/** An unmodified response. */
export class Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly asked: string;

  constructor(status: number, headers: Headers, text: string, asked: string) {
    this.status = status;
    this.headers = headers;
    this.text = text;
    this.asked = asked;
  }

  /** The body as JSON; undefined if it is not JSON. */
  get json(): unknown {
    try {
      return JSON.parse(this.text) as unknown;
    } catch {
      return undefined;
    }
  }

  /** Whether the org's plan does not include it, which Okta says with status 401 or 403. */
  get lacksFeature(): boolean {
    const body = this.json;
    return typeof body === 'object' && body !== null && 'errorCode' in body && body.errorCode === featureCode;
  }

  /** The same response as a fetch response. */
  response(): Response {
    return new Response(this.text || null, { status: this.status, headers: this.headers });
  }

  /** @throws Trouble if the org itself, not the requested object, is the problem */
  expectOkta(): this {
    const { status, asked } = this;
    const said = `responded with ${status}${summaryOf(this.json)}`;
    if (this.lacksFeature) throw new Trouble('not-offered', asked, said);
    if (status === 429) throw new Trouble('limited', asked, said);
    if (status === 501) throw new Trouble('not-offered', asked, said);
    if (status >= 500) throw new Trouble('broken', asked, said);
    if (status !== 204 && (status >= 300 && status < 400 ? true : this.json === undefined))
      throw new Trouble('not-json', asked, `responded with ${status} and ${this.#kind()} instead of JSON`);
    if (status === 401) throw new Trouble('unauthorized', asked, said);
    if (status === 403) throw new Trouble('forbidden', asked, said);
    return this;
  }

  #kind(): string {
    if (this.status >= 300 && this.status < 400) return 'a redirect';
    const type = this.headers.get('content-type')?.split(';')[0];
    return type === 'text/html' || /^\s*<(!doctype|html)/i.test(this.text)
      ? 'a web page (HTML)'
      : (type ?? 'nothing');
  }
}

/** What Okta says about an error: `errorSummary`, or `error` and its description from OAuth endpoints. */
function summaryOf(body: unknown): string {
  if (typeof body !== 'object' || body === null) return '';
  const said = body as Record<string, unknown>;
  const texts = [said.errorSummary, said.error, said.error_description].filter(
    (text): text is string => typeof text === 'string',
  );
  return texts.length > 0 ? ` (${texts.join(': ').slice(0, 200)})` : '';
}

const reasons: Record<string, string> = {
  ECONNREFUSED: 'nothing is listening there',
  ENOTFOUND: 'the host name does not exist',
  EAI_AGAIN: 'the host name cannot be resolved; is the network up?',
  ECONNRESET: 'the connection was closed',
  EPIPE: 'the connection was closed',
  UND_ERR_SOCKET: 'the connection was closed',
  ETIMEDOUT: 'no connection was made in time',
  UND_ERR_CONNECT_TIMEOUT: 'no connection was made in time',
  EHOSTUNREACH: 'there is no route to it; is the network up?',
  ENETUNREACH: 'there is no route to it; is the network up?',
  EADDRNOTAVAIL: 'there is no route to it; is the network up?',
  EAFNOSUPPORT: 'there is no route to it; is the network up?',
  ERR_SSL_WRONG_VERSION_NUMBER: 'it does not use https',
  HPE_INVALID_CONSTANT: 'its response is not HTTP',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is self-signed',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate is signed by an authority that this machine does not trust',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate cannot be verified',
};

function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const inner = cause instanceof AggregateError ? (cause.errors[0] as unknown) : cause;
  const code = (inner as { code?: unknown } | undefined)?.code;
  if (typeof code === 'string') return reasons[code] ?? code;
  return inner instanceof Error ? inner.message : 'no response';
}
