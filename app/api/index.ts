import type { Context, Middleware, Next } from 'koa';
import { forRegisteredOrigins, isShared } from './cors.ts';
import { receiveEvents, verifyEventHook } from './events.ts';
import { listOrders, listOwnOrders } from './list-orders.ts';
import { serveDescription } from './openapi.ts';
import { placeOrder } from './place-order.ts';
import { Problem, presentProblem } from './problem.ts';
import { listProducts } from './products.ts';
import type { ApiServices } from './services.ts';
import { settleOrder } from './settle-order.ts';

/** Every operation of the API, as `METHOD path`. The first that fits answers. */
const handlers = (services: ApiServices): Record<string, Middleware> => ({
  'GET /api/openapi.json': serveDescription(services.config),
  'GET /api/products': listProducts(services),
  'POST /api/orders': placeOrder(services),
  'GET /api/orders': listOrders(services),
  'GET /api/orders/:id': listOwnOrders(services),
  'GET /api/users/:id/orders': listOwnOrders(services),
  'PATCH /api/orders/:id': settleOrder(services),
  'GET /api/events': verifyEventHook,
  'POST /api/events': receiveEvents(services),
});

interface Route {
  method: string;
  pattern: RegExp;
  handler: Middleware;
}

function compile(table: Record<string, Middleware>): Route[] {
  return Object.entries(table).map(([operation, handler]) => {
    const [method = '', path = ''] = operation.split(' ');
    return { method, pattern: new RegExp(`^${path.replace(/:(\w+)/g, '(?<$1>[^/]+)')}$`), handler };
  });
}

/**
 * The resource server, everything below /api. It knows no session and no cookie: the Bearer token is all it goes by, so
 * it stands before the middleware of the pages and stays short.
 */
export function createApi(services: ApiServices): Middleware {
  const routes = compile(handlers(services));
  const cors = forRegisteredOrigins(services);

  return async (ctx: Context, next: Next) => {
    if (!ctx.path.startsWith('/api/')) {
      await next();
      return;
    }
    ctx.set('Cache-Control', 'no-store');
    ctx.set('X-Content-Type-Options', 'nosniff');
    try {
      if (isShared(ctx.path) && (await cors(ctx))) return;
      const route = find(ctx, routes);
      await route.handler(ctx, next);
    } catch (error) {
      if (!(error instanceof Problem)) services.log(`${ctx.method} ${ctx.path} failed: ${String(error)}`);
      presentProblem(
        ctx,
        error instanceof Problem ? error : new Problem(500, 'Internal error', 'The shop failed'),
      );
    }
  };
}

/** @throws Problem 404 for an unknown path, 405 with Allow for a known one */
function find(ctx: Context, routes: readonly Route[]): Route {
  const method = ctx.method === 'HEAD' ? 'GET' : ctx.method;
  for (const route of routes) {
    const match = route.method === method && route.pattern.exec(ctx.path);
    if (!match) continue;
    ctx.params = { ...match.groups };
    return route;
  }
  const here = routes.filter((route) => route.pattern.test(ctx.path));
  if (here.length === 0) throw new Problem(404, 'Not found', `There is nothing at ${ctx.path}`);
  const allowed = here.map((one) => one.method);
  ctx.set('Allow', allowed.join(', '));
  throw new Problem(405, 'Method not allowed', `${ctx.path} answers ${allowed.join(' and ')} only`);
}
