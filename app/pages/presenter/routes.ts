import type Router from '@koa/router';
import { startSignIn } from '../../auth/sign-in.ts';
import type { SignInServices } from '../../auth/sign-in.ts';
import type { Services } from '../../site/services.ts';

/**
 * POST /presenter/person: one click of the presenter bar makes the browser another demo person's. It is a sign-in of its
 * own: the password is exchanged for a session token, with which the org needs not ask again. The person who is signed
 * in stays so until that has worked.
 * https://developer.okta.com/docs/reference/api/authn/#primary-authentication
 */
export function presenterPages(
  router: Router,
  services: SignInServices & Pick<Services, 'presenter' | 'outgoing'>,
): void {
  router.post('/presenter/person', async (ctx) => {
    const { login } = (ctx.request.body ?? {}) as { login?: unknown };
    const person = services.presenter?.people.find((one) => one.login === login);
    if (!person) return;
    const response = await services.outgoing(`${services.config.okta.baseUrl}/api/v1/authn`, {
      method: 'POST',
      headers: { accept: 'application/json', 'content-type': 'application/json' },
      body: JSON.stringify({ username: person.login, password: person.password }),
    });
    const { sessionToken } = (await response.json()) as { sessionToken?: string };
    ctx.status = 303;
    // Someone whose password was changed, or who is asked for more, signs in by hand.
    const known: Record<string, string> = sessionToken
      ? { sessionToken }
      : { login_hint: person.login, prompt: 'login' };
    await startSignIn(ctx, services, 'okta', known);
  });
}
