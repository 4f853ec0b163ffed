import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { IncomingMessage, ServerResponse } from 'node:http';

/** One request that arrived at a server of this process, and what was answered. */
export interface WireCall {
  /** A browser says so in its User-Agent; everyone else is a server. */
  readonly from: 'browser' | 'server';
  readonly method: string;
  /** Where it arrived. */
  readonly url: URL;
  readonly status: number;
  readonly location: string | undefined;
  /** The page that asked, as a script's request says. */
  readonly origin: string | undefined;
}

/** What a page loads beside the flow itself. */
const ballast = /^\/(assets|sandbox-assets|theme|app-logo)\/|\.(avif|css|ico|js|json|png|svg|woff2?)$/;

/**
 * Writes down every request that arrives at the shop, the org and the outside world, in the order of arrival. Preflights
 * are left out: browsers send them on their own account.
 */
export function watchWire() {
  let seen: { call: Omit<WireCall, 'status' | 'location'>; response: ServerResponse }[] = [];
  const note = (message: unknown): void => {
    const { request, response } = message as { request: IncomingMessage; response: ServerResponse };
    const { method = '', url: target = '/', headers } = request;
    const url = new URL(target, `http://${headers.host ?? 'localhost'}`);
    if (method === 'OPTIONS' || ballast.test(url.pathname)) return;
    // Read now: what answers a request may take a part of its address away.
    const from = (headers['user-agent'] ?? '').startsWith('Mozilla') ? 'browser' : 'server';
    seen.push({ call: { from, method, url, origin: headers.origin }, response });
  };
  subscribe('http.server.request.start', note);
  return {
    forget: (): void => {
      seen = [];
    },
    calls: (): WireCall[] =>
      seen.map(({ call, response }) => {
        const location = response.getHeader('location');
        return {
          ...call,
          status: response.statusCode,
          location: typeof location === 'string' ? location : undefined,
        };
      }),
    stop: (): void => {
      unsubscribe('http.server.request.start', note);
    },
  };
}
