import { randomUUID } from 'node:crypto';
import type { Middleware } from 'koa';

/** Names each request: the header, the error pages and the log line of a failure carry the same id. */
export const requestId: Middleware = (ctx, next) => {
  ctx.state['requestId'] = randomUUID();
  ctx.set('X-Request-Id', ctx.state['requestId'] as string);
  return next();
};
