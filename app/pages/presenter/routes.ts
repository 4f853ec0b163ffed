import type Router from '@koa/router';
import type { Context } from 'koa';
import type { SignedIn } from '../../auth/guards.ts';
import type { Presenter } from '../../site/presenter.ts';
import { localPath } from '../../site/redirects.ts';
import { startSignIn } from '../../auth/sign-in.ts';
import type { SignInServices } from '../../auth/sign-in.ts';
import { endSession, sessionOf } from '../../auth/session.ts';
import type { Uses } from '../services.ts';

/**
 * What the presenter bar does. POST /presenter/person: one click on the presenter bar signs in another demo person. The password is
 * exchanged for a session token, so that the org does not ask again. The current user stays signed in until
 * that has succeeded.
 * https://developer.okta.com/docs/reference/api/authn/#primary-authentication
 *
 * POST /presenter/data and /presenter/org: everything as at the first start. GET /presenter/refused: why this
 * browser was last refused.
 */
export function presenterPages(
  router: Router,
  services: SignInServices & Uses<'presenter' | 'outgoing' | 'views' | 'orders' | 'stage'>,
): void {
  router.post('/presenter/person', async (ctx) => {
    const { login } = (ctx.request.body ?? {}) as { login?: unknown };
    const person = services.presenter?.people.find((one) => one.login === login);
    if (person) await signInAs(ctx, person);
  });

  // From the stage, where the form token was checked: a ticket is for one user and is valid once.
  router.get('/presenter/person', async (ctx) => {
    const wanted = services.stage?.redeem(ctx.query['ticket']);
    const person = services.presenter?.people.find((one) => one.login === wanted?.login);
    const present = (ctx.state['signedIn'] as SignedIn | undefined)?.person.login;
    if (person && wanted && (wanted.isNew || present !== wanted.login)) await signInAs(ctx, person);
    else ctx.redirect(localPath(ctx.query['return']));
  });

  const signInAs = async (ctx: Context, person: Presenter['people'][number]): Promise<void> => {
    const response = await services.outgoing(`${services.config.okta.baseUrl}/api/v1/authn`, {
      method: 'POST',
      headers: { accept: 'application/json', 'content-type': 'application/json' },
      body: JSON.stringify({ username: person.login, password: person.password }),
    });
    const { sessionToken } = (await response.json()) as { sessionToken?: string };
    ctx.status = 303;
    // If the password was changed or another step is required, the person signs in manually.
    const known: Record<string, string> = sessionToken
      ? { sessionToken }
      : { login_hint: person.login, prompt: 'login' };
    await startSignIn(ctx, services, 'okta', known);
  };

  router.post('/presenter/data', async (ctx) => {
    if (!services.presenter) return;
    await resetData();
    sessionOf(ctx).flash = [
      { kind: 'done', text: 'Orders and events are deleted, and the stock is restored.' },
    ];
    ctx.status = 303;
    ctx.redirect(localPath(ctx.query['return']));
  });

  router.post('/presenter/org', async (ctx) => {
    const { resetOrg } = services.presenter ?? {};
    if (!resetOrg) return;
    await resetData(); // orders belong to people that will not exist any more
    endSession(ctx);
    ctx.res.once('close', () => void resetOrg());
    ctx.status = 303;
    ctx.redirect('/');
  });

  router.get('/presenter/refused', async (ctx) => {
    const { refused } = sessionOf(ctx);
    if (refused?.explanation) await services.views.render(ctx, 'errors', { ...refused });
  });

  const resetData = async (): Promise<void> => {
    await Promise.all([services.orders.startOver(), services.store.events.clear()]);
  };
}
