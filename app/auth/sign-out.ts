import type { Context } from 'koa';
import * as oidc from 'openid-client';
import type { SignInServices } from './sign-in.ts';
import { endSession, sessionOf } from './session.ts';

/**
 * Signs out of the shop and then of Okta (OpenID Connect RP-Initiated Logout 1.0). If Okta is unreachable, the
 * shop's session ends anyway, and the next page says so.
 */
export async function signOut(
  ctx: Context,
  { config, store, keeper, client }: Omit<SignInServices, 'now'>,
): Promise<void> {
  const { grantKey } = sessionOf(ctx);
  const stored = grantKey === undefined ? undefined : await store.tokens.get(grantKey, 'person');
  if (grantKey !== undefined) await keeper.discard(grantKey, 'signed out');
  endSession(ctx);
  // Also clears scripts' storage and the cache; clearing cookies would delete those of other demos on this
  // host.
  ctx.set('Clear-Site-Data', '"cache", "storage"');
  ctx.status = 303;
  try {
    ctx.redirect(
      oidc.buildEndSessionUrl(await client(), {
        post_logout_redirect_uri: config.appUrl,
        state: 'signed-out',
        ...(stored ? { id_token_hint: stored.tokens.idToken } : {}),
      }).href,
    );
  } catch {
    ctx.redirect('/?state=signed-out-here');
  }
}
