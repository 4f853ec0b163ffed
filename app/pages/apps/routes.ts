import type Router from '@koa/router';
import { listAppLinks } from '../../okta/app-links.ts';
import { allowSources } from '../../middleware/security-headers.ts';
import { callOkta } from '../okta-call.ts';
import type { Uses } from '../services.ts';
import type { OwnTokenServices } from '../own-token/guard.ts';
import { withOwnToken } from '../own-token/guard.ts';

/** Where Okta hosts the pictures of catalog apps; an app's custom picture is hosted by the org. */
const catalogue = 'https://*.oktacdn.com';

/** GET /apps: the page, whose script loads the tiles; GET /apps/links: the user's Okta dashboard tiles. */
export function appPages(router: Router, services: OwnTokenServices & Uses<'views' | 'ledger'>): void {
  const { views, config } = services;

  router.get(
    '/apps',
    withOwnToken(services, '/apps', async (ctx) => {
      allowSources(ctx, { 'img-src': [config.okta.baseUrl, catalogue] });
      await views.render(ctx, 'apps');
    }),
  );

  router.get(
    '/apps/links',
    withOwnToken(services, '/apps', async (ctx, client, { person }) => {
      const { value, failure, calls } = await callOkta(ctx, services, () => listAppLinks(client, person.id));
      if (failure) ctx.status = 502;
      ctx.body = { links: value ?? [], failure, calls };
    }),
  );
}
