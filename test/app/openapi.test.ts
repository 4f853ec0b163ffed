import Ajv2020, { type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RunningApp, startApp } from '../helpers/app.ts';
import { startIssuer } from '../helpers/issuer.ts';

interface Description {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, object> };
}
interface Operation {
  operationId: string;
  security?: { okta: string[] }[];
  responses: Record<string, { content?: Record<string, { schema: object }> }>;
}

let issuer: Awaited<ReturnType<typeof startIssuer>>;
let shop: RunningApp;
let description: Description;
let ajv: Ajv2020.default;
let everyScope: string;

beforeAll(async () => {
  issuer = await startIssuer();
  shop = await startApp({
    OKTA_ISSUER: issuer.issuer,
    OKTA_AUDIENCE: 'http://localhost:5000',
    OKTA_EVENT_HOOK_SECRET: 'hook',
    OKTA_TOKEN_HOOK_SECRET: 'hook',
    FF_TOKEN_HOOK: 'true',
  });
  description = (await (await fetch(`${shop.url}/api/openapi.json`)).json()) as Description;
  ajv = new Ajv2020.default({ strict: false, allErrors: true });
  addFormats.default(ajv);
  ajv.addSchema({ $id: 'api', ...description });
  everyScope = await issuer.sign({
    scp: ['products:read', 'orders:create', 'orders:read', 'orders:update', 'orders:read:user'],
  });
});
afterAll(async () => {
  await shop.close();
  await issuer.close();
});

const all = (): [path: string, method: string, operation: Operation][] =>
  Object.entries(description.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(
      ([method, operation]) => [path, method, operation] as [string, string, Operation],
    ),
  );

const validators = new Map<object, ValidateFunction>();

/** Fails unless the answer is one that the description names, in the form that it gives. */
async function expectDescribed(operation: Operation, response: Response): Promise<void> {
  const told = operation.responses[String(response.status)];
  const where = `${operation.operationId} answered ${response.status}`;
  expect(told, `${where}, which the description does not name`).toBeDefined();
  const type = response.headers.get('content-type')?.split(';')[0] ?? '';
  const text = await response.text();
  if (told!.content === undefined) {
    expect(text, where).toBe('');
    return;
  }
  const { schema } = told!.content[type] ?? expect.fail(`${where} as ${type}`);
  const absolute = JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"api#/')) as object;
  const validate = validators.get(schema) ?? ajv.compile(absolute);
  validators.set(schema, validate);
  expect(validate(JSON.parse(text)), `${where}: ${JSON.stringify(validate.errors)} ${text}`).toBe(true);
}

const send = (path: string, method: string, token: string | undefined, body?: unknown, query = '') =>
  fetch(`${shop.url}${path.replace('{id}', 'some-id')}${query}`, {
    method: method.toUpperCase(),
    headers: {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });

describe('the OpenAPI description is true', () => {
  test('it is OpenAPI 3.1 and names every operation that is served, and no other', async () => {
    expect(description.openapi).toMatch(/^3\.1\./);
    expect(all().map(([path, method]) => `${method} ${path}`)).toHaveLength(10);
    for (const [path, method, operation] of all())
      await expectDescribed(
        operation,
        await send(path, method, everyScope, method === 'get' ? undefined : {}),
      );
    for (const path of Object.keys(description.paths)) {
      const { status, headers } = await fetch(shop.url + path.replace('{id}', 'x'), { method: 'PUT' });
      expect(status).toBe(405);
      const methods = Object.keys(description.paths[path]!).map((name) => name.toUpperCase());
      expect(headers.get('allow')?.split(', ').sort()).toEqual(methods.sort());
    }
  });

  test('each protected operation asks for a token and for the scopes it names', async () => {
    const scopeless = await issuer.sign({ scp: ['openid'] });
    for (const [path, method, operation] of all().filter(([, , { security }]) => security)) {
      expect((await send(path, method, undefined)).status).toBe(401);
      const refused = await send(path, method, scopeless, method === 'get' ? undefined : {});
      expect(refused.status, operation.operationId).toBe(403);
      const scopes = operation.security!.flatMap(({ okta }) => okta);
      expect(refused.headers.get('www-authenticate')).toContain(`scope="${scopes.join(' ')}"`);
    }
  });

  test('good requests: an order from the list to settled', async () => {
    const of = (id: string): Operation => all().find(([, , { operationId }]) => operationId === id)![2];
    const listed = await send('/api/products', 'get', everyScope);
    const [first] = (await listed.clone().json()) as { itemId: string }[];
    await expectDescribed(of('listProducts'), listed);
    const placed = await send('/api/orders', 'post', everyScope, { itemId: first!.itemId });
    const { id } = (await placed.clone().json()) as { id: string };
    expect(placed.status).toBe(201);
    await expectDescribed(of('placeOrder'), placed);
    const machine = await issuer.sign({ scp: ['orders:update'], uid: undefined });
    const settled = await send(`/api/orders/${id}`, 'patch', machine, { status: 'complete' });
    expect(settled.status).toBe(200);
    await expectDescribed(of('settleOrder'), settled);
    await expectDescribed(
      of('listOrders'),
      await send('/api/orders', 'get', everyScope, undefined, '?status=complete&limit=1'),
    );
  });

  test('generated requests, good and bad: every answer is one that is described, none is the server’s fault', async () => {
    const operations = all();
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...operations),
        fc.oneof(
          fc.jsonValue(),
          fc.record({ itemId: fc.string() }),
          fc.record({ status: fc.string() }),
          fc.string(),
        ),
        fc.dictionary(fc.constantFrom('limit', 'after', 'status', 'x', '__proto__'), fc.string(), {
          maxKeys: 3,
        }),
        async ([path, method, operation], body, query) => {
          const search = `?${new URLSearchParams(query).toString()}`;
          const response = await send(path, method, everyScope, method === 'get' ? undefined : body, search);
          expect(response.status).toBeLessThan(500);
          await expectDescribed(operation, response);
        },
      ),
      { numRuns: 400 },
    );
  });
});
