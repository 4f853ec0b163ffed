import type { Middleware } from 'koa';
import type { z } from 'zod';
import { readJson } from './body.ts';
import type { ApiServices } from './services.ts';
import { Problem } from './problem.ts';
import { delivery, eventAboutUser } from './schemas.ts';
import { requireSecret } from './secret.ts';

/** Okta may send many events in one delivery. */
const limit = 4 * 1024 * 1024;

/** GET /api/events: the one-time verification of the hook. Okta sends a challenge and expects it back. */
export const verifyEventHook: Middleware = (ctx) => {
  const challenge = ctx.get('x-okta-verification-challenge');
  if (challenge === '')
    throw new Problem(400, 'No challenge', 'The header X-Okta-Verification-Challenge is missing');
  ctx.body = { verification: challenge };
};

/**
 * Events that end a user's access in Okta also end the user's sessions here
 * (https://developer.okta.com/docs/reference/api/event-types/).
 */
const endsSessions = new Set([
  'user.lifecycle.suspend',
  'user.lifecycle.deactivate',
  'user.lifecycle.delete.initiated',
  'user.session.clear',
  'user.session.end',
  'user.authentication.universal_logout',
]);

/** Maximum difference between the clocks of org and shop, in milliseconds. */
const clockTolerance = 60_000;

/**
 * POST /api/events: a delivery. Okta authenticates with the hook's secret; each event is stored once. Sessions
 * are ended before that: if it fails, Okta delivers again.
 */
export function receiveEvents({
  config,
  events,
  keeper,
  ended,
}: Pick<ApiServices, 'config' | 'events' | 'keeper' | 'ended'>): Middleware {
  return async (ctx) => {
    const secret = config.okta.eventHookSecret;
    if (secret === undefined)
      throw new Problem(
        403,
        'No event hook',
        'The shop has no OKTA_EVENT_HOOK_SECRET, so it does not accept deliveries',
      );
    requireSecret(ctx, secret, 'event hook');
    const { data } = await readJson(ctx, delivery, limit);
    for (const event of data.events) await endSessionsBy(event);
    await events.add(
      data.events.map((event) => ({
        id: event.uuid,
        type: event.eventType,
        publishedAt: Date.parse(event.published),
        data: event,
      })),
    );
    ctx.status = 204;
  };

  /** A late delivery must not affect users who have signed in again since. */
  async function endSessionsBy(event: z.infer<typeof delivery>['data']['events'][number]): Promise<void> {
    const about = endsSessions.has(event.eventType) ? eventAboutUser.safeParse(event).data : undefined;
    if (about === undefined) return;
    const { actor, target } = about;
    const begunBy = Date.parse(event.published) + clockTolerance;
    for (const { id: userId } of target.filter(({ type }) => type === 'User')) {
      // Signing out of Okta in one browser does not sign the user out of the shop in another.
      if (event.eventType === 'user.session.end' && actor?.id === userId) continue;
      if (!ended.note(userId, Date.parse(event.published))) continue;
      await keeper.end({ userId, begunBy }, event.eventType);
    }
  }
}
