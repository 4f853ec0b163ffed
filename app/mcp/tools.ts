import { z } from 'zod';
import type { AccessClaims } from '../api/access-token.ts';
import { Problem } from '../api/problem.ts';
import { ownOrdersScope } from '../api/list-orders.ts';
import { newOrder, settlement } from '../api/schemas.ts';

/** An operation of the API, as a request to it. */
export interface Operation {
  readonly method: 'GET' | 'POST' | 'PATCH';
  readonly path: string;
  readonly body?: object;
}

interface Tool {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly readOnly: boolean;
  /** The scope that the operation behind it asks for. */
  readonly scope: string;
  /** Only some people may have the scope, and they need a second factor. */
  readonly isForFew?: true;
  readonly input: z.ZodObject;
  /** What the answer's list or object is called: a structured result is an object. */
  readonly result: string;
  /** @param input checked against the schema */
  readonly operation: (input: unknown, claims: AccessClaims) => Operation;
}

const settlingInput = settlement.extend({ orderId: z.string().min(1).max(100) });

/** The tools of the MCP server: each is just an operation of the REST API. */
export const tools: readonly Tool[] = [
  {
    name: 'list_products',
    title: 'Products',
    description: 'Lists what the shop sells, with price and stock.',
    readOnly: true,
    scope: 'products:read',
    input: z.strictObject({}),
    result: 'products',
    operation: () => ({ method: 'GET', path: '/api/products' }),
  },
  {
    name: 'my_orders',
    title: 'My orders',
    description: 'Lists the signed-in user’s orders, newest first.',
    readOnly: true,
    scope: ownOrdersScope,
    input: z.strictObject({}),
    result: 'orders',
    operation: (_input, { userId }) => ({
      method: 'GET',
      path: `/api/users/${encodeURIComponent(requirePerson(userId))}/orders`,
    }),
  },
  {
    name: 'place_order',
    title: 'Order',
    description:
      'Orders an item for the signed-in user. The order waits until someone approves it. Above a limit, the shop first asks the user on their phone, and the call returns when they respond.',
    readOnly: false,
    scope: 'orders:create',
    input: newOrder,
    result: 'order',
    operation: (input) => ({ method: 'POST', path: '/api/orders', body: newOrder.parse(input) }),
  },
  {
    name: 'settle_order',
    title: 'Complete or decline an order',
    description: 'Completes a pending order or declines it. A user must have signed in with two factors.',
    readOnly: false,
    scope: 'orders:update',
    isForFew: true,
    input: settlingInput,
    result: 'order',
    operation: (input) => {
      const { orderId, ...body } = settlingInput.parse(input);
      return { method: 'PATCH', path: `/api/orders/${encodeURIComponent(orderId)}`, body };
    },
  },
];

/** A machine has no orders. @throws Problem 403 */
function requirePerson(userId: string | undefined): string {
  if (userId !== undefined) return userId;
  throw new Problem(403, 'No user', 'The token does not belong to a user', {
    challenge: { error: 'insufficient_scope', scope: ownOrdersScope },
  });
}
