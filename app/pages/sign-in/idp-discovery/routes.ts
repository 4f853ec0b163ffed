import type Router from '@koa/router';
import { showWidgetPage } from '../../../widget/page.ts';
import type { WidgetServices } from '../../../widget/page.ts';

/** GET /login/idp-discovery: the user name's domain decides which identity provider asks for the password. */
export function idpDiscoveryPages(router: Router, services: WidgetServices): void {
  const { requestContext } = services.config.idps;
  router.get('/login/idp-discovery', (ctx) =>
    showWidgetPage(ctx, services, {
      area: 'idp-discovery',
      // The Identity Engine evaluates its routing rules automatically; the Classic widget needs an option for
      // it.
      options: ({ variant }) =>
        variant === 'classic'
          ? {
              features: { ...services.config.widget.features, idpDiscovery: true },
              ...(requestContext !== undefined && { idpDiscovery: { requestContext } }),
            }
          : {},
    }),
  );
}
