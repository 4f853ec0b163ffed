import { createHash, timingSafeEqual } from 'node:crypto';
import type { Context } from 'koa';
import { Problem } from './problem.ts';

/** @throws Problem 401 unless the Authorization header is the hook's secret */
export function requireSecret(ctx: Context, secret: string, hook: string): void {
  if (!sameText(ctx.get('authorization'), secret))
    throw new Problem(401, `Not the ${hook}`, 'The Authorization header does not contain the hook’s secret');
}

/** Whether two texts are the same. Compares hashes, so that the time taken reveals neither content nor length. */
function sameText(one: string, other: string): boolean {
  const hash = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(one), hash(other));
}
