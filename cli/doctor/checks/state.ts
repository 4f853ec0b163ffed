import { failure, ok } from '../check.ts';
import type { Check, Finding } from '../check.ts';
import type { Context } from '../context.ts';
import { newAttempt, redirectOf } from '../round-trip.ts';
import { whoAnswers } from '../shop.ts';

/**
 * A round trip of `state` without a user: a request with `prompt=none` must return to the shop with the same
 * state. If the shop is running, it starts and completes the trip itself, so that its cookie is checked too.
 */
export const state: Check = {
  id: 'state',
  title: 'State round trip',
  area: 'On stage',
  needs: ['redirect-uris', 'auth-server'],
  docs: 'https://developer.okta.com/docs/guides/implement-grant-type/authcodepkce/main/',
  slow: true,
  async run(context) {
    const fromOrg = await throughOrg(context);
    if (fromOrg) return failure(fromOrg);
    if ((await whoAnswers(context, context.config.appUrl)) !== 'shop')
      return ok('The org returns the state. The shop is not running, so its part was not checked.');
    const fromShop = await throughShop(context);
    return fromShop
      ? failure(fromShop)
      : ok('State, nonce, PKCE and cookie survive the trip from the shop to the org and back.');
  },
};

const base = {
  expected: 'A response with the state that was sent.',
  consequence: 'Sign-in fails with “mismatching state”.',
};

async function throughOrg(context: Context): Promise<Finding | undefined> {
  const attempt = newAttempt(context, context.config.scopes.person);
  const back = redirectOf(await context.door.ask(attempt.url), attempt.url);
  if (!back?.href.startsWith(attempt.redirectUri))
    return {
      ...base,
      found: back
        ? `The org redirects to ${back.origin}${back.pathname}.`
        : 'The org does not redirect back.',
      remedy: 'multidemo doctor --only app,redirect-uris,auth-server',
    };
  if (back.searchParams.get('state') !== attempt.state)
    return {
      ...base,
      found: 'The org returns a different state.',
      remedy: 'Bypass any proxy between this machine and the org.',
    };
  const error = back.searchParams.get('error');
  if (error === 'login_required') return undefined;
  return {
    found: `The org responds with ${error ?? 'a code'}: ${back.searchParams.get('error_description') ?? ''}`,
    expected: 'login_required, because no one is signed in.',
    consequence: 'Sign-in fails with the same error.',
    remedy: 'Run multidemo doctor --only scopes,policies,rules, and check OKTA_SCOPES in .env.',
  };
}

/** As a browser would: with the shop's cookies, and with stale ones that another demo has left on this host. */
async function throughShop({ door, config }: Context): Promise<Finding | undefined> {
  const start = `${config.appUrl}/login/okta`;
  const stale = 'session=left-behind; koa.sess=eyJzdGFsZSI6dHJ1ZX0=; JSESSIONID=0';
  const begun = await door.ask(start, { headers: { cookie: stale } });
  const asked = redirectOf(begun, start);
  if (
    !asked?.href.startsWith(config.okta.issuer) ||
    asked.searchParams.get('client_id') !== config.okta.clientId
  )
    return {
      ...base,
      found: `The running shop responds to ${start} with ${begun.status}${asked ? ` and redirects to ${asked.origin}` : ''}.`,
      remedy: 'The shop is running with a different configuration. Restart it.',
    };
  asked.searchParams.set('prompt', 'none');
  const back = redirectOf(await door.ask(asked.href), asked.href);
  if (!back?.href.startsWith(config.appUrl))
    return {
      ...base,
      found: `The org ${back ? `redirects to ${back.origin}` : 'does not redirect'} instead of returning to ${config.appUrl}.`,
      remedy: 'Correct APP_URL in .env.',
    };
  const cookies = begun.headers.getSetCookie().map((line) => line.split(';')[0]);
  const ended = await door.ask(back.href, {
    headers: { cookie: [stale, ...cookies].join('; '), accept: 'text/html' },
  });
  if (ended.status === 403 && ended.text.includes('login_required')) return undefined;
  return {
    ...base,
    found: `The shop responds with ${ended.status} when the org redirects back to it.`,
    remedy:
      'The browser did not return the cookie. Run multidemo doctor --only hosts, close other tabs with the shop, and try a private window.',
  };
}
