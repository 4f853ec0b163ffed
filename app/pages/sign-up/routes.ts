import type Router from '@koa/router';
import { showWidgetPage } from '../../widget/page.ts';
import type { PageServices } from '../index.ts';

/** GET /login/sign-up: the widget opened at self-service registration. */
export function signUpPages(router: Router, services: PageServices): void {
  router.get('/login/sign-up', (ctx) =>
    showWidgetPage(ctx, services, {
      area: 'sign-up',
      options: ({ variant }) =>
        variant === 'classic'
          ? { features: { ...services.config.widget.features, registration: true } }
          : { flow: 'signup' },
    }),
  );
}
