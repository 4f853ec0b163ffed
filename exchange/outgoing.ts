import { Readable } from 'node:stream';
import { current } from './current.ts';
import type { Ledger } from './ledger.ts';
import { Body, isData } from './recorded.ts';
import type { Party } from './recorded.ts';

export interface Sent {
  readonly method: string;
  readonly url: string;
  readonly headers: Headers;
  readonly body?: string | undefined;
}

/** A request on its way. */
export interface Sending {
  answered(response: Response, body: Body | undefined): void;
  failed(reason: string): void;
}

/** Records a request that `sender` sends now, for the message and the browser that the asynchronous context names. */
export function recordOutgoing(
  ledger: Ledger,
  { sender, now }: { readonly sender: Party; readonly now: () => number },
  { method, url, headers, body }: Sent,
): Sending {
  const started = performance.now();
  const context = current();
  const message = ledger.open({
    at: now(),
    sender,
    method,
    // Readers parse it.
    url: URL.canParse(url) ? url : `http://invalid/${url}`,
    requestHeaders: [...headers].flat(),
    requestBody: body === undefined ? undefined : bodyOf(body),
    browser: context?.browser,
    // Another ledger counts on its own.
    cause: context?.ledger === ledger ? context.message?.id : undefined,
  });
  const ms = (): number => performance.now() - started;
  return {
    answered: (response, responseBody) =>
      ledger.close(message, {
        ms: ms(),
        status: response.status,
        responseHeaders: [...response.headers].flat(),
        responseBody,
        requestId:
          response.headers.get('x-okta-request-id') ?? response.headers.get('x-request-id') ?? undefined,
      }),
    failed: (failure) => ledger.close(message, { ms: ms(), failure }),
  };
}

/** The part of a body that is recorded; undefined if it is not data. */
export function bodyOf(
  bytes: string | Uint8Array,
  contentType: string | undefined = 'text/plain',
): Body | undefined {
  return isData(contentType) ? new Body(bytes) : undefined;
}

/**
 * `fetch` for a part of the house that answers a request: the call is recorded in that request's ledger. Outside of a
 * request nothing is recorded.
 */
export const recordedFetch =
  (sender: Party) =>
  async (url: string, init: RequestInit = {}): Promise<Response> => {
    const context = current();
    if (!context) return fetch(url, init);
    const { ledger, now } = context;
    const { method = 'GET', body } = init;
    const headers = new Headers(init.headers);
    const text = typeof body === 'string' || body instanceof URLSearchParams ? body.toString() : undefined;
    if (body instanceof URLSearchParams && !headers.has('content-type'))
      headers.set('content-type', 'application/x-www-form-urlencoded;charset=UTF-8');
    const sending = recordOutgoing(ledger, { sender, now }, { method, url, headers, body: text });
    try {
      return copied(await fetch(url, { ...init, headers }), sending);
    } catch (error) {
      sending.failed(reasonOf(error));
      throw error;
    }
  };

/** The same response, whose body is copied as it is read. */
function copied(response: Response, sending: Sending): Response {
  if (response.body === null) {
    sending.answered(response, undefined);
    return response;
  }
  const body = isData(response.headers.get('content-type') ?? undefined) ? new Body() : undefined;
  const source = response.body as unknown as AsyncIterable<Uint8Array>;
  const passing = async function* (): AsyncGenerator<Uint8Array> {
    try {
      for await (const chunk of source) {
        body?.add(chunk);
        yield chunk;
      }
    } finally {
      sending.answered(response, body);
    }
  };
  const { status, statusText, headers } = response;
  const stream = Readable.toWeb(Readable.from(passing())) as unknown as ReadableStream<Uint8Array>;
  return new Response(stream, { status, statusText, headers });
}

/** Something that a part of the house does without HTTP for the request that it answers: a call inside, a mail. */
export function recordOffWire(
  sender: Party,
  { method, url, body, receiver }: Pick<Sent, 'method' | 'url' | 'body'> & { readonly receiver?: Party },
  {
    status,
    body: responseBody = '',
    ms = 0,
  }: { readonly status: number; readonly body?: string; readonly ms?: number },
): void {
  const context = current();
  if (!context) return;
  const { ledger, now, message, browser } = context;
  const type = ['content-type', 'application/json'];
  const own = ledger.open({
    ...{ at: now(), sender, receiver, method, url, browser, cause: message?.id, isOffWire: true },
    requestHeaders: body === undefined ? [] : type,
    requestBody: body === undefined ? undefined : bodyOf(body, 'application/json'),
  });
  ledger.close(own, {
    ...{ ms, status, responseHeaders: responseBody === '' ? [] : type },
    responseBody: bodyOf(responseBody, 'application/json'),
  });
}

/** Why a request got no response, in a few words. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause instanceof Error ? error.cause : error;
  return ('code' in cause && typeof cause.code === 'string' && cause.code) || cause.message;
}
