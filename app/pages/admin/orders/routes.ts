import type Router from '@koa/router';
import { z } from 'zod';
import type { StepUpServices } from './step-up.ts';
import { forAdmins } from '../guard.ts';
import { stepUpRoutes } from './step-up.ts';

const pageSize = 50;

const query = z.object({
  status: z.enum(['pending', 'complete', 'declined']).optional().catch(undefined),
  before: z.coerce.number().int().min(1).optional().catch(undefined),
});

/** /admin/orders: everyone's orders, by status, with approval. */
export function adminOrderPages(router: Router, services: StepUpServices): void {
  const { views, store } = services;
  stepUpRoutes(router, services);
  router.get(
    '/admin/orders',
    forAdmins(services, async (ctx) => {
      const { status, before } = query.parse(ctx.query);
      const [found, counts] = await Promise.all([
        store.orders.list({ status, before, limit: pageSize + 1 }),
        store.orders.counts(),
      ]);
      const orders = found.slice(0, pageSize);
      const older = found.length > pageSize ? orders.at(-1)?.number : undefined;
      await views.render(ctx, 'admin/orders', { orders, counts, status, before, older });
    }),
  );
}
