import { z } from 'zod';

/**
 * The API's input and output: the handlers parse with these schemas, and the OpenAPI description is generated
 * from them.
 */

const moment = z.iso.datetime();

export const product = z
  .strictObject({
    itemId: z.string(),
    title: z.string(),
    description: z.string(),
    category: z.string(),
    count: z.int().min(0).describe('Number left in stock.'),
    price: z.number(),
    image: z.string().describe('Path in the shop.'),
    target: z.enum(['PUBLIC', 'PREMIUM']),
  })
  .meta({ id: 'Product' });

export const order = z
  .strictObject({
    id: z.string(),
    itemId: z.string(),
    productTitle: z.string(),
    productImage: z.string().nullable().describe('Address of the picture.'),
    quantity: z.int().min(1),
    price: z.number().describe('Total price.'),
    status: z.enum(['pending', 'complete', 'declined']),
    userId: z.string().describe('The user’s ID in Okta; a client ID if a machine placed the order.'),
    userName: z.string(),
    agentId: z.string().optional().describe('The AI agent that placed the order for the user, if any.'),
    agentName: z.string().optional().describe('The agent’s name when it placed the order.'),
    createdAt: moment,
    updatedAt: moment,
  })
  .meta({ id: 'Order' });

/** RFC 9457 */
export const problem = z
  .strictObject({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    errors: z.array(z.strictObject({ pointer: z.string(), detail: z.string() })).optional(),
  })
  .meta({ id: 'Problem' });

export const newOrder = z.strictObject({
  itemId: z.string().min(1).max(100),
  quantity: z.int().min(1).max(10).default(1).describe('How many items.'),
});

export const settlement = z.strictObject({ status: z.enum(['complete', 'declined']) });

const paging = {
  limit: z.coerce.number().int().min(1).max(200).default(100).describe('Orders per page.'),
  after: z.coerce
    .number()
    .int()
    .min(1)
    .optional()
    .describe('Where the next page begins, as given in the Link header.'),
};
export const allOrdersQuery = z.strictObject({
  status: z.enum(['pending', 'complete', 'declined']).optional().describe('Only orders with this status.'),
  ...paging,
});
export const ownOrdersQuery = z.strictObject(paging);

/**
 * A delivery of an event hook (https://developer.okta.com/docs/concepts/event-hooks/); events may contain more.
 */
export const delivery = z.object({
  data: z.object({
    events: z
      .array(
        z.looseObject({
          uuid: z.string().min(1).max(100),
          eventType: z.string().min(1).max(200),
          published: moment,
        }),
      )
      .max(1000),
  }),
});

/** An event's targets and actor (https://developer.okta.com/docs/reference/api/system-log/). */
export const eventAboutUser = z.looseObject({
  actor: z.looseObject({ id: z.string() }).nullish().catch(undefined),
  target: z.array(z.looseObject({ id: z.string(), type: z.string() })),
});

/** What a token inline hook is asked (https://developer.okta.com/docs/reference/token-hook/); it may contain more. */
export const tokenHookQuestion = z.looseObject({
  data: z.looseObject({
    context: z.looseObject({
      user: z
        .looseObject({ id: z.string(), profile: z.looseObject({ login: z.string() }).optional() })
        .nullish(),
    }),
    access: z.looseObject({}).nullish(),
    identity: z.looseObject({}).nullish(),
  }),
});

export const tokenHookAnswer = z.strictObject({
  commands: z.array(
    z.strictObject({
      type: z.enum(['com.okta.access.patch', 'com.okta.identity.patch']),
      value: z.array(z.strictObject({ op: z.literal('add'), path: z.string(), value: z.string() })),
    }),
  ),
});

/** Who is to be signed out (Global Token Revocation); another format is one that the shop cannot process. */
export const revocation = z.looseObject({
  sub_id: z.discriminatedUnion('format', [
    z.looseObject({ format: z.literal('iss_sub'), iss: z.string(), sub: z.string().min(1) }),
    z.looseObject({ format: z.literal('email'), email: z.string() }),
  ]),
});

export const verification = z.strictObject({ verification: z.string() });
