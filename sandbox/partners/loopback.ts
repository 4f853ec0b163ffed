import type { Context } from 'koa';
import { isForAddress, isLoopbackName, isOfThisMachine } from '../../shared/this-machine.ts';

/**
 * Why to reject a request, if so: it comes from another machine unless we have a public address or trust the network, has a host name that
 * is not this machine's (DNS rebinding), or is a form sent to the phone or mailbox by another site. Identity providers
 * accept forms from any site.
 */
export function refusalOf(ctx: Context, ownUrl: string, trustNetwork: boolean): string | undefined {
  const isExpected = trustNetwork || isOfThisMachine(ctx) || (isPublic(ownUrl) && isForAddress(ctx, ownUrl));
  if (!isExpected)
    return `Anyone who sees the phone and mailbox can sign in as any user, so they can only be opened on the machine that runs the org, at ${ownUrl}. On a network where you trust everyone, start the org with --trust-network to use them from other machines.`;
  const origin = ctx.get('origin');
  // A container's port has another number outside, which only the browser knows.
  const isOwn =
    origin === '' || origin === ownUrl || (trustNetwork && origin === `http://${ctx.get('host')}`);
  const isForeign = !isOwn && ctx.method !== 'GET' && /^\/(phone|mailbox)\//.test(ctx.path);
  return isForeign ? `The form was sent by another site. Open ${ownUrl} and try again.` : undefined;
}

const isPublic = (url: string): boolean => !isLoopbackName(new URL(url).hostname);
