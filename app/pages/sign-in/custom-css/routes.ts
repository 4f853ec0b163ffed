import type Router from '@koa/router';
import { showWidgetPage } from '../../../widget/page.ts';
import type { WidgetServices } from '../../../widget/page.ts';

/** GET /login/custom-css: the unmodified widget in a style sheet of the shop's own. */
export function customCssPages(router: Router, services: WidgetServices): void {
  router.get('/login/custom-css', (ctx) =>
    showWidgetPage(ctx, services, {
      area: 'custom-css',
      // Gen3 makes its class names while it is built: they cannot be styled from outside.
      offered: ['gen2', 'classic'],
      options: () => ({ colors: {}, i18n: { en: { 'primaryauth.title': 'Show your ticket' } } }),
    }),
  );
}
