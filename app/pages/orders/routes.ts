import type Router from '@koa/router';
import { requireSignIn } from '../../auth/guards.ts';
import type { Uses } from '../services.ts';

const shown = 100;

/** GET /orders: what this person has ordered, newest first. */
export function orderPages(
  router: Router,
  { views, keeper, store }: Uses<'views' | 'keeper' | 'store'>,
): void {
  router.get('/orders', async (ctx) => {
    const { person } = await requireSignIn(ctx, keeper);
    const orders = await store.orders.list({ userId: person.id, limit: shown });
    await views.render(ctx, 'orders', { orders });
  });
}
