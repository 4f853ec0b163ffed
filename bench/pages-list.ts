/** The pages that `npm run pages` looks at. */
import { consoleMenu } from '../shared/admin-console.ts';

/** `/orders` is the page of 401 here, and the custom form brings auth-js. */
export const signedOut = ['/', '/login', '/orders', '/no-such-page', '/login/custom-form'];
/**
 * Pages with Okta's widget carry its megabyte: axe looks at them, the other measures are not for them. `/login/okta` leads
 * to the org's own page.
 */
export const widgets = [
  '/login/okta',
  '/login/sign-up',
  '/login/recovery',
  '/login/widget',
  '/login/implicit',
  '/login/social',
  '/login/idp-discovery',
  '/login/custom-css',
];
/** What Grace sees, who is premium and no admin: `/admin` is the page of 403. */
export const forPremium = [
  '/',
  '/products',
  '/orders',
  '/apps',
  '/profile',
  '/sessions',
  '/portfolio',
  '/developer',
  '/developer/new',
  '/admin',
  '/no-such-page',
];
export const forAdmin = [
  '/admin',
  '/admin/users',
  '/admin/sessions',
  '/admin/orders',
  '/admin/config',
  '/admin/data',
  '/admin/doctor',
  '/events',
];

/** What the menu of the Admin Console leads to. */
export const consoleLists = consoleMenu.flatMap(({ items }) =>
  items.filter(([, , where]) => where === undefined).map(([, path]) => path),
);

/** The org's own pages, which no theme changes: looked at with the first one only. */
export const ofTheOrg = ['/app/UserHome', '/enduser/settings', ...consoleLists];
