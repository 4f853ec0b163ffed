import type Router from '@koa/router';
import type { Uses } from '../../services.ts';
import type { AdminServices } from '../guard.ts';
import { forAdmins } from '../guard.ts';

/** /admin/doctor: whatever would fail on stage, as `multidemo doctor` finds it, for whoever stands before the audience. */
export function doctorPages(router: Router, services: AdminServices & Uses<'doctor'>): void {
  const { views, doctor } = services;

  router.get(
    '/admin/doctor',
    forAdmins(services, async (ctx) => {
      await views.render(ctx, 'admin/doctor', { canExamine: doctor !== undefined });
    }),
  );

  // Apart from the page, so that an org that is slow does not keep the page from coming.
  router.get(
    '/admin/doctor/report',
    forAdmins(services, async (ctx) => {
      if (!doctor) return ctx.throw(404);
      ctx.body = await doctor();
    }),
  );
}
