import { createHash, timingSafeEqual } from 'node:crypto';
import type { Middleware } from 'koa';
import { readJson } from './body.ts';
import type { ApiServices } from './services.ts';
import { Problem } from './problem.ts';
import { delivery } from './schemas.ts';

/** Okta may put many events into one delivery. */
const limit = 4 * 1024 * 1024;

/** GET /api/events: the one-time verification of the hook. Okta sends a challenge and wants it back. */
export const verifyEventHook: Middleware = (ctx) => {
  const challenge = ctx.get('x-okta-verification-challenge');
  if (challenge === '')
    throw new Problem(400, 'No challenge', 'Okta verifies with the header X-Okta-Verification-Challenge');
  ctx.body = { verification: challenge };
};

/** POST /api/events: a delivery. Okta proves itself by the secret that was given to the hook; each event is kept once. */
export function receiveEvents({ config, events }: Pick<ApiServices, 'config' | 'events'>): Middleware {
  return async (ctx) => {
    const secret = config.okta.eventHookSecret;
    if (secret === undefined)
      throw new Problem(
        403,
        'No event hook',
        'The shop has no OKTA_EVENT_HOOK_SECRET, so it takes no deliveries',
      );
    if (!sameText(ctx.get('authorization'), secret))
      throw new Problem(
        401,
        'Not the event hook',
        'The Authorization header does not hold the secret of the hook',
      );
    const { data } = await readJson(ctx, delivery, limit);
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
}

/** Compares hashes, so that neither content nor length shows in the time it takes. */
function sameText(one: string, other: string): boolean {
  const hash = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(one), hash(other));
}
