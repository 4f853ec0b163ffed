import type { Middleware } from 'koa';
import type { Org } from '../org/org.ts';

const allowedHeaders =
  'accept, content-type, authorization, x-okta-user-agent-extended, x-device-fingerprint, dpop, x-requested-with';

/** Lets pages of trusted origins call the org, with cookies. Other origins get no CORS headers at all. */
export function cors(org: Org): Middleware {
  return (ctx, next) => {
    const origin = ctx.get('Origin');
    if (origin === '') return next();
    ctx.vary('Origin');
    const trusted = origin === org.url || org.trustedOrigins.isTrusted(origin, 'CORS');
    if (trusted) {
      ctx.set('Access-Control-Allow-Origin', origin);
      ctx.set('Access-Control-Allow-Credentials', 'true');
      ctx.set(
        'Access-Control-Expose-Headers',
        'www-authenticate, dpop-nonce, link, x-okta-request-id, x-rate-limit-limit, x-rate-limit-remaining, x-rate-limit-reset',
      );
    }
    if (ctx.method !== 'OPTIONS' || ctx.get('Access-Control-Request-Method') === '') return next();
    if (trusted) {
      ctx.set('Access-Control-Allow-Methods', 'GET, POST, PUT, PATCH, DELETE, OPTIONS');
      ctx.set('Access-Control-Allow-Headers', allowedHeaders);
      ctx.set('Access-Control-Max-Age', '3600');
    }
    ctx.status = 204;
    return undefined;
  };
}
