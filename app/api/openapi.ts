import type { Context } from 'koa';
import { z } from 'zod';
import type { Config } from '../config/config.ts';
import {
  allOrdersQuery, delivery, newOrder, order, ownOrdersQuery, problem, product, settlement, revocation, tokenHookAnswer,
  tokenHookQuestion, verification,
} from './schemas.ts'; // prettier-ignore

type Json = Record<string, unknown>;

interface Operation {
  summary: string;
  operationId: string;
  /** Any one of these lists of scopes gives access; none: the operation does not use tokens. */
  scopes?: readonly (readonly string[])[];
  path?: readonly string[];
  query?: z.ZodObject;
  headers?: Record<string, string>;
  body?: z.ZodType;
  /** Status → meaning and content. `scopes` adds 401 and 403. */
  answers: Record<number, readonly [description: string, schema?: z.ZodType]>;
}

const person = [['orders:read:user']] as const;
const problems = (...statuses: number[]) =>
  Object.fromEntries(statuses.map((status) => [status, [meaning[status] ?? '', problem] as const]));
const meaning: Record<number, string> = {
  400: 'The request is invalid; `errors` lists each invalid member.',
  401: 'The caller is not authenticated.',
  403: 'The shop does not accept deliveries: it has no secret.',
  404: 'Not found.',
  409: 'Conflict: sold out, or already completed or declined.',
  413: 'The body is too large.',
  415: 'The body must be application/json.',
  422: 'The shop cannot find a user by an identifier of this format.',
  429: 'Too many orders in a minute; Retry-After says how long to wait.',
  503: 'Okta is not available to check the consent.',
};

/** Every operation of the resource server. A test compares this with the actual API. */
const operations: Record<string, Operation> = {
  'GET /api/products': {
    summary: 'Products; premium ones only with the claim feature_access = premium',
    operationId: 'listProducts',
    scopes: [['products:read']],
    answers: { 200: ['The products.', z.array(product)] },
  },
  'POST /api/orders': {
    summary: 'Place an order',
    operationId: 'placeOrder',
    scopes: [['orders:create']],
    body: newOrder,
    answers: {
      201: ['The order; its quantity has been taken from stock.', order],
      ...problems(400, 404, 409, 413, 415, 429),
    },
  },
  'GET /api/orders': {
    summary: 'All orders, newest first',
    operationId: 'listOrders',
    scopes: [['orders:read'], ['orders:update']],
    query: allOrdersQuery,
    answers: {
      200: ['A page of orders; the Link header points to the next page.', z.array(order)],
      ...problems(400),
    },
  },
  'GET /api/orders/{id}': {
    summary: 'A user’s own orders, at the path of the original demo; {id} is the user’s ID',
    operationId: 'listOrdersOfUser',
    scopes: person,
    path: ['id'],
    query: ownOrdersQuery,
    answers: { 200: ['A page of orders.', z.array(order)], ...problems(400, 503) },
  },
  'GET /api/users/{id}/orders': {
    summary: 'A user’s own orders, for apps with the user’s consent',
    operationId: 'listUserOrders',
    scopes: person,
    path: ['id'],
    query: ownOrdersQuery,
    answers: { 200: ['A page of orders.', z.array(order)], ...problems(400, 503) },
  },
  'PATCH /api/orders/{id}': {
    summary:
      'Complete or decline a pending order. Users must have signed in with two factors (RFC 9470); machines are exempt',
    operationId: 'settleOrder',
    scopes: [['orders:update']],
    path: ['id'],
    body: settlement,
    answers: { 200: ['The completed or declined order.', order], ...problems(400, 404, 409, 413, 415) },
  },
  'GET /api/events': {
    summary: 'One-time verification of the event hook',
    operationId: 'verifyEventHook',
    headers: { 'X-Okta-Verification-Challenge': 'The value that Okta expects back.' },
    answers: { 200: ['The challenge.', verification], ...problems(400) },
  },
  'POST /api/events': {
    summary: 'A delivery of the event hook; each event is stored once',
    operationId: 'receiveEvents',
    headers: { Authorization: 'The hook’s secret.' },
    body: delivery,
    answers: { 204: ['Stored.'], ...problems(400, 401, 403, 413, 415) },
  },
  'POST /api/global-token-revocation': {
    summary: 'Universal Logout: the org ends all sessions of a user',
    operationId: 'revokeGlobally',
    headers: { Authorization: 'Bearer, and a JWT that the org has signed for this request.' },
    body: revocation,
    answers: { 204: ['The sessions have been ended.'], ...problems(400, 401, 404, 413, 415, 422, 503) },
  },
  'POST /api/token-hook': {
    summary: 'The token inline hook: adds the claim loyalty to tokens of users',
    operationId: 'answerTokenHook',
    headers: { Authorization: 'The hook’s secret.' },
    body: tokenHookQuestion,
    answers: {
      200: ['What to add to the tokens.', tokenHookAnswer],
      204: ['Nothing: the tokens are not for a user.'],
      ...problems(400, 401, 403, 413, 415),
    },
  },
};

/** The OpenAPI 3.1 description of the API, for the issuer and address of this shop. */
function openApiDescription({ appUrl, okta }: Config): Json {
  const paths: Record<string, Json> = {};
  for (const [key, operation] of Object.entries(operations)) {
    const [method = '', path = ''] = key.split(' ');
    (paths[path] ??= {})[method.toLowerCase()] = describeOperation(operation);
  }
  const components = z.registry<{ id: string }>();
  components.add(product, { id: 'Product' }).add(order, { id: 'Order' }).add(problem, { id: 'Problem' });
  return {
    openapi: '3.1.0',
    info: { title: 'Okta Multidemo API', version: '1', description: 'The resource server of the demo shop.' },
    servers: [{ url: appUrl }],
    paths,
    components: {
      securitySchemes: {
        okta: {
          type: 'oauth2',
          flows: {
            authorizationCode: {
              authorizationUrl: `${okta.issuer}/v1/authorize`,
              tokenUrl: `${okta.issuer}/v1/token`,
              scopes: allScopes(),
            },
            clientCredentials: { tokenUrl: `${okta.issuer}/v1/token`, scopes: allScopes() },
          },
        },
      },
      schemas: z.toJSONSchema(components, { uri: (id) => `#/components/schemas/${id}` }).schemas,
    },
  };
}

/** GET /api/openapi.json: public, although the API itself is protected. */
export const serveDescription = (config: Config) => {
  let bytes: Buffer | undefined;
  return (ctx: Context): void => {
    bytes ??= Buffer.from(JSON.stringify(openApiDescription(config)));
    ctx.body = bytes;
    ctx.type = 'application/json';
  };
};

function describeOperation(operation: Operation): Json {
  const { summary, operationId, scopes, body } = operation;
  const answers = scopes
    ? { ...operation.answers, 401: ['The token is missing or invalid.', problem] as const, 403: ['The token does not allow this.', problem] as const }
    : operation.answers; // prettier-ignore
  return {
    summary,
    operationId,
    ...(scopes && { security: scopes.map((any) => ({ okta: any })) }),
    parameters: parametersOf(operation),
    ...(body && {
      requestBody: { required: true, content: { 'application/json': { schema: schemaOf(body, 'input') } } },
    }),
    responses: Object.fromEntries(
      Object.entries(answers).map(([status, [description, schema]]) => [
        status,
        {
          description,
          ...(schema && {
            content: {
              [schema === problem ? 'application/problem+json' : 'application/json']: {
                schema: refOf(schema),
              },
            },
          }),
        },
      ]),
    ),
  };
}

function parametersOf({ path = [], query, headers = {} }: Operation): Json[] {
  const queried = query ? (schemaOf(query, 'input').properties as Record<string, Json>) : {};
  return [
    ...path.map((name) => ({ name, in: 'path', required: true, schema: { type: 'string' } })),
    ...Object.entries(queried).map(([name, schema]) => ({ name, in: 'query', schema })),
    ...Object.entries(headers)
      // OpenAPI does not allow a parameter of this name; the operation's summary says what it must contain.
      .filter(([name]) => name !== 'Authorization')
      .map(([name, description]) => ({
        name,
        in: 'header',
        required: true,
        description,
        schema: { type: 'string' },
      })),
  ];
}

/** A component becomes a reference, a list one to its items, anything else is inlined. */
function refOf(schema: z.ZodType): Json {
  const id = schema.meta()?.id;
  if (id !== undefined) return { $ref: `#/components/schemas/${id}` };
  if (schema instanceof z.ZodArray) return { type: 'array', items: refOf(schema.element as z.ZodType) };
  return schemaOf(schema, 'output');
}

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _dialect, ...json } = z.toJSONSchema(schema, { io });
  return json;
}

const allScopes = (): Record<string, string> =>
  Object.fromEntries(
    Object.values(operations).flatMap(({ scopes = [], summary }) =>
      scopes.flat().map((scope) => [scope, summary]),
    ),
  );
