import type { Middleware } from 'koa';
import type { AccessClaims } from './access-token.ts';
import { authorize } from './authorize.ts';
import { readJson } from './body.ts';
import type { ApiServices } from './services.ts';
import { presentOrder } from './present-order.ts';
import { Problem } from './problem.ts';
import { settlement } from './schemas.ts';

/** Okta's names for "at least two factors" (https://developer.okta.com/docs/guides/step-up-authentication/main/). */
const strongEnough = ['urn:okta:loa:2fa:any', 'phr', 'phrh'];
/** Seconds for which a strong sign-in is good for settling orders. */
const maxAge = 15 * 60;

/**
 * PATCH /api/orders/:id {status}, scope orders:update. A machine may settle at once; a person must have signed in with
 * two factors not long ago, otherwise the answer is 401 insufficient_user_authentication with the acr_values and max_age to
 * ask for (RFC 9470). 409 when the order was settled already: whoever comes second changes nothing.
 */
export function settleOrder({
  verify,
  store,
  catalogue,
  now,
}: Pick<ApiServices, 'verify' | 'store' | 'catalogue' | 'now'>): Middleware {
  return async (ctx) => {
    requireStrongSignIn(await authorize(ctx, verify, 'orders:update'), now());
    const { status } = await readJson(ctx, settlement);
    const { id } = ctx.params as { id: string };
    const settled = await store.orders.settle(id, status);
    if (settled) {
      catalogue.invalidate();
      ctx.body = presentOrder(settled);
      return;
    }
    const order = await store.orders.find(id);
    if (!order) throw new Problem(404, 'No such order', `There is no order ${id}`);
    throw new Problem(409, 'Already settled', `The order is ${order.status} already`);
  };
}

/** @throws Problem 401 for a person who did not sign in strongly, or not recently */
function requireStrongSignIn({ userId, acr, authTime }: AccessClaims, now: number): void {
  if (userId === undefined) return;
  const isStrong = acr !== undefined && strongEnough.includes(acr);
  if (isStrong && authTime !== undefined && now / 1000 - authTime <= maxAge) return;
  throw new Problem(
    401,
    'A second factor is needed',
    isStrong
      ? 'The sign-in with two factors was too long ago to settle an order'
      : 'To settle an order a person must sign in with two factors',
    { challenge: { error: 'insufficient_user_authentication', acrValues: strongEnough[0] ?? '', maxAge } },
  );
}
