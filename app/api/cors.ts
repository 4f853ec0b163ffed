import type { Context } from 'koa';
import type { Services } from '../site/services.ts';

/** Only for third-party apps: a user's own orders. */
export const isShared = (path: string): boolean =>
  /^\/api\/(?:users\/[^/]+\/orders|orders\/[^/]+)$/.test(path);

/**
 * Cross-origin access (https://fetch.spec.whatwg.org/#http-cors-protocol) for pages of clients registered in
 * the developer portal only: for any other origin the response has no CORS header, so the browser does not give
 * it to the page. Never with cookies, since the API uses none. For paths that are `isShared`.
 * @returns true if the request was a preflight and has been answered
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
      ctx.set('Access-Control-Allow-Headers', 'Authorization, Accept, DPoP');
      ctx.set('Access-Control-Max-Age', '600');
    }
    ctx.status = 204;
    return true;
  };
}
