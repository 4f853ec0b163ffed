import type { Middleware } from 'koa';
import type { Org } from '../org/org.ts';

/** The limit per minute in the headers; the sandbox counts requests, but never rejects any unless told to. */
const usual = 600;

// Deviation: rate limits are counted but not enforced, except through the faults under Control and `--like free`.
/**
 * Tells what is left of the minute, as Okta does with every answer of its APIs.
 * @param enforced the limit of the Management API that is enforced: more requests are marked as over it
 */
export function rateLimits(org: Org, enforced?: number): Middleware {
  let minute = 0;
  const used = new Map<string, number>();
  return (ctx, next) => {
    const now = Math.floor(org.clock() / 60_000);
    if (now !== minute) {
      minute = now;
      used.clear();
    }
    const limit = ctx.path.startsWith('/api/v1/') ? enforced : undefined;
    const perMinute = limit ?? usual;
    const bucket = ctx.path.split('/', 4).join('/');
    const count = (used.get(bucket) ?? 0) + 1;
    used.set(bucket, count);
    ctx.state.isOverLimit = limit !== undefined && count > limit;
    ctx.set('X-Rate-Limit-Limit', String(perMinute));
    ctx.set('X-Rate-Limit-Remaining', String(Math.max(0, perMinute - count)));
    ctx.set('X-Rate-Limit-Reset', String((minute + 1) * 60));
    return next();
  };
}
