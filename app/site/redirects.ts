import type Koa from 'koa';
import type { Config } from '../config/config.ts';

/**
 * A path of this shop, or `/`: whatever else is asked for would make the sign-in an open redirect. What counts is the path
 * that a browser makes of it, with dot segments and control characters removed (URL Standard): `/.//host` is `//host`.
 */
export const localPath = (asked: unknown): string => canonicalPath(asked) ?? '/';

function canonicalPath(asked: unknown): string | undefined {
  const base = 'http://shop.invalid';
  if (typeof asked !== 'string' || !asked.startsWith('/') || !URL.canParse(asked, base)) return undefined;
  const { origin, pathname, search } = new URL(asked, base);
  return origin === base && !/^\/[/\\]/.test(pathname) ? pathname + search : undefined;
}

/**
 * Redirects lead to pages of this shop and to its org, whoever asks for them: the last gate, which every `ctx.redirect` passes.
 * @throws for any other target, which no part of the shop should have let through
 */
export function restrictRedirects(app: Koa, { appUrl, okta }: Pick<Config, 'appUrl' | 'okta'>): void {
  // eslint-disable-next-line @typescript-eslint/unbound-method -- called below with the response it is for
  const { redirect } = app.response;
  const elsewhere = [appUrl, okta.issuer, okta.baseUrl].map((url) => new URL(url).origin);
  app.response.redirect = function (target) {
    const path = canonicalPath(target);
    if (path === undefined && !(URL.canParse(target) && elsewhere.includes(new URL(target).origin)))
      throw new Error('A redirect would lead away from the shop and its org.');
    redirect.call(this, path ?? target);
  };
}
