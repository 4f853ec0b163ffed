import type { Middleware } from 'koa';
import { limit } from '../site/limit.ts';
import type { Placing } from '../shop/orders.ts';
import type { ApiServices } from './services.ts';
import { authorize, tokenOf } from './authorize.ts';
import type { AuthorizingServices } from './authorize.ts';
import { readJson } from './body.ts';
import { presentOrder } from './present-order.ts';
import { Problem } from './problem.ts';
import { newOrder } from './schemas.ts';
import { waitingOf } from './waiting.ts';

/**
 * POST /api/orders {itemId, quantity}, scope orders:create → 201 with the order; the stock is that much less. 404 for an
 * unknown item, 403 for a premium one without the claim, 409 if there are not enough. If an AI agent's order is above the
 * limit, the response waits for the user; it is 403 without approval, or if the agent has closed its connection. After a 201,
 * the order is on disk.
 */
export function placeOrder(
  services: AuthorizingServices &
    Pick<ApiServices, 'orders' | 'agentOrders' | 'deliveries' | 'store' | 'config'>,
): Middleware {
  const { orders, agentOrders, deliveries, store, config } = services;
  return async (ctx) => {
    const { userId, clientId, subject, features, agentId } = await authorize(ctx, services, 'orders:create');
    await limit({ store }, 'order', userId ?? clientId);
    const wanted = await readJson(ctx, newOrder);
    const premium = features.includes('premium');
    const buyer = { id: userId ?? clientId, name: subject, clientId, premium };
    // A token of an MCP client that people sign in to names no agent, and yet an agent orders.
    const agent = agentId ?? (clientId === config.assistant.mcpClientId ? clientId : undefined);
    const placed = await (agent === undefined
      ? orders.place(wanted, buyer)
      : agentOrders.place(
          wanted,
          { ...buyer, agentId: agent },
          { hasGone: () => ctx.req.socket.destroyed, waiting: waitingOf(ctx) },
        ));
    if ('refused' in placed) throw refusal(placed, wanted.itemId);
    ctx.status = 201;
    ctx.body = presentOrder(placed.order, config.appUrl);
    const token = tokenOf(ctx);
    // A machine's token is about no person, and cannot be exchanged.
    if (userId !== undefined && token !== undefined) deliveries.plan(placed.order, token);
  };
}

function refusal(placed: Exclude<Placing, { order: unknown }>, itemId: string): Problem {
  switch (placed.refused) {
    case 'unknown-item':
      return new Problem(404, 'No such item', `There is no item ${itemId} in this shop`);
    case 'premium-only':
      return new Problem(403, 'Premium only', 'This item requires premium in the claim feature_access', {
        challenge: { error: 'insufficient_scope' },
      });
    case 'sold-out':
      return new Problem(409, 'Sold out', `${placed.title} is sold out`);
    case 'above-limit':
      return new Problem(
        403,
        'Above the limit',
        'This order is above the agent’s limit. Nothing was ordered',
      );
    case 'not-approved':
      return new Problem(403, 'Not approved', `${notApproved(placed.answer)} Nothing was ordered`);
  }
}

function notApproved(answer: Extract<Placing, { refused: 'not-approved' }>['answer']): string {
  switch (answer) {
    case 'refused':
      return 'This order is above the agent’s limit, and the user declined it on the phone.';
    case 'timed-out':
      return 'This order is above the agent’s limit, and the user did not approve it on the phone in time.';
    case 'too-late':
      return 'The user approved this order after the agent had stopped waiting.';
    case 'asked-already':
      return 'The user is already being asked on the phone about another of the agent’s orders.';
    default:
      return `This order is above the agent’s limit, and the user cannot be asked on the phone: ${answer.failed.replace(/\.$/, '')}.`;
  }
}
