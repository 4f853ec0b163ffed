import type Router from '@koa/router';
import type { SignInServices } from '../auth/sign-in.ts';
import type { Views } from '../views.ts';
import { eventPages } from './events/routes.ts';
import { homePages } from './home/routes.ts';
import { loginPages } from './login/routes.ts';
import { orderPages } from './orders/routes.ts';
import { productPages } from './products/routes.ts';

export interface PageServices extends SignInServices {
  views: Views;
}

/** Every area of the site; each adds its own routes. */
export function addPages(router: Router, services: PageServices): void {
  homePages(router, services);
  loginPages(router, services);
  productPages(router, services);
  orderPages(router, services);
  eventPages(router, services);
}
