import { failure, ok, warning } from '../check.ts';
import type { Check, Verdict } from '../check.ts';
import type { Context } from '../context.ts';
import { isLoopback } from '../../run/loopback.ts';
import { redirectOf } from '../round-trip.ts';
import { whoAnswers } from '../shop.ts';
import { Trouble } from '../trouble.ts';

/** Names under which the shop is reached: cookies belong to one of them. */
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
        found: `APP_URL is ${appUrl}: http, and not on this machine.`,
        expected: 'https.',
        consequence: 'Browsers give such a page neither PKCE in the widget nor secure cookies.',
        remedy: 'Put TLS before the shop and set APP_URL to the https address.',
      });
    if (isLoopback(appUrl) && isLoopback(okta.baseUrl) && url.hostname !== new URL(okta.baseUrl).hostname)
      return warning({
        found: `The shop is at ${url.hostname}, the org at ${new URL(okta.baseUrl).hostname}.`,
        expected: 'One name for this machine.',
        consequence: 'The browser takes them for two sites: the widget’s and the org’s cookies get lost.',
        remedy: 'Write localhost in both.',
      });
    if (isLoopback(appUrl) && context.env.PORT && Number(url.port || 80) !== port)
      return warning({
        found: `The shop listens on ${port}, APP_URL says ${appUrl}.`,
        expected: 'The same port, or a proxy between them.',
        consequence: 'Okta sends people back to where nothing listens.',
        remedy: `Set APP_URL to http://${url.hostname}:${port} and run multidemo init, or take PORT out of .env.`,
      });
    return (await seen(context)) ?? ok(`${appUrl}, and one name for everything.`);
  },
};

/** What a browser would see at APP_URL, when something answers there. */
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
      consequence: 'The session’s cookie is set for one address, and Okta returns to the other.',
      remedy: `Set APP_URL to ${elsewhere.origin} and run multidemo init.`,
    });
  const who = await whoAnswers(context, appUrl);
  if (who === 'nobody')
    return warning({
      found: `${appUrl} answers, but not its address /status in time.`,
      expected: 'The shop, within a few seconds.',
      consequence: 'Pages open slowly, or not at all.',
      remedy: 'This machine is busy, or the shop is: close other programs, or start it again.',
    });
  if (who === 'other')
    return failure({
      found: `Another program answers at ${appUrl}.`,
      expected: 'The shop.',
      consequence: 'Okta sends people back to that program.',
      remedy: 'Correct APP_URL, or stop that program.',
    });
  const cookie = home.headers.getSetCookie().find((line) => line.includes('multidemo'));
  if (cookie !== undefined && appUrl.startsWith('https:') && !/;\s*secure/i.test(cookie))
    return failure({
      found: 'The cookie is not marked Secure, though APP_URL is https.',
      expected: 'A Secure cookie.',
      consequence: 'The running shop believes to be on http; signing in loses its state.',
      remedy: 'Start the shop again with this APP_URL.',
    });
  return undefined;
}
