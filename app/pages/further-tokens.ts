import type { Context } from 'koa';
import { SignInError } from '../auth/errors.ts';
import type { FurtherKind } from '../store/login-attempts.ts';
import type { TokenSet } from '../store/tokens.ts';
import type { Uses } from './services.ts';

/** Further tokens have no refresh token: when they expire, the shop asks Okta again, silently if possible. */
export async function freshTokens(
  { keeper }: Uses<'keeper'>,
  grantKey: string,
  kind: FurtherKind,
): Promise<TokenSet | undefined> {
  try {
    return await keeper.current(grantKey, kind);
  } catch (error) {
    if (error instanceof SignInError && error.code === 'session-ended') return undefined;
    throw error;
  }
}

/** Sends the browser to Okta for tokens of this kind, and back to the page; scripts cannot be redirected. */
export function askFor(ctx: Context, kind: FurtherKind, otherwise: string): void {
  if (ctx.accepts('html', 'json') === 'json') throw new SignInError(401, 'admin-token-needed');
  const back = ctx.method === 'GET' ? ctx.url : otherwise;
  ctx.status = 303;
  ctx.redirect(`/login/okta-admin?for=${kind}&return=${encodeURIComponent(back)}`);
}
