import type { Middleware } from 'koa';
import type { ApiServices } from './services.ts';
import { authorize } from './authorize.ts';
import { readJson } from './body.ts';
import { presentOrder } from './present-order.ts';
import { Problem } from './problem.ts';
import { newOrder } from './schemas.ts';

/**
 * POST /api/orders {itemId}, scope orders:create → 201 with the order; the stock is one less. 404 for an unknown item,
 * 403 for a premium one without the claim, 409 when it is sold out. What was answered 201 is on the disk.
 */
export function placeOrder({
  verify,
  catalogue,
  store,
  theme,
}: Pick<ApiServices, 'verify' | 'catalogue' | 'store' | 'theme'>): Middleware {
  return async (ctx) => {
    const claims = await authorize(ctx, verify, 'orders:create');
    const { itemId } = await readJson(ctx, newOrder);
    const item = catalogue.find(itemId);
    if (!item) throw new Problem(404, 'No such item', `There is no item ${itemId} in this shop`);
    if (item.target === 'PREMIUM' && !claims.features.includes('premium'))
      throw new Problem(403, 'Premium only', 'This item needs premium in the claim feature_access', {
        challenge: { error: 'insufficient_scope' },
      });
    const order = await store.orders.place({
      theme: theme.name,
      item,
      user: { id: claims.userId ?? claims.clientId, name: claims.subject },
      clientId: claims.clientId,
    });
    if (!order) throw new Problem(409, 'Sold out', `${item.title} is sold out`);
    catalogue.invalidate();
    ctx.status = 201;
    ctx.body = presentOrder(order);
  };
}
