import type { Context } from 'koa';

const localNames = /^(([\w-]+\.)*localhost|127\.\d+\.\d+\.\d+|\[::1\])$/i;
const localAddresses = /^(::1|(::ffff:)?127\.\d+\.\d+\.\d+)$/;

/** Whether a host of a URL is this machine for everyone; `*.localhost` is never anyone else's (RFC 6761, section 6.3). */
export const isLoopbackName = (hostname: string): boolean => localNames.test(hostname);

/**
 * Whether a request comes from this machine, with one of its names: other names that resolve to it may be
 * anyone's (DNS rebinding), and a proxy on it passes on the requests of others.
 */
export const isOfThisMachine = (ctx: Context): boolean =>
  hasLocalName(ctx) && forwardedHost(ctx) === '' && ctx.get('x-forwarded-for') === '';

/**
 * Whether a request is for the public address of a server that only a proxy on this machine leads to. Proxies keep the
 * name in `Host`, or replace it and pass it on in another header.
 */
export function isForAddress(ctx: Context, url: string): boolean {
  const { host } = new URL(url);
  return ctx.get('host') === host || (hasLocalName(ctx) && forwardedHost(ctx) === host);
}

const hasLocalName = (ctx: Context): boolean =>
  localAddresses.test(ctx.req.socket.remoteAddress ?? '') &&
  isLoopbackName(ctx.get('host').replace(/:\d+$/, ''));

const forwardedHost = (ctx: Context): string => ctx.get('x-forwarded-host');
