import type { Context } from 'koa';
import { appOfLink } from '../org/apps/app-link.ts';
import type { App } from '../org/apps/model.ts';
import type { Org } from '../org/org.ts';

/**
 * The link of an app, where a tile of the dashboard leads: an OpenID Connect app is opened at its Initiate
 * login URI (OpenID Connect Core, section 4), a bookmark at its address. False for any other path, and for an app that
 * has none.
 */
export function openApp(org: Org, ctx: Context): boolean {
  const app = appOfLink(org, ctx.path);
  const bookmark = app && bookmarkOf(app);
  if (bookmark !== undefined) {
    ctx.redirect(bookmark);
    return true;
  }
  const initiate = app?.oauth?.initiateLoginUri;
  if (initiate === undefined) return false;
  const target = new URL(initiate);
  target.searchParams.set('iss', org.url);
  ctx.redirect(target.href);
  return true;
}

/** Where a bookmark leads; only what a browser opens as a page. */
export function bookmarkOf({ signOnMode, rest }: App): string | undefined {
  if (signOnMode !== 'BOOKMARK') return undefined;
  const { url } = (rest.settings['app'] ?? {}) as { readonly url?: unknown };
  if (typeof url !== 'string' || !URL.canParse(url)) return undefined;
  return /^https?:$/.test(new URL(url).protocol) ? url : undefined;
}

/** The default picture of an app, under Okta's name for it. */
export function serveDefaultLogo(ctx: Context): void {
  ctx.type = 'image/svg+xml';
  ctx.set('cache-control', 'public, max-age=86400');
  ctx.set('cross-origin-resource-policy', 'cross-origin');
  ctx.body = logo;
}

/** The default logo of an org. */
export function serveMark(ctx: Context): void {
  serveDefaultLogo(ctx);
  ctx.body =
    '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40" viewBox="0 0 40 40">' +
    '<circle cx="20" cy="20" r="14.5" fill="none" stroke="#3f59e4" stroke-width="8"/></svg>';
}

const logo =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><rect width="64" height="64" rx="12" fill="#3f59e4"/>' +
  '<g fill="#fff"><rect x="16" y="16" width="14" height="14" rx="3"/><rect x="34" y="16" width="14" height="14" rx="3"/>' +
  '<rect x="16" y="34" width="14" height="14" rx="3"/><rect x="34" y="34" width="14" height="14" rx="3"/></g></svg>';
