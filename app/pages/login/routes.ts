import type Router from '@koa/router';
import { finishSignIn, isStartedElsewhere, startFromElsewhere, startSignIn } from '../../auth/sign-in.ts';
import { signOut } from '../../auth/sign-out.ts';
import { requireSignIn } from '../../auth/guards.ts';
import type { PageServices } from '../index.ts';

/** Signing in at Okta and coming back, signing out, and the access token for the pages' own scripts. */
export function loginPages(router: Router, services: PageServices): void {
  router.get('/login', (ctx) => services.views.render(ctx, 'login'));
  router.get('/login/okta', (ctx) => startSignIn(ctx, services, 'okta'));
  router.get('/login/okta/authorized', (ctx) =>
    isStartedElsewhere(ctx.query) ? startFromElsewhere(ctx, services, 'okta') : finishSignIn(ctx, services),
  );
  router.post('/logout', (ctx) => signOut(ctx, services));

  // The one token that a page's script needs: to show the Bearer call in the Network tab is the lesson.
  router.get('/token', async (ctx) => {
    // Browsers say who asks; another site gets nothing, whatever its CORS tricks.
    const site = ctx.get('sec-fetch-site');
    if (site !== '' && site !== 'same-origin') ctx.throw(403);
    const { tokens } = await requireSignIn(ctx, services.keeper);
    ctx.body = {
      access_token: tokens.accessToken,
      token_type: 'Bearer',
      expires_in: Math.max(0, Math.floor((tokens.expiresAt - services.now()) / 1000)),
    };
  });
}
