import type Router from '@koa/router';
import type { Middleware } from 'koa';
import type { Theme } from '../theme/index.ts';
import { AddressMoved } from './errors/moved.ts';
import type { PageServices } from './services.ts';

/** Pages of the Python original and their current addresses. */
const moved: Readonly<Record<string, string>> = {
  '/logout': '/',
  '/subscribe': '/products',
  '/admin/events': '/events',
  '/login/okta-o4o': '/login/okta-admin',
};

/** Ways to sign in, by the part after `/login-`; any other leads to the list. */
const signIns: Readonly<Record<string, string>> = {
  widget: '/login/widget',
  custom: '/login/custom-form',
  'custom-css': '/login/custom-css',
  social: '/login/social',
  implicit: '/login/implicit',
  idp: '/login/idp-discovery',
};

type Catalogue = Pick<Theme, 'itemsTitleLabel'>;

/** Where a page of the original is today; undefined for an address that it did not have. */
function todayOf(path: string, { itemsTitleLabel }: Catalogue): string | undefined {
  if (Object.hasOwn(moved, path)) return moved[path];
  if (/^\/(authorization-code|login\/okta-o4o)\//.test(path)) return '/login';
  const way = /^\/login-([^/]+)$/.exec(path)?.[1];
  if (way !== undefined) return Object.hasOwn(signIns, way) ? signIns[way] : '/login';
  // The original named its catalog page after the theme's products.
  return path === `/${encodeURI(itemsTitleLabel)}` && path !== '/products' ? '/products' : undefined;
}

/** Redirects bookmarks and links of the original. Must be added last: current addresses take precedence. */
export function oldAddresses(router: Router, { theme }: Pick<PageServices, 'theme'>): void {
  router.get('/{*old}', async (ctx, next) => {
    const to = todayOf(ctx.path, theme);
    if (to === undefined) {
      await next();
      return;
    }
    ctx.redirect(to);
    ctx.status = 301;
  });
}

/**
 * Forms of the original are not forwarded, since their fields may have a different meaning today: the user is told where
 * the page is. An address that currently takes forms is not affected. Runs before the protection against forged forms, which
 * would only say that the form belongs to another session.
 */
export function refuseOldForms(router: Router, { theme }: Pick<PageServices, 'theme'>): Middleware {
  return (ctx, next) => {
    const isOfToday =
      ['GET', 'HEAD', 'OPTIONS'].includes(ctx.method) || router.match(ctx.path, ctx.method).route;
    const to = isOfToday ? undefined : todayOf(ctx.path, theme);
    if (to !== undefined) throw new AddressMoved(to);
    return next();
  };
}
