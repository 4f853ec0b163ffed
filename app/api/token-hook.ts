import type { Middleware } from 'koa';
import type { Order } from '../store/orders.ts';
import { readJson } from './body.ts';
import { Problem } from './problem.ts';
import { tokenHookQuestion } from './schemas.ts';
import type { TokenHookAnswer } from './token-hook-calls.ts';
import { requireSecret } from './secret.ts';
import type { ApiServices } from './services.ts';

/** Orders from which each tier begins. */
const tiers = [
  { from: 5, name: 'gold' },
  { from: 2, name: 'silver' },
  { from: 0, name: 'bronze' },
] as const;

const tierOf = (orders: readonly Order[]): string => {
  const count = orders.filter(({ status }) => status !== 'declined').length;
  return tiers.find(({ from }) => count >= from)?.name ?? 'bronze';
};

/** The most orders that are counted. */
const counted = 50;

/**
 * POST /api/token-hook: Okta's token inline hook. Before the org signs the tokens of a user, it asks the shop, which adds
 * the claim `loyalty` by the user's orders. Okta waits three seconds, and issues the tokens without it after that.
 * @see https://developer.okta.com/docs/guides/token-inline-hook/
 */
export function answerTokenHook({
  config,
  store,
  now,
  tokenHook,
}: Pick<ApiServices, 'config' | 'store' | 'now' | 'tokenHook'>): Middleware {
  return async (ctx) => {
    const secret = config.okta.tokenHookSecret;
    if (!config.features.tokenHook || secret === undefined)
      throw new Problem(403, 'No token hook', 'FF_TOKEN_HOOK is off, or OKTA_TOKEN_HOOK_SECRET is missing');
    requireSecret(ctx, secret, 'token hook');
    const at = now();
    const question = await readJson(ctx, tokenHookQuestion, 256 * 1024);
    const { user } = question.data.context;
    // A machine's token, or the doctor's test call: there is no user to be loyal.
    if (!user) {
      ctx.status = 204;
      return;
    }
    const loyalty = tierOf(await store.orders.list({ userId: user.id, limit: counted }));
    const value = [{ op: 'add' as const, path: '/claims/loyalty', value: loyalty }];
    const { access, identity } = question.data;
    const answer: TokenHookAnswer = {
      commands: [
        ...(access ? [{ type: 'com.okta.access.patch' as const, value }] : []),
        ...(identity ? [{ type: 'com.okta.identity.patch' as const, value }] : []),
      ],
    };
    tokenHook.note({ at, took: now() - at, login: user.profile?.login ?? user.id, question, answer });
    ctx.body = answer;
  };
}
