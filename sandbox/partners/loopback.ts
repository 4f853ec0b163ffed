import type { Context } from 'koa';

const localNames = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i;
const localAddresses = /^(::1|(::ffff:)?127\.\d+\.\d+\.\d+)$/;

/**
 * Whether a request must not come in: from another machine, under a name that is not this machine's (DNS rebinding),
 * or a form that a foreign page sends to the phone or mailbox. Identity providers are sent forms by anybody.
 */
export function isFromOutside(ctx: Context, ownUrl: string): boolean {
  if (!localAddresses.test(ctx.req.socket.remoteAddress ?? '')) return true;
  if (!localNames.test(ctx.host)) return true;
  const origin = ctx.get('origin');
  const isOwn = origin === '' || origin === ownUrl;
  return !isOwn && ctx.method !== 'GET' && /^\/(phone|mailbox)\//.test(ctx.path);
}
