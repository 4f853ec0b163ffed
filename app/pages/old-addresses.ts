import type Router from '@koa/router';
import type { Context } from 'koa';
import type { PageServices } from './services.ts';

/** Pages of the Python original, by the address at which each is now. */
const moved: Readonly<Record<string, string>> = {
  '/logout': '/',
  '/subscribe': '/products',
  '/admin/events': '/events',
  '/authorization-code/*rest': '/login',
  '/login/okta-o4o': '/login/okta-admin',
  '/login/okta-o4o/*rest': '/login',
};

/** Ways to sign in, by what followed `/login-`; any other leads to the list of them. */
const signIns: Readonly<Record<string, string>> = {
  widget: '/login/widget',
  custom: '/login/custom-form',
  'custom-css': '/login/custom-css',
  social: '/login/social',
  implicit: '/login/implicit',
  idp: '/login/idp-discovery',
};

/** Bookmarks and links of the original lead on. To be added last: an address of today wins. */
export function oldAddresses(router: Router, { theme }: Pick<PageServices, 'theme'>): void {
  for (const [from, to] of Object.entries(moved)) router.get(from, (ctx) => leadOn(ctx, to));
  router.get('/:page', async (ctx, next) => {
    const { page } = ctx.params as { page: string };
    const way = /^login-(.+)$/.exec(page)?.[1];
    if (way !== undefined) leadOn(ctx, Object.hasOwn(signIns, way) ? (signIns[way] ?? '') : '/login');
    // The original named its catalogue after what the theme sells.
    else if (page === theme.itemsTitleLabel) leadOn(ctx, '/products');
    else await next();
  });
}

function leadOn(ctx: Context, to: string): void {
  ctx.redirect(to);
  ctx.status = 301;
}
