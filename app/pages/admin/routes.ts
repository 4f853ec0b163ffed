import type Router from '@koa/router';
import { giveToken } from '../../auth/give-token.ts';
import { inspectToken } from '../../auth/inspect-token.ts';
import { describeClaims } from '../home/claims.ts';
import type { Uses } from '../services.ts';
import type { StepUpServices } from './orders/step-up.ts';
import { configPages } from './config/routes.ts';
import { dataPages } from './data/routes.ts';
import { doctorPages } from './doctor/routes.ts';
import { forAdmins } from './guard.ts';
import { adminOrderPages } from './orders/routes.ts';
import { adminSessionPages } from './sessions/routes.ts';
import { tokenHookPages } from './token-hook/routes.ts';
import { userPages } from './users/routes.ts';

/** /admin: the admin pages. Their authorization is in sign-in/okta-admin. */
export function adminPages(
  router: Router,
  services: StepUpServices & Uses<'keys' | 'theme' | 'ledger' | 'doctor' | 'tokenHook'>,
): void {
  const { views, config, keys, now, keeper, store } = services;
  userPages(router, services);
  adminSessionPages(router, services);
  adminOrderPages(router, services);
  configPages(router, services);
  dataPages(router, services);
  doctorPages(router, services);
  tokenHookPages(router, services);

  // For the script that approves orders through the API: the admin token, just as `/token` returns the user's.
  router.get(
    '/admin/token',
    forAdmins(services, async (ctx, { grantKey }) => {
      const tokens = await keeper.current(grantKey, 'admin');
      await giveToken(ctx, tokens, services);
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
