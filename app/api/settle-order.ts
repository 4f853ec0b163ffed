import type { Middleware } from 'koa';
import { approvalMaxAge, twoFactors } from '../shop/approval.ts';
import type { Proof } from '../shop/approval.ts';
import type { AccessClaims } from './access-token.ts';
import { authorize } from './authorize.ts';
import type { AuthorizingServices } from './authorize.ts';
import { readJson } from './body.ts';
import type { ApiServices } from './services.ts';
import { presentOrder } from './present-order.ts';
import { Problem } from './problem.ts';
import { settlement } from './schemas.ts';

/**
 * PATCH /api/orders/:id {status}, scope orders:update. A machine may do so directly; a user must have signed in
 * with two factors recently, otherwise the response is 401 insufficient_user_authentication with the acr_values
 * and max_age to request (RFC 9470). 409 if the order is already completed or declined: the second request
 * changes nothing.
 */
export function settleOrder(
  services: AuthorizingServices & Pick<ApiServices, 'orders' | 'config'>,
): Middleware {
  const { orders, config } = services;
  return async (ctx) => {
    const proof = proofOf(await authorize(ctx, services, 'orders:update'));
    // Checked first, so that users who have to sign in again are told before anything else.
    const missing = orders.missingToSettle(proof);
    if (missing) throw refusals[missing]();
    const { status } = await readJson(ctx, settlement);
    const { id } = ctx.params as { id: string };
    const settled = await orders.settle(id, status, proof);
    if (!('refused' in settled)) {
      ctx.body = presentOrder(settled.order, config.appUrl);
      return;
    }
    if (settled.refused === 'settled')
      throw new Problem(409, 'No longer pending', `The order is already ${settled.order.status}`);
    if (settled.refused === 'unknown-order')
      throw new Problem(404, 'No such order', `There is no order ${id}`);
    throw refusals[settled.refused]();
  };
}

const proofOf = ({ userId, acr, authTime }: AccessClaims): Proof =>
  userId === undefined
    ? { by: 'machine' }
    : { by: 'person', acr, at: authTime === undefined ? undefined : authTime * 1000 };

const stepUpNeeded = (detail: string): Problem =>
  new Problem(401, 'A second factor is required', detail, {
    challenge: {
      error: 'insufficient_user_authentication',
      acrValues: twoFactors,
      maxAge: approvalMaxAge,
    },
  });

const refusals = {
  'second-factor': () =>
    stepUpNeeded('The user signed in with only one factor; completing or declining an order requires two'),
  'recent-sign-in': () =>
    stepUpNeeded('The sign-in with two factors is too old to complete or decline an order'),
};
