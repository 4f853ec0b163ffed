import type { Middleware } from 'koa';
import type { ApiServices } from './services.ts';
import { authorize } from './authorize.ts';
import type { AuthorizingServices } from './authorize.ts';

/** GET /api/products, scope products:read. Premium products only with the claim `feature_access` = premium. */
export function listProducts(services: AuthorizingServices & Pick<ApiServices, 'catalogue'>): Middleware {
  return async (ctx) => {
    const { features } = await authorize(ctx, services, 'products:read');
    const products = await services.catalogue.json(features.includes('premium'));
    ctx.type = 'application/json'; // set before the body, or Koa would look up a type for it
    ctx.body = products;
  };
}
