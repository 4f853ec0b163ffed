import type { Middleware } from 'koa';
import type { Config } from '../config.ts';

/**
 * Headers of every page. The content security policy has no inline script or style and nothing from outside;
 * `form-action` names the org too, because browsers apply it to the redirects that follow a sign-out form.
 */
export function securityHeaders({ appUrl, okta }: Config): Middleware {
  const orgs = [...new Set([new URL(okta.issuer).origin, new URL(okta.baseUrl).origin])].join(' ');
  const policy = [
    "default-src 'self'",
    "img-src 'self' data:",
    "object-src 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    `form-action 'self' ${orgs}`,
  ].join('; ');
  const https = appUrl.startsWith('https:');
  return (ctx, next) => {
    ctx.set('Content-Security-Policy', policy);
    ctx.set('Cross-Origin-Opener-Policy', 'same-origin');
    ctx.set('Cross-Origin-Resource-Policy', 'same-origin');
    ctx.set('Permissions-Policy', 'camera=(), geolocation=(), microphone=()');
    ctx.set('Referrer-Policy', 'same-origin');
    ctx.set('X-Content-Type-Options', 'nosniff');
    // Pages show tokens and names: nothing of them may come back from a cache after sign-out.
    ctx.set('Cache-Control', 'no-store');
    if (https) ctx.set('Strict-Transport-Security', 'max-age=31536000');
    return next();
  };
}
