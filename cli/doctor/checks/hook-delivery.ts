import { randomUUID } from 'node:crypto';
import { failure, ok, warning } from '../check.ts';
import type { Check, Verdict } from '../check.ts';
import type { Context } from '../context.ts';
import { isLoopback } from '../../run/loopback.ts';
import { whoAnswers } from '../shop.ts';

/** The hook's URL answers, and takes what comes with the secret of `.env`. */
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
        remedy: 'Use a tunnel and set APP_URL to its address, or FF_EVENTS=false.',
      });
    if ((await whoAnswers(context, config.appUrl)) !== 'shop')
      return sandbox === 'doctor'
        ? ok('The shop does not run now; serve starts it.')
        : warning({
            found: `The shop does not answer at ${config.appUrl}.`,
            expected: 'It runs, so that events arrive.',
            consequence: 'Events of this time are lost: Okta tries twice.',
            remedy: 'multidemo serve',
          });
    return (
      (await challenge(context)) ??
      (await deliver(context)) ??
      ok('The shop takes events with this secret, and no others.')
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
    found: `${config.appUrl}/api/events answers ${answer.status} to Okta’s challenge.`,
    expected: 'The challenge, sent back.',
    consequence: 'The hook cannot be verified, and the Events page stays empty.',
    remedy: 'Does this shop run there, or another one? multidemo doctor --only hosts',
  });
}

/** A delivery without events: it is let in or not, and leaves nothing behind. */
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
    found: `The shop answers ${right.status} to the secret of .env and ${wrong.status} to a wrong one.`,
    expected: '2xx, and 401.',
    consequence: 'Events are refused, or anybody can send some.',
    remedy: 'The running shop has another OKTA_EVENT_HOOK_SECRET than .env: start it again.',
  });
}
