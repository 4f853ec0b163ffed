import type Router from '@koa/router';
import type { Context } from 'koa';
import { z } from 'zod';
import { FurtherRefused, finishFurther, startFurther } from '../../../auth/further.ts';
import type { FurtherServices } from '../../../auth/further.ts';
import { requireSignIn } from '../../../auth/guards.ts';
import { localPath } from '../../../site/redirects.ts';
import { sessionOf } from '../../../auth/session.ts';
import { renderRefusal } from '../../admin/refused/refusal.ts';
import type { Uses } from '../../services.ts';

/** The requirements of an API challenge (RFC 9470), as passed on by the page. */
const stepUpQuery = z.object({
  acr_values: z
    .string()
    .max(200)
    .regex(/^[\w:.-]+( [\w:.-]+)*$/)
    .optional(),
  max_age: z.coerce.number().int().min(0).max(86_400).optional(),
});

/**
 * /login/okta-admin: further tokens for the signed-in user. `?for=admin` requests the admin scopes of the
 * shop's API, `o4o` Okta's own for the Management API, `self` those for the user's own data.
 */
export function oktaAdminPages(
  router: Router,
  services: FurtherServices & Uses<'views' | 'outgoing' | 'log' | 'presents'>,
): void {
  const { views, keeper } = services;
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
    await explained(ctx, startFurther(ctx, services, further, localPath(ctx.query['return'] ?? '/admin')));
  });

  router.get('/login/okta-admin/authorized', async (ctx) => {
    await explained(ctx, finishFurther(ctx, services, await requireSignIn(ctx, keeper)));
  });

  /** Shows why Okta gives no such tokens, if it does not. */
  async function explained(ctx: Context, work: Promise<void>): Promise<void> {
    try {
      await work;
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
      await renderRefusal(ctx, services, await requireSignIn(ctx, keeper), {
        kind,
        asked: attempt.scopes,
        said: { error: code, description },
      });
    }
  }
}
