import type { Context } from 'koa';

const localNames = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?$/i;
const localAddresses = /^(::1|(::ffff:)?127\.\d+\.\d+\.\d+)$/;

/** Whether a request comes from this machine, and under a name of it: one that merely leads here may be anybody's (DNS rebinding). */
export const isOfThisMachine = (ctx: Context): boolean =>
  localAddresses.test(ctx.req.socket.remoteAddress ?? '') && localNames.test(ctx.get('host'));
