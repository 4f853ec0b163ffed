import type { Context } from 'koa';
import type { TokenSet } from '../store/tokens.ts';

/**
 * Gives a script in our own pages an access token, in the format of a token endpoint. `now` in milliseconds.
 */
export function giveToken(ctx: Context, tokens: TokenSet | undefined, now: number): void {
  // Browsers say which site is asking; other sites get nothing, whatever their CORS settings.
  const site = ctx.get('sec-fetch-site');
  if (site !== '' && site !== 'same-origin') ctx.throw(403);
  if (!tokens) return ctx.throw(401);
  ctx.body = {
    access_token: tokens.accessToken,
    token_type: 'Bearer',
    expires_in: Math.max(0, Math.floor((tokens.expiresAt - now) / 1000)),
  };
}
