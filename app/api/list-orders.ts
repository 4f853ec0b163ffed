import type { Context, Middleware } from 'koa';
import type { Order, OrderFilter } from '../store/orders.ts';
import type { AccessClaims } from './access-token.ts';
import { authorize } from './authorize.ts';
import type { AuthorizingServices } from './authorize.ts';
import type { ApiServices } from './services.ts';
import { presentOrder } from './present-order.ts';
import { Problem } from './problem.ts';
import { readQuery } from './query.ts';
import { allOrdersQuery, ownOrdersQuery } from './schemas.ts';

/**
 * GET /api/orders, scope orders:read or orders:update: everyone's orders, newest first, optionally by status.
 */
export function listOrders(
  services: AuthorizingServices & Pick<ApiServices, 'store' | 'config'>,
): Middleware {
  const { store, config } = services;
  return async (ctx) => {
    const claims = await authorize(ctx, services);
    requireOne(claims, 'orders:read', 'orders:update');
    const { status, limit, after } = readQuery(ctx, allOrdersQuery);
    const orders = await page(store.orders, { status, limit, before: after });
    presentPage(ctx, orders, limit, config.appUrl);
  };
}

/** What a user can allow a third-party app: to see the user's orders. */
export const ownOrdersScope = 'orders:read:user';

/**
 * GET /api/users/:id/orders and, as in the original demo, GET /api/orders/:id; scope orders:read:user, only the
 * user's own.
 */
export function listOwnOrders(
  services: AuthorizingServices & Pick<ApiServices, 'consents' | 'store' | 'config'>,
): Middleware {
  const { consents, store, config } = services;
  return async (ctx) => {
    const { userId, clientId, agentId } = await authorize(ctx, services, ownOrdersScope);
    const asked = (ctx.params as { id: string }).id;
    if (userId === undefined || userId !== asked)
      throw new Problem(
        403,
        'Not your orders',
        'The token belongs to a different user than the one requested',
        {
          challenge: { error: 'insufficient_scope' },
        },
      );
    // What an agent may do an administrator has decided: the person is not asked.
    if (agentId === undefined) await consents.require({ userId, clientId, scope: ownOrdersScope });
    const { limit, after } = readQuery(ctx, ownOrdersQuery);
    presentPage(ctx, await page(store.orders, { userId, limit, before: after }), limit, config.appUrl);
  };
}

/** One more than requested, to see whether there is a next page. */
const page = (
  orders: { list(filter: OrderFilter): Promise<Order[]> },
  filter: OrderFilter,
): Promise<Order[]> => orders.list({ ...filter, limit: filter.limit + 1 });

function presentPage(ctx: Context, found: Order[], limit: number, appUrl: string): void {
  const shown = found.slice(0, limit);
  const last = shown.at(-1);
  if (found.length > limit && last) {
    const next = new URL(ctx.url, appUrl);
    next.searchParams.set('after', String(last.number));
    ctx.set('Link', `<${next.href}>; rel="next"`);
  }
  ctx.body = shown.map((order) => presentOrder(order, appUrl));
}

function requireOne({ scopes }: AccessClaims, ...any: string[]): void {
  if (any.some((scope) => scopes.includes(scope))) return;
  throw new Problem(403, 'Insufficient scope', `The token needs one of the scopes ${any.join(', ')}`, {
    challenge: { error: 'insufficient_scope', scope: any.join(' ') },
  });
}
