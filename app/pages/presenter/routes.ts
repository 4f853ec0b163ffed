import type Router from '@koa/router';
import { startSignIn } from '../../auth/sign-in.ts';
import type { SignInServices } from '../../auth/sign-in.ts';
import type { Services } from '../../site/services.ts';

/**
 * POST /presenter/person: one click on the presenter bar signs in another demo person. The password is
 * exchanged for a session token, so that the org does not ask again. The current user stays signed in until
 * that has succeeded.
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
    // If the password was changed or another step is required, the person signs in manually.
    const known: Record<string, string> = sessionToken
      ? { sessionToken }
      : { login_hint: person.login, prompt: 'login' };
    await startSignIn(ctx, services, 'okta', known);
  });
}
