import type { Context } from 'koa';

const localNames = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?$/i;
const localAddresses = /^(::1|(::ffff:)?127\.\d+\.\d+\.\d+)$/;

/**
 * Whether a request comes from this machine, with one of its names: other names that resolve to it may be
 * anyone's (DNS rebinding).
 */
export const isOfThisMachine = (ctx: Context): boolean =>
  localAddresses.test(ctx.req.socket.remoteAddress ?? '') && localNames.test(ctx.get('host'));
