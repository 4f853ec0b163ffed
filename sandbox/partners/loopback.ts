import type { Context } from 'koa';
import { isForAddress, isLoopbackName, isOfThisMachine } from '../../shared/this-machine.ts';

/**
 * Whether to reject a request: from another machine unless we have a public address or trust the network, with a host name that is not this
 * machine's (DNS rebinding), or a form sent to the phone or mailbox by another site. Identity providers accept forms
 * from any site.
 */
export function isFromOutside(ctx: Context, ownUrl: string, trustNetwork: boolean): boolean {
  const isExpected = trustNetwork || isOfThisMachine(ctx) || (isPublic(ownUrl) && isForAddress(ctx, ownUrl));
  if (!isExpected) return true;
  const origin = ctx.get('origin');
  // A container's port has another number outside, which only the browser knows.
  const isOwn =
    origin === '' || origin === ownUrl || (trustNetwork && origin === `http://${ctx.get('host')}`);
  return !isOwn && ctx.method !== 'GET' && /^\/(phone|mailbox)\//.test(ctx.path);
}

const isPublic = (url: string): boolean => !isLoopbackName(new URL(url).hostname);
