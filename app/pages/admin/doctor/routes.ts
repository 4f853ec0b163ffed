import type Router from '@koa/router';
import type { Uses } from '../../services.ts';
import type { AdminServices } from '../guard.ts';
import { forAdmins } from '../guard.ts';

/** /admin/doctor: the results of `multidemo doctor`, for the presenter. */
export function doctorPages(router: Router, services: AdminServices & Uses<'doctor'>): void {
  const { views, doctor } = services;

  router.get(
    '/admin/doctor',
    forAdmins(services, async (ctx) => {
      await views.render(ctx, 'admin/doctor', { canExamine: doctor !== undefined });
    }),
  );

  // Separate from the page, so that a slow org does not delay the page.
  router.get(
    '/admin/doctor/report',
    forAdmins(services, async (ctx) => {
      if (!doctor) return ctx.throw(404);
      ctx.body = await doctor();
    }),
  );
}
