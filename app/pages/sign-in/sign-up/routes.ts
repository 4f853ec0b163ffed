import type Router from '@koa/router';
import { showWidgetPage } from '../../../widget/page.ts';
import type { WidgetServices } from '../../../widget/page.ts';

/** GET /login/sign-up: the widget opened at self-service registration. */
export function signUpPages(router: Router, services: WidgetServices): void {
  const { features } = services.config.widget;
  router.get('/login/sign-up', (ctx) =>
    showWidgetPage(ctx, services, {
      area: 'sign-up',
      // Without the registration API, the Classic widget would show a form that can only fail.
      isClosed: ({ variant }) => variant === 'classic' && !features.registration,
      options: ({ variant }) => (variant === 'classic' ? {} : { flow: 'signup' }),
    }),
  );
}
