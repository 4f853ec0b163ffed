import type { Context } from 'koa';
import * as oidc from 'openid-client';
import type { Services } from '../site/services.ts';
import type { SignInServices } from './sign-in.ts';
import { endSession, sessionOf } from './session.ts';

/**
 * Signs out of the shop and then of Okta (OpenID Connect RP-Initiated Logout 1.0). When Okta cannot be reached the shop's
 * session ends all the same, and the next page says what is left.
 */
export async function signOut(
  ctx: Context,
  { config, store, keeper, client, trace }: Omit<SignInServices, 'now'> & Pick<Services, 'trace'>,
): Promise<void> {
  const { grantKey, browserId } = sessionOf(ctx);
  const stored = grantKey === undefined ? undefined : await store.tokens.get(grantKey, 'person');
  if (grantKey !== undefined) await keeper.discard(grantKey, 'signed out');
  if (browserId !== undefined) trace.forget(browserId);
  endSession(ctx);
  // What scripts and the cache kept of the person goes too; cookies would take those of other demos on this host along.
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
