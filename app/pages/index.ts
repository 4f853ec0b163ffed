import type Router from '@koa/router';
import { adminPages } from './admin/routes.ts';
import { appPages } from './apps/routes.ts';
import { developerPages } from './developer/routes.ts';
import { eventPages } from './events/routes.ts';
import { homePages } from './home/routes.ts';
import { oldAddresses } from './old-addresses.ts';
import { orderPages } from './orders/routes.ts';
import { portfolioPages } from './portfolio/routes.ts';
import { presenterPages } from './presenter/routes.ts';
import { productPages } from './products/routes.ts';
import { profilePages } from './profile/routes.ts';
import type { PageServices } from './services.ts';
import { customCssPages } from './sign-in/custom-css/routes.ts';
import { customFormPages } from './sign-in/custom-form/routes.ts';
import { idpDiscoveryPages } from './sign-in/idp-discovery/routes.ts';
import { implicitPages } from './sign-in/implicit/routes.ts';
import { oktaAdminPages } from './sign-in/okta-admin/routes.ts';
import { recoveryPages } from './sign-in/recovery/routes.ts';
import { loginPages } from './sign-in/routes.ts';
import { signUpPages } from './sign-in/sign-up/routes.ts';
import { socialPages } from './sign-in/social/routes.ts';
import { widgetPages } from './sign-in/widget/routes.ts';

/** Every area of the site; each adds its own routes. */
export function addPages(router: Router, services: PageServices): void {
  homePages(router, services);
  loginPages(router, services);
  widgetPages(router, services);
  implicitPages(router, services);
  socialPages(router, services);
  idpDiscoveryPages(router, services);
  customCssPages(router, services);
  customFormPages(router, services);
  signUpPages(router, services);
  recoveryPages(router, services);
  oktaAdminPages(router, services);
  presenterPages(router, services);
  productPages(router, services);
  orderPages(router, services);
  profilePages(router, services);
  appPages(router, services);
  portfolioPages(router, services);
  developerPages(router, services);
  eventPages(router, services);
  adminPages(router, services);
  oldAddresses(router, services);
}
