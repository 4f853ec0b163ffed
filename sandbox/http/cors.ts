import type { Context, Middleware, Next } from 'koa';
import type { Org } from '../org/org.ts';

const allowedHeaders =
  'accept, content-type, authorization, x-okta-user-agent-extended, x-device-fingerprint, dpop, x-requested-with';

const exposedHeaders =
  'www-authenticate, dpop-nonce, link, x-okta-request-id, x-rate-limit-limit, x-rate-limit-remaining, x-rate-limit-reset';

const tokenEndpoint = /^\/oauth2(\/[^/]+)?\/v1\/token$/;

/**
 * Lets pages of trusted origins call the org, with cookies, and pages at the redirect addresses of an app
 * redeem their codes, without. Other origins get no CORS headers at all, and nothing else: browsers keep the
 * answer from the page.
 */
export function cors(org: Org): Middleware {
  return (ctx, next) => {
    const origin = ctx.get('Origin');
    if (origin === '') return next();
    ctx.vary('Origin');
    const trusted = origin === org.url || org.trustedOrigins.isTrusted(origin, 'CORS');
    const allowed = trusted || (tokenEndpoint.test(ctx.path) && org.apps.hasPagesAt(origin));
    if (ctx.method === 'OPTIONS' && ctx.get('Access-Control-Request-Method') !== '') {
      ctx.status = 204;
      if (allowed) {
        allow(ctx, origin, trusted);
        ctx.set('Access-Control-Allow-Methods', trusted ? 'GET, POST, PUT, PATCH, DELETE, OPTIONS' : 'POST');
        ctx.set('Access-Control-Allow-Headers', allowedHeaders);
        ctx.set('Access-Control-Max-Age', '3600');
      }
      return undefined;
    }
    return decide(ctx, next, allowed ? () => allow(ctx, origin, trusted) : undefined);
  };
}

/** Afterwards, because oidc-provider writes its own headers, for any origin that asks. */
async function decide(ctx: Context, next: Next, allowing: (() => void) | undefined): Promise<void> {
  try {
    await next();
  } finally {
    ctx.remove('Access-Control-Allow-Origin');
    ctx.remove('Access-Control-Expose-Headers');
    allowing?.();
  }
}

function allow(ctx: Context, origin: string, trusted: boolean): void {
  ctx.set('Access-Control-Allow-Origin', origin);
  if (trusted) ctx.set('Access-Control-Allow-Credentials', 'true');
  ctx.set('Access-Control-Expose-Headers', exposedHeaders);
}
