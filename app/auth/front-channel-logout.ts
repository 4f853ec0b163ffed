import type { Context } from 'koa';
import type { Services } from '../site/services.ts';
import type { TokenKeeper } from './token-keeper.ts';

/** Where the org tells the shop, in a hidden frame of its own page, that a session has ended. */
export const frontChannelLogoutPath = '/logout/frontchannel';

/**
 * Front-channel single logout: the user has signed out in another app, and the org loads this address in the user's browser.
 * The session is found by `iss` and `sid`, not by the shop's cookie, which browsers do not send in frames of another site.
 * @see https://openid.net/specs/openid-connect-frontchannel-1_0.html
 */
export async function frontChannelLogout(
  ctx: Context,
  { config: { okta }, keeper }: Pick<Services, 'config'> & { keeper: TokenKeeper },
): Promise<void> {
  const { iss, sid } = ctx.query;
  const orgs = [...new Set([okta.issuer, okta.baseUrl].map((url) => new URL(url).origin))];
  ctx.set('Content-Security-Policy', `default-src 'none'; frame-ancestors ${orgs.join(' ')}`);
  ctx.type = 'text/plain';
  if ((iss !== okta.issuer && iss !== okta.baseUrl) || typeof sid !== 'string' || sid === '') {
    ctx.status = 400;
    ctx.body = 'The parameter iss or sid is missing.';
    return;
  }
  await keeper.end({ orgSession: sid }, 'front-channel-logout');
  // The response does not reveal whether there was a session.
  ctx.body = 'Signed out.';
}
