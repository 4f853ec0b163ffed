import type Koa from 'koa';
import type { Config } from '../config/config.ts';

/**
 * A path of this shop, or `/`: anything else would make the sign-in an open redirect. What matters is the path
 * as resolved by a browser, with dot segments and control characters removed (URL Standard): `/.//host` is
 * `//host`.
 */
export const localPath = (asked: unknown): string => canonicalPath(asked) ?? '/';

function canonicalPath(asked: unknown): string | undefined {
  const base = 'http://shop.invalid';
  if (typeof asked !== 'string' || !asked.startsWith('/') || !URL.canParse(asked, base)) return undefined;
  const { origin, pathname, search } = new URL(asked, base);
  return origin === base && !/^\/[/\\]/.test(pathname) ? pathname + search : undefined;
}

/**
 * Ensures that redirects lead only to pages of this shop and to its org: the last check, applied to every
 * `ctx.redirect`.
 * @throws for any other target, which the shop should never produce
 */
export function restrictRedirects(app: Koa, { appUrl, okta }: Pick<Config, 'appUrl' | 'okta'>): void {
  // eslint-disable-next-line @typescript-eslint/unbound-method -- called below with its response
  const { redirect } = app.response;
  const elsewhere = [appUrl, okta.issuer, okta.baseUrl].map((url) => new URL(url).origin);
  app.response.redirect = function (target) {
    const path = canonicalPath(target);
    if (path === undefined && !(URL.canParse(target) && elsewhere.includes(new URL(target).origin)))
      throw new Error('A redirect would lead away from the shop and its org.');
    redirect.call(this, path ?? target);
  };
}
