import type Router from '@koa/router';
import { z } from 'zod';
import { FurtherRefused, finishFurther, startFurther } from '../../auth/further.ts';
import { giveToken } from '../../auth/give-token.ts';
import { requireSignIn } from '../../auth/guards.ts';
import { sessionOf } from '../../auth/session.ts';
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

/** What a challenge of the API (RFC 9470) asks for, as the page passes it on. */
const stepUpQuery = z.object({
  acr_values: z
    .string()
    .max(200)
    .regex(/^[\w:.-]+( [\w:.-]+)*$/)
    .optional(),
  max_age: z.coerce.number().int().min(0).max(86_400).optional(),
});

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
    const stepUp = stepUpQuery.safeParse(ctx.query);
    if (!stepUp.success) return ctx.throw(400);
    const { acr_values: acrValues, max_age: maxAge } = stepUp.data;
    const further = {
      kind,
      silent: acrValues === undefined,
      ...(acrValues !== undefined && { acrValues }),
      ...(maxAge !== undefined && { maxAge }),
    } as const;
    await startFurther(ctx, services, further, localPath(ctx.query['return'] ?? '/admin'));
  });

  router.get('/login/okta-admin/authorized', async (ctx) => {
    const signedIn = await requireSignIn(ctx, keeper);
    try {
      await finishFurther(ctx, services, signedIn);
    } catch (error) {
      if (!(error instanceof FurtherRefused)) throw error;
      const { attempt, error: code, description } = error;
      const { kind, acrValues } = attempt.further;
      if (acrValues !== undefined) {
        const why = description ?? code;
        sessionOf(ctx).flash = [{ kind: 'failed', text: `Nothing was approved. Okta says ${code}: ${why}` }];
        ctx.redirect(attempt.returnTo);
        return;
      }
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

  // For the one script that settles orders over the API: the admin token, as `/token` gives the person's.
  router.get(
    '/admin/token',
    forAdmins(services, async (ctx, { grantKey }) => {
      const tokens = await keeper.current(grantKey, 'admin');
      giveToken(ctx, tokens, now());
    }),
  );

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
