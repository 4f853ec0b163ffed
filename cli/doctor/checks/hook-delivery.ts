import { randomUUID } from 'node:crypto';
import { failure, ok, warning } from '../check.ts';
import type { Check, Verdict } from '../check.ts';
import type { Context } from '../context.ts';
import { isLoopback } from '../../run/loopback.ts';
import { whoAnswers } from '../shop.ts';

/** The hook's URL responds, and accepts deliveries with the secret in `.env`. */
export const hookDelivery: Check = {
  id: 'hook-delivery',
  title: 'Event delivery',
  area: 'Partners',
  needs: ['event-hook'],
  docs: 'https://developer.okta.com/docs/guides/event-hook-implementation/',
  slow: true,
  async run(context) {
    const { config, sandbox } = context;
    if (!config.features.events) return ok('Not used: FF_EVENTS is off.');
    if (!isLoopback(config.okta.baseUrl) && isLoopback(config.appUrl))
      return warning({
        found: `${new URL(config.okta.baseUrl).host} cannot reach the shop at ${config.appUrl}.`,
        expected: 'An https URL that Okta can reach.',
        consequence: 'The Events page stays empty.',
        remedy: 'Use a tunnel and set APP_URL to its address, or set FF_EVENTS=false.',
      });
    if ((await whoAnswers(context, config.appUrl)) !== 'shop')
      return sandbox === 'doctor'
        ? ok('Not checked: the shop is not running yet.')
        : warning({
            found: `The shop is not responding at ${config.appUrl}.`,
            expected: 'A running shop that receives events.',
            consequence: 'Events are lost while the shop is down: Okta tries only twice.',
            remedy: 'multidemo serve',
          });
    return (
      (await challenge(context)) ??
      (await deliver(context)) ??
      ok('The shop accepts events with this secret and rejects all others.')
    );
  },
};

/** https://developer.okta.com/docs/concepts/event-hooks/#one-time-verification-request */
async function challenge({ door, config }: Context): Promise<Verdict | undefined> {
  const value = randomUUID();
  const answer = await door.ask(`${config.appUrl}/api/events`, {
    headers: { 'x-okta-verification-challenge': value, authorization: config.okta.eventHookSecret ?? '' },
  });
  if ((answer.json as { verification?: unknown } | undefined)?.verification === value) return undefined;
  return failure({
    found: `${config.appUrl}/api/events responds with ${answer.status} to Okta’s challenge.`,
    expected: 'A response that contains the challenge.',
    consequence: 'Okta cannot verify the hook, and the Events page stays empty.',
    remedy: 'Run multidemo doctor --only hosts to check that this shop is the one running there.',
  });
}

/** A delivery without events: it is accepted or rejected, and has no side effects. */
async function deliver({ door, config }: Context): Promise<Verdict | undefined> {
  const send = (secret: string) =>
    door.ask(`${config.appUrl}/api/events`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: secret },
      body: JSON.stringify({ eventType: 'com.okta.event_hook', eventId: randomUUID(), data: { events: [] } }),
    });
  const [right, wrong] = await Promise.all([
    send(config.okta.eventHookSecret ?? ''),
    send(`not-${randomUUID()}`),
  ]);
  if (right.status < 300 && wrong.status === 401) return undefined;
  return failure({
    found: `The shop responds with ${right.status} to the secret in .env and with ${wrong.status} to a wrong one.`,
    expected: '2xx to the right secret and 401 to a wrong one.',
    consequence: 'The shop rejects real events, or accepts forged ones.',
    remedy: 'The running shop uses a different OKTA_EVENT_HOOK_SECRET than .env. Restart it.',
  });
}
