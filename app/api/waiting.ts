import type { Context } from 'koa';
import type { Waiting } from '../auth/approvals.ts';

const listeners = new WeakMap<Context, Waiting>();

/** Calls `waiting` with the time that has passed while the user is being asked on the phone. */
export const onWaiting = (ctx: Context, waiting: Waiting): void => void listeners.set(ctx, waiting);

/** The listener of a request, if there is one. */
export const waitingOf = (ctx: Context): Waiting | undefined => listeners.get(ctx);
