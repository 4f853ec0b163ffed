import type { Middleware } from 'koa';
import { sessionOf } from '../auth/session.ts';
import type { Trace } from '../outgoing/trace.ts';

/** Outgoing calls made while answering this browser belong to its trace. */
export function traceForBrowser(trace: Trace): Middleware {
  return (ctx, next) => {
    const { browserId } = sessionOf(ctx);
    return browserId === undefined ? next() : trace.runFor(browserId, next);
  };
}
