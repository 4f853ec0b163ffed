import type { Context } from 'koa';
import type { Waiting } from '../auth/approvals.ts';

const listeners = new WeakMap<Context, Waiting>();

/** Tells `waiting` how long the user has been asked on the phone while the request is answered. */
export const onWaiting = (ctx: Context, waiting: Waiting): void => void listeners.set(ctx, waiting);

/** Who wants to know how long the user has been asked, if anyone. */
export const waitingOf = (ctx: Context): Waiting | undefined => listeners.get(ctx);
