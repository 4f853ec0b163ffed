import type { Middleware } from 'koa';
import { limit } from '../site/limit.ts';
import type { Placing } from '../shop/orders.ts';
import type { ApiServices } from './services.ts';
import { authorize } from './authorize.ts';
import type { AuthorizingServices } from './authorize.ts';
import { readJson } from './body.ts';
import { presentOrder } from './present-order.ts';
import { Problem } from './problem.ts';
import { newOrder } from './schemas.ts';

/**
 * POST /api/orders {itemId}, scope orders:create → 201 with the order; the stock is one less. 404 for an
 * unknown item, 403 for a premium one without the claim, 409 if it is sold out. After a 201 the order is on
 * disk.
 */
export function placeOrder(
  services: AuthorizingServices & Pick<ApiServices, 'orders' | 'deliveries' | 'store' | 'config'>,
): Middleware {
  const { orders, deliveries, store, config } = services;
  return async (ctx) => {
    const { userId, clientId, subject, features, agentId } = await authorize(ctx, services, 'orders:create');
    await limit({ store }, 'order', userId ?? clientId);
    const { itemId } = await readJson(ctx, newOrder);
    const placed = await orders.place(itemId, {
      id: userId ?? clientId,
      name: subject,
      clientId,
      agentId,
      premium: features.includes('premium'),
    });
    if ('refused' in placed) throw refusal(placed, itemId);
    ctx.status = 201;
    ctx.body = presentOrder(placed.order, config.appUrl);
    const [, token] = /^(?:bearer|dpop) (\S+)$/i.exec(ctx.get('authorization')) ?? [];
    // A machine's token is about no person, and cannot be exchanged.
    if (userId !== undefined && token !== undefined) deliveries.plan(placed.order, token);
  };
}

function refusal(placed: Exclude<Placing, { order: unknown }>, itemId: string): Problem {
  switch (placed.refused) {
    case 'unknown-item':
      return new Problem(404, 'No such item', `There is no item ${itemId} in this shop`);
    case 'premium-only':
      return new Problem(403, 'Premium only', 'This item requires premium in the claim feature_access', {
        challenge: { error: 'insufficient_scope' },
      });
    case 'sold-out':
      return new Problem(409, 'Sold out', `${placed.title} is sold out`);
  }
}
