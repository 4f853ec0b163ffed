import type { Middleware } from 'koa';
import { sessionOf } from '../auth/session.ts';
import { belongsTo } from '../../exchange/index.ts';

/** The message being answered, and the calls made for it, belong to this browser session. */
export const traceForBrowser: Middleware = (ctx, next) => {
  const { browserId } = sessionOf(ctx);
  if (browserId !== undefined) belongsTo(browserId);
  return next();
};
