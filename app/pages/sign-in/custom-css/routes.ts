import type Router from '@koa/router';
import { showWidgetPage } from '../../../widget/page.ts';
import type { WidgetServices } from '../../../widget/page.ts';

/** GET /login/custom-css: the unmodified widget with the shop's own style sheet. */
export function customCssPages(router: Router, services: WidgetServices): void {
  router.get('/login/custom-css', (ctx) =>
    showWidgetPage(ctx, services, {
      area: 'custom-css',
      // Gen3 generates its class names at build time, so they cannot be styled from outside.
      offered: ['gen2', 'classic'],
      options: () => ({ colors: {}, i18n: { en: { 'primaryauth.title': 'Show your ticket' } } }),
    }),
  );
}
