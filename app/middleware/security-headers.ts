import type { Context, Middleware } from 'koa';
import type { Config } from '../config/config.ts';

type Directives = Readonly<Record<string, readonly string[]>>;

/**
 * Headers of every response, whatever produces it: a file or API response that a browser opens as a page cannot
 * do anything. Pages relax the policy (`securityHeaders`).
 */
export function headersOfEveryAnswer({ appUrl }: Pick<Config, 'appUrl'>): Middleware {
  const https = appUrl.startsWith('https:');
  return (ctx, next) => {
    ctx.set('Content-Security-Policy', closedPolicy);
    ctx.set('X-Content-Type-Options', 'nosniff');
    if (https) ctx.set('Strict-Transport-Security', 'max-age=31536000; includeSubDomains');
    return next();
  };
}

const closedPolicy = "default-src 'none'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'";

/**
 * Headers of every page. The content security policy allows no inline scripts or styles and nothing from other
 * origins; `form-action` includes the org, because browsers apply it to the redirects after a sign-out form.
 * @param keepsWindows whether windows that the browser opens by name keep it on their way through the org
 */
export function securityHeaders(
  { okta }: Config,
  keepsWindows: (ctx: Context) => boolean = () => false,
): Middleware {
  const orgs = [...new Set([new URL(okta.issuer).origin, new URL(okta.baseUrl).origin])];
  const directives: Directives = {
    'default-src': ["'self'"],
    'img-src': ["'self'", 'data:'],
    'object-src': ["'none'"],
    'base-uri': ["'none'"],
    'frame-ancestors': ["'none'"],
    'form-action': ["'self'", ...orgs],
  };
  return (ctx, next) => {
    setPolicy(ctx, directives);
    if (!keepsWindows(ctx)) ctx.set('Cross-Origin-Opener-Policy', 'same-origin');
    ctx.set('Cross-Origin-Resource-Policy', 'same-origin');
    ctx.set('Permissions-Policy', 'camera=(), geolocation=(), microphone=()');
    ctx.set('Referrer-Policy', 'same-origin');
    // Pages show tokens and names, which must not reappear from a cache after sign-out.
    ctx.set('Cache-Control', 'no-store');
    return next();
  };
}

/**
 * Relaxes the policy for this page: the sources are added to those of the directive or, if the policy does not
 * set the directive, to the shop itself.
 */
export function allowSources(ctx: Context, additions: Directives): void {
  const policy = ctx.state['contentSecurityPolicy'] as Directives;
  const added = Object.entries(additions).map(([name, sources]) => [
    name,
    [...(policy[name] ?? ["'self'"]), ...sources],
  ]);
  setPolicy(ctx, { ...policy, ...Object.fromEntries(added) } as Directives);
}

function setPolicy(ctx: Context, directives: Directives): void {
  ctx.state['contentSecurityPolicy'] = directives;
  const policy = Object.entries(directives).map(([name, sources]) => `${name} ${sources.join(' ')}`);
  ctx.set('Content-Security-Policy', policy.join('; '));
}
