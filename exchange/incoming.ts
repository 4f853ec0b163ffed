import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Context, Middleware } from 'koa';
import { runIn } from './current.ts';
import type { Ledger } from './ledger.ts';
import { Body, HeaderLines, isData } from './recorded.ts';
import type { Party, RawHeaders } from './recorded.ts';

export interface Receiving {
  /** Whose requests these are, by their path. */
  readonly receiver: (path: string) => Party;
  /** The receiver's own URL, without a trailing slash. */
  readonly url: string;
  readonly now: () => number;
  /** Requests that are not recorded. */
  readonly skips?: (path: string) => boolean;
}

/** The user agent of the demo's own checks, which are not shown. */
export const checkingAgent = 'okta-multidemo-doctor';

/**
 * Records every request that arrives: the first of the middleware, after the one that gives request IDs. Bodies are
 * copied as they pass, and nothing is parsed.
 */
export function recordIncoming(ledger: Ledger, { receiver, url, now, skips }: Receiving): Middleware {
  return (ctx, next) => {
    const started = performance.now();
    // First what costs least: under load, most are not recorded.
    if (!ledger.admits(started) || skips?.(ctx.path) || ctx.get('user-agent') === checkingAgent)
      return next();
    const message = ledger.open({
      at: now(),
      receiver: receiver(ctx.path),
      method: ctx.method,
      // `OPTIONS *`, and what is sent to a proxy, have no path (RFC 9112, section 3.2).
      url: `${url}${ctx.url.startsWith('/') ? '' : '/'}${ctx.url}`,
      requestHeaders: ctx.req.rawHeaders,
      requestId: requestIdOf(ctx),
    });
    if (isData(ctx.req.headers['content-type'])) message.requestBody = copyRequest(ctx.req);
    copyResponse(ctx.res, (responseBody) =>
      ledger.close(message, {
        ms: performance.now() - started,
        ...(ctx.res.headersSent || ctx.res.writableEnded
          ? { status: ctx.res.statusCode, responseHeaders: headOf(ctx.res), responseBody }
          : { failure: 'the connection was closed' }),
      }),
    );
    return runIn({ ledger, now, message, browser: undefined }, next);
  };
}

/** The ID that both ends of a message share. */
function requestIdOf(ctx: Context): string {
  if (typeof ctx.state['requestId'] === 'string') return ctx.state['requestId'];
  const id = randomUUID();
  ctx.set('X-Request-Id', id);
  return id;
}

/** Node's parser pushes each chunk into the stream: a copy there neither starts nor drains it. */
function copyRequest(request: IncomingMessage): Body {
  const body = new Body();
  const push = request.push.bind(request);
  request.push = (chunk: unknown, encoding?: BufferEncoding): boolean => {
    if (chunk instanceof Uint8Array) body.add(chunk);
    return push(chunk, encoding);
  };
  return body;
}

type Writing<R> = (chunk?: unknown, encoding?: unknown, sent?: unknown) => R;

/** `done` is called before the last bytes leave, so that a client that has the response finds it in the ledger. */
function copyResponse(response: ServerResponse, done: (body: Body | undefined) => void): void {
  let body: Body | undefined;
  let isOfData: boolean | undefined;
  const add = (chunk: unknown): void => {
    if (typeof chunk !== 'string' && !(chunk instanceof Uint8Array)) return;
    isOfData ??= isData(contentTypeOf(response));
    if (!isOfData) return;
    if (body) body.add(chunk);
    else body = new Body(chunk);
  };
  // Each request comes by here: no argument is packed.
  const write = response.write.bind(response) as Writing<boolean>;
  const end = response.end.bind(response) as Writing<ServerResponse>;
  response.write = (chunk: unknown, encoding?: unknown, sent?: unknown): boolean => {
    add(chunk);
    return write(chunk, encoding, sent);
  };
  response.end = (chunk?: unknown, encoding?: unknown, sent?: unknown): ServerResponse => {
    add(chunk);
    const result = end(chunk, encoding, sent);
    done(body);
    return result;
  };
  response.on('close', () => done(body));
}

function contentTypeOf(response: ServerResponse): string | undefined {
  const type = response.getHeader('content-type');
  return typeof type === 'string' ? type : undefined;
}

/** Node keeps the head that it has written: reading it takes a tenth of the time of getting each header. */
function headOf(response: ServerResponse): RawHeaders {
  const head: unknown = (response as { _header?: unknown })._header;
  if (typeof head === 'string') return new HeaderLines(head);
  return Object.entries(response.getHeaders()).flatMap(([name, value]) =>
    [value].flat().flatMap((one) => [name, String(one)]),
  );
}
