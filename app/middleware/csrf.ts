import type { Context, Middleware } from 'koa';
import type { Config } from '../config/config.ts';
import { SignInError } from '../auth/errors.ts';
import { sessionOf } from '../auth/session.ts';
import { sameText } from '../../shared/same-text.ts';

/**
 * A request that changes something must come from one of our pages, as shown by its Origin, if the browser
 * sends it, and by the session's token in the form (`_csrf`) or in the header `X-CSRF-Token`.
 */
export function csrf({ appUrl }: Config): Middleware {
  return (ctx, next) => {
    if (['GET', 'HEAD', 'OPTIONS'].includes(ctx.method)) return next();
    const origin = ctx.get('origin');
    if ((origin !== '' && origin !== appUrl) || !hasToken(ctx)) throw new SignInError(403, 'forged-form');
    return next();
  };
}

function hasToken(ctx: Context): boolean {
  const expected = sessionOf(ctx).csrf;
  const body = ctx.request.body as Record<string, unknown> | undefined;
  const given = ctx.get('x-csrf-token') || body?.['_csrf'];
  return expected !== undefined && typeof given === 'string' && sameText(expected, given);
}
