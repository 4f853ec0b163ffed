import type Router from '@koa/router';
import { requireSignIn } from '../../auth/guards.ts';
import type { Exchange } from '../../shop/deliveries.ts';
import type { Uses } from '../services.ts';

const shown = 100;

/** GET /orders: what this person has ordered, newest first. Asks again for delivery dates that are not known. */
export function orderPages(
  router: Router,
  { views, keeper, store, deliveries }: Uses<'views' | 'keeper' | 'store' | 'deliveries'>,
): void {
  router.get('/orders', async (ctx) => {
    const { person, tokens } = await requireSignIn(ctx, keeper);
    const orders = await store.orders.list({ userId: person.id, limit: shown });
    for (const order of orders) if (order.status !== 'declined') deliveries.plan(order, tokens.accessToken);
    const exchange = deliveries.lastExchange(person.id);
    await views.render(ctx, 'orders', { orders, exchange: exchange && sideBySide(exchange) });
  });
}

interface ComparedClaim {
  name: string;
  before: string;
  after: string;
  isSame: boolean;
}

/** The claims that a token exchange keeps, and those that it changes. */
function sideBySide({ before, after }: Exchange): ComparedClaim[] {
  const shownAs = (value: unknown): string => [value ?? []].flat().map(String).join(' ');
  return ['sub', 'uid', 'iss', 'aud', 'cid', 'scp', 'jti'].map((name) => {
    const [one, other] = [shownAs(before[name]), shownAs(after[name])];
    return { name, before: one, after: other, isSame: one === other };
  });
}
