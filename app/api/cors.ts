import type { Context } from 'koa';
import type { Services } from '../site/services.ts';

/** Only what apps of others are made for: a person's own orders. */
export const isShared = (path: string): boolean =>
  /^\/api\/(?:users\/[^/]+\/orders|orders\/[^/]+)$/.test(path);

/**
 * Cross-origin access (https://fetch.spec.whatwg.org/#http-cors-protocol) for pages of clients that are registered in the
 * developer portal, and nobody else: to any other origin the answer carries no CORS header, so its browser keeps it from
 * the page. Never with cookies, since the API knows none. For paths that are `isShared`.
 * @returns true when the request was a preflight and is answered
 */
export function forRegisteredOrigins({
  store,
  config,
}: Pick<Services, 'store' | 'config'>): (ctx: Context) => Promise<boolean> {
  return async (ctx) => {
    ctx.vary('Origin');
    const origin = ctx.get('origin');
    if (origin === '' || origin === config.appUrl) return false;
    const registered = await store.clients.hasOrigin(origin);
    if (registered) {
      ctx.set('Access-Control-Allow-Origin', origin);
      ctx.set('Access-Control-Expose-Headers', 'Link, WWW-Authenticate');
    }
    if (ctx.method !== 'OPTIONS' || ctx.get('access-control-request-method') === '') return false;
    if (registered) {
      ctx.set('Access-Control-Allow-Methods', 'GET');
      ctx.set('Access-Control-Allow-Headers', 'Authorization, Accept');
      ctx.set('Access-Control-Max-Age', '600');
    }
    ctx.status = 204;
    return true;
  };
}
