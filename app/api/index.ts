import Router from '@koa/router';
import type { Context, Middleware, Next } from 'koa';
import { forRegisteredOrigins, isShared } from './cors.ts';
import { receiveEvents, verifyEventHook } from './events.ts';
import { revokeGlobally } from './global-token-revocation.ts';
import { logProblem } from '../log/problems.ts';
import { TooManyRequests } from '../site/limit.ts';
import { listOrders, listOwnOrders } from './list-orders.ts';
import { serveDescription } from './openapi.ts';
import { placeOrder } from './place-order.ts';
import { Problem, presentProblem, problemOf } from './problem.ts';
import { listProducts } from './products.ts';
import type { ApiServices } from './services.ts';
import { answerTokenHook } from './token-hook.ts';
import { settleOrder } from './settle-order.ts';

/** Every operation of the API. */
function createRouter(services: ApiServices): Router {
  const router = new Router({ prefix: '/api', strict: true, sensitive: true });
  router.get('/openapi.json', serveDescription(services.config));
  router.get('/products', listProducts(services));
  router.post('/orders', placeOrder(services));
  router.get('/orders', listOrders(services));
  router.get('/orders/:id', listOwnOrders(services));
  router.get('/users/:id/orders', listOwnOrders(services));
  router.patch('/orders/:id', settleOrder(services));
  router.get('/events', verifyEventHook);
  router.post('/events', receiveEvents(services));
  router.post('/global-token-revocation', revokeGlobally(services));
  router.post('/token-hook', answerTokenHook(services));
  return router;
}

/**
 * The resource server, everything below /api. It uses no sessions or cookies, only the Bearer token, so it runs
 * before the pages' middleware and stays short.
 */
export function createApi(services: ApiServices): Middleware {
  const router = createRouter(services);
  const route = router.routes() as unknown as Middleware;
  const cors = forRegisteredOrigins(services);

  return async (ctx: Context, next: Next) => {
    if (!ctx.path.startsWith('/api/')) {
      await next();
      return;
    }
    ctx.set('Cache-Control', 'no-store');
    try {
      if (isShared(ctx.path) && (await cors(ctx))) return;
      await route(ctx, async () => refuse(ctx, router));
    } catch (error) {
      const problem = problemOf(error);
      logProblem(services.log, ctx, problem.status, error, problem.title);
      if (error instanceof TooManyRequests) ctx.set('Retry-After', String(error.retryAfter));
      presentProblem(ctx, problem);
    }
  };
}

/** @throws Problem 404 for an unknown path, 405 with Allow for a known one */
function refuse(ctx: Context, router: Router): never {
  const here = router.match(ctx.path, ctx.method).path;
  if (here.length === 0) throw new Problem(404, 'Not found', `There is no resource at ${ctx.path}`);
  const allowed = here.flatMap(({ methods }) => methods).filter((method) => method !== 'HEAD');
  ctx.set('Allow', allowed.join(', '));
  throw new Problem(405, 'Method not allowed', `${ctx.path} supports only ${allowed.join(' and ')}`);
}
