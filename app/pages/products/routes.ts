import type Router from '@koa/router';
import { whoIsSignedIn } from '../../auth/guards.ts';
import { listClaim } from '../../auth/claims.ts';
import { decodeToken } from '../../auth/claims.ts';
import type { Uses } from '../services.ts';

/**
 * GET /products: the page, whose script loads the products from the API. What the API keeps back is shown
 * closed, with the reason. When signed out, there is no token to call the API with: the page shows the current
 * stock.
 */
export function productPages(
  router: Router,
  { views, keeper, theme }: Uses<'views' | 'keeper' | 'theme'>,
): void {
  router.get('/products', async (ctx) => {
    const signedIn = await whoIsSignedIn(ctx, keeper);
    const access = signedIn && decodeToken(signedIn.tokens.accessToken)?.payload;
    const features = listClaim(access ?? {}, 'feature_access');
    const premium = theme.items.filter(({ target }) => target === 'PREMIUM');
    const open = theme.items.filter(({ target }) => target !== 'PREMIUM');
    const isPremium = features.includes('premium');
    await views.render(ctx, 'products', {
      features,
      skeletons: isPremium ? theme.items.length : open.length,
      shelf: signedIn ? [] : open,
      closed: isPremium ? [] : premium,
    });
  });
}
