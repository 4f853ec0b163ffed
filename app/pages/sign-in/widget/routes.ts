import type Router from '@koa/router';
import { reopenAttempt } from '../../../auth/login-attempt.ts';
import { finishSignIn } from '../../../auth/sign-in.ts';
import { showWidgetPage, widgetRedirectPath } from '../../../widget/page.ts';
import type { WidgetServices } from '../../../widget/page.ts';
import type { SignInServices } from '../../../auth/sign-in.ts';

/**
 * GET /login/widget: the Sign-In Widget in a page of the shop. GET /widget: where the org returns the browser.
 */
export function widgetPages(router: Router, services: WidgetServices & SignInServices): void {
  router.get('/login/widget', (ctx) => showWidgetPage(ctx, services, { area: 'widget' }));

  router.get(widgetRedirectPath, async (ctx) => {
    const { state, error, otp } = ctx.query;
    // The org requires another step, or a magic link was opened: the widget continues where it was.
    if (typeof state === 'string' && (error === 'interaction_required' || typeof otp === 'string')) {
      const page = (await reopenAttempt(ctx, services, state))?.page;
      if (page !== undefined) {
        const more = new URLSearchParams({ state, ...(typeof otp === 'string' ? { otp } : {}) });
        ctx.redirect(`${page}&${more.toString()}`);
        return;
      }
    }
    await finishSignIn(ctx, services);
  });
}
