import Koa from 'koa';
import type { Context } from 'koa';
import { z } from 'zod';
import { createVerifier } from '../api/access-token.ts';
import type { VerifyAccessToken } from '../api/access-token.ts';
import { readJson } from '../api/body.ts';
import { Problem, presentProblem } from '../api/problem.ts';
import { EndedAccess } from '../auth/ended-access.ts';
import { SigningKeys } from '../auth/signing-keys.ts';
import { Ledger, recordIncoming } from '../../exchange/index.ts';
import type { Config } from '../config/config.ts';
import { createOutgoing } from '../outgoing/http.ts';
import { localBell } from '../store/bell.ts';
import { fulfilmentAudience, fulfilmentScope } from './audience.ts';

const newDelivery = z.strictObject({ orderId: z.string().min(1).max(100) });

/**
 * The fulfilment service: a separate API with its own authorization server. It accepts a token that was issued to the shop's
 * API for a person (token exchange), so it knows both the user, from `uid`, and the caller, from `cid`.
 *
 * POST /deliveries {orderId}, scope deliveries:create → 201 {orderId, deliveryDate}
 */
export function createFulfilment(config: Config, now: () => number = Date.now, ledger = new Ledger()): Koa {
  const { issuer = '', url = '' } = config.okta.fulfilment ?? {};
  const outgoing = createOutgoing(ledger, now, 'api');
  const verify = createVerifier({
    config: { ...config, okta: { ...config.okta, issuer, audience: fulfilmentAudience } },
    keys: new SigningKeys(`${issuer}/v1/keys`, outgoing, now),
    ended: new EndedAccess(now, localBell()),
    now,
  });
  const app = new Koa();
  app.silent = true;
  app.use(recordIncoming(ledger, { receiver: () => 'api', url, now }));
  app.use(async (ctx) => {
    ctx.set('Cache-Control', 'no-store');
    try {
      if (ctx.path !== '/deliveries')
        throw new Problem(404, 'Not found', `There is no resource at ${ctx.path}`);
      ctx.set('Allow', 'POST');
      if (ctx.method !== 'POST')
        throw new Problem(405, 'Method not allowed', '/deliveries supports only POST');
      await authorizePerson(ctx, verify);
      const { orderId } = await readJson(ctx, newDelivery);
      ctx.status = 201;
      ctx.body = { orderId, deliveryDate: nextDelivery(orderId, now()) };
    } catch (error) {
      const unexpected = new Problem(500, 'Internal error', 'Unexpected error in the service');
      presentProblem(ctx, error instanceof Problem ? error : unexpected);
    }
  });
  return app;
}

async function authorizePerson(ctx: Context, verify: VerifyAccessToken): Promise<void> {
  const [, token] = /^bearer ([\w.~+/-]+=*)$/i.exec(ctx.get('authorization')) ?? [];
  if (token === undefined)
    throw new Problem(401, 'Access token required', 'Send an access token: Authorization: Bearer …', {
      challenge: {},
    });
  const { userId, scopes } = await verify(token);
  if (!scopes.includes(fulfilmentScope))
    throw new Problem(403, 'Insufficient scope', `The token lacks the scope ${fulfilmentScope}`, {
      challenge: { error: 'insufficient_scope', scope: fulfilmentScope },
    });
  if (userId === undefined)
    throw new Problem(403, 'A user is required', 'Exchange the token of the user who placed the order', {
      challenge: { error: 'insufficient_scope' },
    });
}

const day = 24 * 60 * 60_000;

/** Two to four days from now, never on a Sunday. */
function nextDelivery(orderId: string, now: number): string {
  const days = 2 + (Buffer.from(orderId).reduce((sum, byte) => sum + byte, 0) % 3);
  const date = new Date(now + days * day);
  const isSunday = date.getUTCDay() === 0;
  return new Date(date.getTime() + (isSunday ? day : 0)).toISOString().slice(0, 10);
}
