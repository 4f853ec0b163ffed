import type { Context } from 'koa';
import { isOfThisMachine } from '../http/this-machine.ts';

/**
 * Whether to reject a request: from another machine, with a host name that is not this machine's (DNS
 * rebinding), or a form sent to the phone or mailbox by another site. Identity providers accept forms from any
 * site.
 */
export function isFromOutside(ctx: Context, ownUrl: string): boolean {
  if (!isOfThisMachine(ctx)) return true;
  const origin = ctx.get('origin');
  const isOwn = origin === '' || origin === ownUrl;
  return !isOwn && ctx.method !== 'GET' && /^\/(phone|mailbox)\//.test(ctx.path);
}
