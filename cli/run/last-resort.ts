import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { ServerResponse } from 'node:http';
import { ContextSlot } from '../../shared/context-slot.ts';

/** Node publishes each request of every server in this process here, before the server handles it. */
const channel = 'http.server.request.start';
/** Milliseconds after which a request without a response is assumed to be the one that failed. */
const graceMs = 3000;

/**
 * Keeps the servers of this process running when an uncaught error is thrown, in a library's callback or a
 * connection event. The affected request gets a 500; others are not affected.
 * @param report called with where it happened and the error
 * @returns restores the previous handlers
 */
export function surviveErrors(report: (where: string, error: unknown) => void): () => void {
  const current = new ContextSlot<ServerResponse>();
  const open = new Set<ServerResponse>();
  const begin = (message: unknown): void => {
    const { response } = message as { response: ServerResponse };
    open.add(response);
    response.once('close', () => open.delete(response));
    current.enterWith(response);
  };
  const fail = (error: unknown): void => {
    const response = current.get();
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

/**
 * Node loses track of the request in some places (a microtask on Node 20): then it is the one that gets no
 * response.
 */
function answerLater(responses: readonly ServerResponse[]): void {
  setTimeout(() => {
    for (const response of responses) if (!response.headersSent) answer(response);
  }, graceMs).unref();
}

function answer(response: ServerResponse): void {
  if (response.headersSent) {
    response.destroy(); // half a response must not look complete
    return;
  }
  response.writeHead(500, {
    'content-type': 'application/problem+json',
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
    connection: 'close',
  });
  response.end(JSON.stringify({ title: 'Internal error', status: 500, detail: 'Something went wrong.' }));
}

/** Without the query, which may contain a code or a token. */
const nameOf = ({ req: { method, url = '' } }: ServerResponse): string =>
  `${method ?? ''} ${url.split('?')[0] ?? ''}`;
