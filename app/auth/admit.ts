import type { Context } from 'koa';
import type { Services } from '../site/services.ts';
import type { LoginAttempt } from '../store/login-attempts.ts';
import type { TokenSet } from '../store/tokens.ts';
import { rememberPerson } from './person-before.ts';
import { personFrom } from './person.ts';
import { randomKey, renewSessionId, sessionOf } from './session.ts';
import type { TokenKeeper } from './token-keeper.ts';

/**
 * Signs the user in: stores the tokens under the session's key and gives the session a new id. All ways to sign
 * in end here, so they all produce the same session.
 */
export async function admit(
  ctx: Context,
  { keeper, now, log }: Pick<Services, 'now' | 'log'> & { keeper: TokenKeeper },
  tokens: TokenSet,
  { entry, variant }: Pick<LoginAttempt, 'entry' | 'variant'>,
): Promise<void> {
  const session = sessionOf(ctx);
  if (session.grantKey !== undefined) await keeper.discard(session.grantKey, 'signed in again');
  session.grantKey = randomKey();
  session.csrf = randomKey();
  session.signedInAt = now();
  session.way = { entry, ...(variant !== undefined && { variant }) };
  await keeper.begin(session.grantKey, tokens, ctx.get('user-agent').slice(0, 300));
  await renewSessionId(ctx);
  rememberPerson(ctx, tokens);
  log.isOf(personFrom(tokens).id);
  log.info('sign-in', { way: entry, from: String(ctx.state['from']) });
}
