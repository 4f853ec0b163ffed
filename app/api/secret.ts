import type { Context } from 'koa';
import { sameText } from '../../shared/same-text.ts';
import { Problem } from './problem.ts';

/** @throws Problem 401 unless the Authorization header is the hook's secret */
export function requireSecret(ctx: Context, secret: string, hook: string): void {
  if (!sameText(ctx.get('authorization'), secret))
    throw new Problem(401, `Not the ${hook}`, 'The Authorization header does not contain the hook’s secret');
}
