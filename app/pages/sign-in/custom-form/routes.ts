import type { Context } from 'koa';
import type Router from '@koa/router';
import { loginEntry } from '../../../auth/entries.ts';
import type { OpenAttempt } from '../../../auth/login-attempt.ts';
import { movedToOwnHost } from '../../../auth/sign-in.ts';
import { allowSources } from '../../../middleware/security-headers.ts';
import { attemptFor, widgetRedirectPath } from '../../../widget/page.ts';
import type { WidgetServices } from '../../../widget/page.ts';

/** GET /login/custom-form: the shop's own form, with auth-js. */
export function customFormPages(router: Router, services: WidgetServices): void {
  const { config, views } = services;
  router.get('/login/custom-form', async (ctx: Context) => {
    if (movedToOwnHost(ctx, services)) return;
    const entry = loginEntry('custom-form');
    const engine = await services.engine();
    const variant = engine === 'classic' ? 'classic' : 'gen2';
    const attempt = await attemptFor(ctx, services, {
      entry: entry.id,
      page: `${entry.path}?`,
      variant,
    });
    if (!attempt) return;
    const org = new URL(config.okta.issuer).origin;
    allowSources(ctx, { 'connect-src': [org] });
    const redirectUri = config.appUrl + widgetRedirectPath;
    const settings = engine === 'classic' ? forClassic(attempt) : forIdentityEngine(attempt);
    await views.render(ctx, `sign-in/${entry.id}`, { entry, engine, variant, org, redirectUri, settings });
  });

  const forIdentityEngine = ({ state, nonce, codeChallenge }: OpenAttempt) => ({
    issuer: config.okta.issuer,
    clientId: config.okta.clientId,
    redirectUri: config.appUrl + widgetRedirectPath,
    scopes: config.scopes.person,
    state,
    nonce,
    codeChallenge,
    codeChallengeMethod: 'S256',
  });

  const forClassic = ({ state, nonce, codeChallenge }: OpenAttempt) => ({
    issuer: config.okta.issuer,
    clientId: config.okta.clientId,
    authorizeUrl: `${config.okta.issuer}/v1/authorize?${new URLSearchParams({
      client_id: config.okta.clientId,
      redirect_uri: config.appUrl + widgetRedirectPath,
      response_type: 'code',
      scope: config.scopes.person.join(' '),
      state,
      nonce,
      code_challenge: codeChallenge,
      code_challenge_method: 'S256',
      prompt: 'none', // only the session token is needed; Okta's own form would not belong here
    }).toString()}`,
  });
}
