import type { Context } from 'koa';
import type { Services } from '../site/services.ts';
import type { TokenSet } from '../store/tokens.ts';
import { proofFor } from './bound-key.ts';

/**
 * Gives a script in our own pages an access token, in the format of a token endpoint. With a token that is bound to a key comes
 * the proof for the call that the query describes, `?method=POST&path=/api/orders`: the key itself stays here.
 */
export async function giveToken(
  ctx: Context,
  tokens: TokenSet | undefined,
  { config, now }: Pick<Services, 'config' | 'now'>,
): Promise<void> {
  // Browsers say which site is asking; other sites get nothing, whatever their CORS settings.
  const site = ctx.get('sec-fetch-site');
  if (site !== '' && site !== 'same-origin') ctx.throw(403);
  if (!tokens) return ctx.throw(401);
  const { accessToken, expiresAt, key } = tokens;
  ctx.set('Cache-Control', 'no-store');
  ctx.body = {
    access_token: accessToken,
    token_type: key ? 'DPoP' : 'Bearer',
    expires_in: Math.max(0, Math.floor((expiresAt - now()) / 1000)),
    ...(key && {
      dpop_proof: await proofFor(key, { ...callOf(ctx, config.appUrl), accessToken, at: now() }),
    }),
  };
}

/** Proofs are for our own API alone: a token must not be usable elsewhere because of a script in a page. */
function callOf(ctx: Context, appUrl: string): { method: string; url: string } {
  const { method, path } = ctx.query;
  const url = typeof path === 'string' && URL.canParse(path, appUrl) ? new URL(path, appUrl) : undefined;
  if (typeof method !== 'string' || !/^[A-Z]{3,7}$/.test(method) || url?.origin !== appUrl)
    return ctx.throw(400);
  if (!url.pathname.startsWith('/api/')) ctx.throw(400);
  return { method, url: url.href };
}
