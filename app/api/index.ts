import type { Context, Middleware, Next } from 'koa';
import { Catalogue } from '../catalogue.ts';
import type { Services } from '../services.ts';
import { createVerifier } from './access-token.ts';
import type { VerifyAccessToken } from './access-token.ts';
import { placeOrder } from './orders.ts';
import { Problem, presentProblem } from './problem.ts';
import { listProducts } from './products.ts';

export interface ApiServices extends Services {
  verify: VerifyAccessToken;
  catalogue: Catalogue;
}

/** Every operation of the API, as `METHOD path`. */
const operations = (services: ApiServices): Record<string, Middleware> => ({
  'GET /api/products': listProducts(services),
  'POST /api/orders': placeOrder(services),
});

/**
 * The resource server, everything below /api. It knows no session and no cookie: the Bearer token is all it goes by, so
 * it stands before the middleware of the pages and stays short.
 */
export function createApi(services: Services): Middleware {
  const api = { ...services, verify: createVerifier(services), catalogue: new Catalogue(services) };
  const handlers = new Map(Object.entries(operations(api)));
  const paths = new Map<string, string[]>();
  for (const operation of handlers.keys()) {
    const [method = '', path = ''] = operation.split(' ');
    paths.set(path, [...(paths.get(path) ?? []), method]);
  }

  return async (ctx: Context, next: Next) => {
    if (!ctx.path.startsWith('/api/')) {
      await next();
      return;
    }
    ctx.set('Cache-Control', 'no-store');
    try {
      const handler = handlers.get(`${ctx.method === 'HEAD' ? 'GET' : ctx.method} ${ctx.path}`);
      if (handler) {
        await handler(ctx, next);
        return;
      }
      const allowed = paths.get(ctx.path);
      if (!allowed) throw new Problem(404, 'Not found', `There is nothing at ${ctx.path}`);
      ctx.set('Allow', allowed.join(', '));
      throw new Problem(405, 'Method not allowed', `${ctx.path} answers ${allowed.join(' and ')} only`);
    } catch (error) {
      if (!(error instanceof Problem)) services.log(`${ctx.method} ${ctx.path} failed: ${String(error)}`);
      presentProblem(
        ctx,
        error instanceof Problem ? error : new Problem(500, 'Internal error', 'The shop failed'),
      );
    }
  };
}
