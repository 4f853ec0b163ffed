import type Router from '@koa/router';
import { sessionOf } from '../../../auth/session.ts';
import type { Uses } from '../../services.ts';
import type { AdminServices } from '../guard.ts';
import { forAdmins } from '../guard.ts';

/** /admin/data: the shop's data, and how to reset it. */
export function dataPages(router: Router, services: AdminServices & Uses<'store' | 'orders'>): void {
  const { views, store, orders } = services;

  router.get(
    '/admin/data',
    forAdmins(services, async (ctx) => {
      const [counts, events] = await Promise.all([store.orders.counts(), store.events.count()]);
      await views.render(ctx, 'admin/data', { counts, events });
    }),
  );

  router.post(
    '/admin/data/orders/reset',
    forAdmins(services, async (ctx) => {
      await orders.startOver();
      sessionOf(ctx).flash = [{ kind: 'done', text: 'All orders are deleted and the stock is restored.' }];
      ctx.status = 303;
      ctx.redirect('/admin/data');
    }),
  );

  router.post(
    '/admin/data/events/reset',
    forAdmins(services, async (ctx) => {
      await store.events.clear();
      sessionOf(ctx).flash = [{ kind: 'done', text: 'All events are deleted.' }];
      ctx.status = 303;
      ctx.redirect('/admin/data');
    }),
  );
}
