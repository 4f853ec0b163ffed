import type { Order } from '../store/orders.ts';

/** The order as sent to clients; names as in the original demo. */
export function presentOrder(order: Order, appUrl: string): Record<string, unknown> {
  return {
    id: order.id,
    itemId: order.item_id,
    productTitle: order.title,
    // Absolute, since clients on other origins show it too.
    productImage: order.image === null ? null : new URL(order.image, appUrl).href,
    quantity: order.quantity,
    price: order.price,
    status: order.status,
    userId: order.user_id,
    userName: order.user_name,
    // The AI agent that ordered for the user, if any.
    ...(order.agent_id !== null && { agentId: order.agent_id }),
    ...(order.agent_name !== null && { agentName: order.agent_name }),
    createdAt: new Date(order.created_at).toISOString(),
    updatedAt: new Date(order.updated_at).toISOString(),
  };
}
