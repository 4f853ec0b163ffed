import type { Context } from 'koa';
import type { Services } from '../site/services.ts';
import type { TokenSet } from '../store/tokens.ts';
import { randomKey, renewSessionId, sessionOf } from './session.ts';
import type { TokenKeeper } from './token-keeper.ts';

/**
 * Signs the person in: the tokens go into the store under a key of the session, which gets a new id. Every way to
 * sign in ends here, so all of them end with the same session.
 */
export async function admit(
  ctx: Context,
  { store, keeper, now }: Pick<Services, 'store' | 'now'> & { keeper: TokenKeeper },
  tokens: TokenSet,
): Promise<void> {
  const session = sessionOf(ctx);
  if (session.grantKey !== undefined) await store.tokens.remove(session.grantKey);
  session.grantKey = randomKey();
  session.csrf = randomKey();
  session.signedInAt = now();
  await keeper.keep(session.grantKey, 'person', tokens);
  await renewSessionId(ctx);
}
