import type Router from '@koa/router';
import type { Uses } from '../../services.ts';
import { type AdminServices, forAdmins } from '../guard.ts';

/** /admin/token-hook: the last call of Okta's token hook, and the shop's response. */
export function tokenHookPages(router: Router, services: AdminServices & Uses<'tokenHook'>): void {
  const { views, tokenHook } = services;
  router.get(
    '/admin/token-hook',
    forAdmins(services, async (ctx) => {
      const { last } = tokenHook;
      await views.render(ctx, 'admin/token-hook', {
        last: last && {
          at: Math.floor(last.at / 1000),
          took: last.took,
          login: last.login,
          question: JSON.stringify(last.question, undefined, 2),
          answer: JSON.stringify(last.answer, undefined, 2),
        },
      });
    }),
  );
}
