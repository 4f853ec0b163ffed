import { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { ServerResponse } from 'node:http';

/** Node publishes each request of every server in this process here, before the server handles it. */
const channel = 'http.server.request.start';
/** Milliseconds after which a request without a response is taken for the one that an error left behind. */
const patience = 3000;

/**
 * Keeps the servers of this process up when an error is thrown where nothing can catch it: in a callback of a library, or
 * in an event of a connection. The request that it came from is answered with 500; the others never notice.
 * @param report told where it happened and the error
 * @returns puts things back as they were
 */
export function surviveErrors(report: (where: string, error: unknown) => void): () => void {
  const current = new AsyncLocalStorage<ServerResponse>();
  const open = new Set<ServerResponse>();
  const begin = (message: unknown): void => {
    const { response } = message as { response: ServerResponse };
    open.add(response);
    response.once('close', () => open.delete(response));
    current.enterWith(response);
  };
  const fail = (error: unknown): void => {
    const response = current.getStore();
    report(response ? nameOf(response) : 'outside any request', error);
    if (response) answer(response);
    else answerLater([...open]);
  };
  subscribe(channel, begin);
  process.on('uncaughtException', fail);
  process.on('unhandledRejection', fail);
  return () => {
    unsubscribe(channel, begin);
    process.off('uncaughtException', fail);
    process.off('unhandledRejection', fail);
  };
}

/** Node loses track of the request in some places (a microtask on Node 20): then it is the one that gets no response. */
function answerLater(responses: readonly ServerResponse[]): void {
  setTimeout(() => {
    for (const response of responses) if (!response.headersSent) answer(response);
  }, patience).unref();
}

function answer(response: ServerResponse): void {
  if (response.headersSent) {
    response.destroy(); // half a response must not look like a whole one
    return;
  }
  response.writeHead(500, {
    'content-type': 'application/problem+json',
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
    connection: 'close',
  });
  response.end(JSON.stringify({ title: 'Internal error', status: 500, detail: 'Something failed here.' }));
}

/** Without the query, which may hold a code or a token. */
const nameOf = ({ req: { method, url = '' } }: ServerResponse): string =>
  `${method ?? ''} ${url.split('?')[0] ?? ''}`;
