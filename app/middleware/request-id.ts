import { randomUUID } from 'node:crypto';
import type { Middleware } from 'koa';
import type { Services } from '../site/services.ts';

/** Names each request: the header, the error pages and every line of the log carry the same id. */
export function requestId({ log }: Pick<Services, 'log'>): Middleware {
  return (ctx, next) => {
    const id = randomUUID();
    ctx.state['requestId'] = id;
    // The address is not available after the connection has closed.
    ctx.state['from'] = ctx.ip;
    ctx.set('X-Request-Id', id);
    return log.runFor(id, next);
  };
}
