import type Router from '@koa/router';
import { showWidgetPage } from '../../../widget/page.ts';
import type { WidgetServices } from '../../../widget/page.ts';

/** GET /login/recovery: the widget, opened at password recovery. */
export function recoveryPages(router: Router, services: WidgetServices): void {
  router.get('/login/recovery', (ctx) =>
    showWidgetPage(ctx, services, {
      area: 'recovery',
      options: ({ variant }) => (variant === 'classic' ? {} : { flow: 'resetPassword' }),
    }),
  );
}
