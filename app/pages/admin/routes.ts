import type Router from '@koa/router';
import { FurtherRefused, finishFurther, startFurther } from '../../auth/further.ts';
import { requireSignIn } from '../../auth/guards.ts';
import { inspectToken } from '../../auth/inspect-token.ts';
import { localPath } from '../../auth/return-to.ts';
import { describeClaims } from '../home/claims.ts';
import type { PageServices } from '../index.ts';
import { configPages } from './config/routes.ts';
import { dataPages } from './data/routes.ts';
import { doctorPages } from './doctor/routes.ts';
import { forAdmins } from './guard.ts';
import { adminOrderPages } from './orders/routes.ts';
import { renderRefusal } from './refused/refusal.ts';
import { userPages } from './users/routes.ts';

/** /admin and its own authorization: the admin scopes of the shop's API, and Okta's own for the Management API. */
export function adminPages(router: Router, services: PageServices): void {
  const { views, config, keys, now, keeper, store } = services;
  userPages(router, services);
  adminOrderPages(router, services);
  configPages(router, services);
  dataPages(router, services);
  doctorPages(router, services);

  router.get('/login/okta-admin', async (ctx) => {
    await requireSignIn(ctx, keeper);
    const asked = ctx.query['for'];
    const kind = asked === 'o4o' || asked === 'self' ? asked : 'admin';
    await startFurther(ctx, services, { kind, silent: true }, localPath(ctx.query['return'] ?? '/admin'));
  });

  router.get('/login/okta-admin/authorized', async (ctx) => {
    const signedIn = await requireSignIn(ctx, keeper);
    try {
      await finishFurther(ctx, services, signedIn);
    } catch (error) {
      if (!(error instanceof FurtherRefused)) throw error;
      const { attempt, error: code, description } = error;
      const { kind } = attempt.further;
      if (kind === 'self') {
        ctx.status = 403;
        await views.render(ctx, 'own-token', { asked: attempt.scopes, said: { error: code, description } });
        return;
      }
      await renderRefusal(ctx, services, signedIn, {
        kind,
        asked: attempt.scopes,
        said: { error: code, description },
      });
    }
  });

  router.get(
    '/admin',
    forAdmins(services, async (ctx, { adminToken }) => {
      const { issuer, audience } = config.okta;
      const token = await inspectToken(adminToken, { issuer, audience }, keys, now());
      const shown = token && { ...token, kind: 'access', rows: describeClaims(token, 'access') };
      await views.render(ctx, 'admin', { tokens: shown ? [shown] : [], counts: await store.orders.counts() });
    }),
  );
}
