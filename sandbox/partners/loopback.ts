import type { Context } from 'koa';
import { isOfThisMachine } from '../http/this-machine.ts';

/**
 * Whether a request must not come in: from another machine, under a name that is not this machine's (DNS rebinding),
 * or a form that a foreign page sends to the phone or mailbox. Identity providers are sent forms by anybody.
 */
export function isFromOutside(ctx: Context, ownUrl: string): boolean {
  if (!isOfThisMachine(ctx)) return true;
  const origin = ctx.get('origin');
  const isOwn = origin === '' || origin === ownUrl;
  return !isOwn && ctx.method !== 'GET' && /^\/(phone|mailbox)\//.test(ctx.path);
}
