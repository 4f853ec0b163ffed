import type Router from '@koa/router';
import { finishSignIn, isStartedElsewhere, startFromElsewhere, startSignIn } from '../../auth/sign-in.ts';
import { frontChannelLogout, frontChannelLogoutPath } from '../../auth/front-channel-logout.ts';
import { signOut } from '../../auth/sign-out.ts';
import { giveToken } from '../../auth/give-token.ts';
import { requireSignIn } from '../../auth/guards.ts';
import type { Uses } from '../services.ts';
import type { SignInServices } from '../../auth/sign-in.ts';

/** Signing in at Okta and returning, signing out, and the access token for the pages' own scripts. */
export function loginPages(router: Router, services: SignInServices & Uses<'views'>): void {
  router.get('/login', (ctx) => services.views.render(ctx, 'sign-in'));
  router.get('/login/okta', (ctx) => startSignIn(ctx, services, 'okta'));
  router.get('/login/okta/authorized', (ctx) =>
    isStartedElsewhere(ctx.query) ? startFromElsewhere(ctx, services, 'okta') : finishSignIn(ctx, services),
  );
  router.get(frontChannelLogoutPath, (ctx) => frontChannelLogout(ctx, services));
  router.post('/logout', (ctx) => signOut(ctx, services));

  // The only token that a page's script needs: the lesson is to see the Bearer call in the Network tab.
  router.get('/token', async (ctx) => {
    const { tokens } = await requireSignIn(ctx, services.keeper);
    await giveToken(ctx, tokens, services);
  });
}
