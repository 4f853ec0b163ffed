import type Router from '@koa/router';
import { requireSignIn } from '../../auth/guards.ts';
import { listClaim } from '../../auth/claims.ts';
import { decodeToken } from '../../auth/claims.ts';
import type { Uses } from '../services.ts';

/** GET /products: the frame; its script fetches the products from the API. */
export function productPages(
  router: Router,
  { views, keeper, theme }: Uses<'views' | 'keeper' | 'theme'>,
): void {
  router.get('/products', async (ctx) => {
    const signedIn = await requireSignIn(ctx, keeper);
    const features = listClaim(decodeToken(signedIn.tokens.accessToken)?.payload ?? {}, 'feature_access');
    await views.render(ctx, 'products', { features, skeletons: Math.min(theme.items.length, 8) });
  });
}
