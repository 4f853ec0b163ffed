import type Router from '@koa/router';
import { z } from 'zod';
import { admit } from '../../../auth/admit.ts';
import { SignInError } from '../../../auth/errors.ts';
import { verifyImplicitTokens } from '../../../auth/implicit-tokens.ts';
import { takeAttempt } from '../../../auth/login-attempt.ts';
import { randomKey, sessionOf } from '../../../auth/session.ts';
import { showWidgetPage } from '../../../widget/page.ts';
import type { Uses } from '../../services.ts';
import type { WidgetServices } from '../../../widget/page.ts';

export const implicitRedirectPath = '/implicit/callback';

const posted = z.strictObject({ state: z.string(), idToken: z.string(), accessToken: z.string() });

/**
 * GET /login/implicit: tokens are sent directly to the browser (RFC 6749 section 4.2), kept as a historical
 * lesson. POST /implicit/callback: the page sends them to the server, which verifies them and creates the
 * session.
 */
export function implicitPages(
  router: Router,
  services: WidgetServices & Uses<'keys' | 'now' | 'keeper' | 'log'>,
): void {
  router.get('/login/implicit', (ctx) => {
    // The form that this page posts needs its token before a user is signed in.
    sessionOf(ctx).csrf ??= randomKey();
    return showWidgetPage(ctx, services, {
      area: 'implicit',
      offered: ['classic'], // Identity Engine's interaction code flow has no implicit variant
      redirectPath: implicitRedirectPath,
      options: ({ attempt: { nonce } }) => ({
        codeChallenge: undefined,
        codeChallengeMethod: undefined,
        authParams: { pkce: false, responseType: ['id_token', 'token'], nonce },
        scopes: services.config.scopes.person.filter((scope) => scope !== 'offline_access'),
      }),
    });
  });

  router.post(implicitRedirectPath, async (ctx) => {
    const body = posted.safeParse(ctx.request.body);
    if (!body.success) throw new SignInError(400, 'callback-incomplete');
    const { state, ...tokens } = body.data;
    const attempt = await takeAttempt(ctx, services, state);
    if (!attempt) throw new SignInError(400, 'attempt-used');
    const verified = await verifyImplicitTokens(services, tokens, attempt.nonce);
    await admit(ctx, services, verified, attempt);
    ctx.body = { continue: attempt.returnTo };
  });
}
