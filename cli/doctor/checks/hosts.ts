import { failure, ok, warning } from '../check.ts';
import type { Check, Verdict } from '../check.ts';
import type { Context } from '../context.ts';
import { isLoopback } from '../../run/loopback.ts';
import { redirectOf } from '../round-trip.ts';
import { whoAnswers } from '../shop.ts';
import { Trouble } from '../trouble.ts';

/** The host names of the shop: cookies belong to only one of them. */
export const hosts: Check = {
  id: 'hosts',
  title: 'Hosts and cookies',
  area: 'On stage',
  needs: ['configuration'],
  docs: 'docs/doctor.md#hosts',
  async run(context) {
    const { appUrl, okta, port } = context.config;
    const url = new URL(appUrl);
    if (!isLoopback(appUrl) && url.protocol === 'http:')
      return failure({
        found: `APP_URL is ${appUrl}, which uses http but is not on this machine.`,
        expected: 'An https URL.',
        consequence: 'Browsers do not allow PKCE in the widget or secure cookies on such a page.',
        remedy: 'Put a TLS proxy in front of the shop and set APP_URL to the https address.',
      });
    if (isLoopback(appUrl) && isLoopback(okta.baseUrl) && url.hostname !== new URL(okta.baseUrl).hostname)
      return warning({
        found: `The shop is at ${url.hostname}, the org at ${new URL(okta.baseUrl).hostname}.`,
        expected: 'The same host name for both.',
        consequence: 'The browser treats them as two sites, and the widget loses the org’s cookies.',
        remedy: 'Use localhost for both.',
      });
    if (isLoopback(appUrl) && context.env.PORT && Number(url.port || 80) !== port)
      return warning({
        found: `The shop listens on port ${port}, but APP_URL is ${appUrl}.`,
        expected: 'The same port, or a proxy between them.',
        consequence: 'Okta redirects users to a port where nothing is listening.',
        remedy: `Set APP_URL to http://${url.hostname}:${port} and run multidemo init, or remove PORT from .env.`,
      });
    return (await seen(context)) ?? ok(`${appUrl}, one host name everywhere.`);
  },
};

/** What a browser would see at APP_URL, if something responds there. */
async function seen(context: Context): Promise<Verdict | undefined> {
  const { appUrl } = context.config;
  const home = await context.door
    .ask(appUrl, { headers: { accept: 'text/html' } })
    .catch((error: unknown) => {
      if (error instanceof Trouble) return undefined;
      throw error;
    });
  if (!home) return undefined;
  const elsewhere = redirectOf(home, appUrl);
  if (elsewhere && elsewhere.origin !== new URL(appUrl).origin)
    return failure({
      found: `${appUrl} redirects to ${elsewhere.origin}.`,
      expected: 'The shop itself.',
      consequence: 'The session cookie is set for one address, but Okta returns to the other.',
      remedy: `Set APP_URL to ${elsewhere.origin} and run multidemo init.`,
    });
  const who = await whoAnswers(context, appUrl);
  if (who === 'nobody')
    return warning({
      found: `${appUrl} responds, but /status times out.`,
      expected: 'A response from the shop within a few seconds.',
      consequence: 'Pages open slowly, or not at all.',
      remedy: 'Close other programs on this machine, or restart the shop.',
    });
  if (who === 'other')
    return failure({
      found: `Another program is running at ${appUrl}.`,
      expected: 'The shop.',
      consequence: 'Okta redirects users to the other program.',
      remedy: 'Correct APP_URL, or stop that program.',
    });
  const cookie = home.headers.getSetCookie().find((line) => line.includes('multidemo'));
  if (cookie !== undefined && appUrl.startsWith('https:') && !/;\s*secure/i.test(cookie))
    return failure({
      found: 'The cookie is not marked Secure, though APP_URL is https.',
      expected: 'A Secure cookie.',
      consequence: 'Sign-ins lose their state because the running shop assumes http.',
      remedy: 'Restart the shop with this APP_URL.',
    });
  return undefined;
}
