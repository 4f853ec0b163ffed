/** The shop's API as an MCP server: tools, scopes, challenges, metadata. */
import { createHash, randomUUID } from 'node:crypto';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningApp, startApp } from '../helpers/app.ts';
import { startIssuer, type TokenWishes } from '../helpers/issuer.ts';
import { callTool } from '../helpers/cross-app/mcp.ts';

const audience = 'http://localhost:5000';
const everything = ['products:read', 'orders:read:user', 'orders:create', 'orders:update'];

let issuer: Awaited<ReturnType<typeof startIssuer>>;
let shop: RunningApp;

beforeAll(async () => {
  issuer = await startIssuer();
  shop = await startApp({ OKTA_ISSUER: issuer.issuer, OKTA_AUDIENCE: audience });
});
afterAll(async () => {
  await shop.close();
  await issuer.close();
});

/** Runs a client of MCP's own with a token. */
async function withClient<T>(wishes: TokenWishes, work: (client: Client) => Promise<T>): Promise<T> {
  const token = await issuer.sign({ scp: everything, ...wishes });
  const client = new Client({ name: 'test', version: '1.0.0' });
  await client.connect(
    new StreamableHTTPClientTransport(new URL(`${shop.url}/mcp`), {
      requestInit: { headers: { authorization: `Bearer ${token}` } },
    }),
  );
  try {
    return await work(client);
  } finally {
    await client.close();
  }
}

const call = (name: string, args = {}, headers = {}) => callTool(shop.url, name, args, headers);
const callWith = async (wishes: TokenWishes, name: string, args = {}, headers = {}): Promise<Response> => {
  const token = await issuer.sign({ scp: everything, ...wishes });
  return call(name, args, { authorization: `Bearer ${token}`, ...headers });
};

describe('a client of MCP', () => {
  it('lists and calls the tools, which are the operations of the API', async () => {
    await withClient({}, async (client) => {
      const { tools } = await client.listTools();
      expect(tools.map(({ name }) => name)).toEqual([
        'list_products',
        'my_orders',
        'place_order',
        'settle_order',
      ]);
      const listed = await client.callTool({ name: 'list_products', arguments: {} });
      const { products } = listed.structuredContent as { products: { itemId: string }[] };
      const byHttp = await fetch(`${shop.url}/api/products`, {
        headers: { authorization: `Bearer ${await issuer.sign({})}` },
      });
      expect(products).toEqual(await byHttp.json());
      const [first] = products;
      const placed = await client.callTool({ name: 'place_order', arguments: { itemId: first!.itemId } });
      expect(placed.structuredContent).toMatchObject({
        order: { itemId: first!.itemId, status: 'pending', userId: '00uada' },
      });
      const mine = await client.callTool({ name: 'my_orders', arguments: {} });
      expect((mine.structuredContent as { orders: unknown[] }).orders).toHaveLength(1);
    });
  });

  it('is told what an operation refuses, as an error of the tool', async () => {
    const outcome = await withClient({}, (client) =>
      client.callTool({ name: 'place_order', arguments: { itemId: 'nothing' } }),
    );
    expect(outcome.isError).toBe(true);
    expect(JSON.stringify(outcome.content)).toContain('There is no item nothing in this shop');
  });

  it('sees nobody else’s orders: there is no argument for that', async () => {
    await withClient({ uid: '00ugrace', sub: 'grace@example.com' }, async (client) => {
      const mine = await client.callTool({ name: 'my_orders', arguments: {} });
      expect(mine.structuredContent).toEqual({ orders: [] });
      const more = await client.callTool({ name: 'my_orders', arguments: { userId: '00uada' } });
      expect(more.isError).toBe(true);
    });
  });
});

/** A request of revision 2026-07-28. @param changed headers that differ from what the revision requires; undefined removes a header */
const post = async (
  method: string,
  params: { readonly name?: string; readonly [more: string]: unknown },
  wishes: TokenWishes = {},
  changed: Readonly<Record<string, string | undefined>> = {},
): Promise<Response> => {
  const headers = {
    ...{ 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
    ...{ 'mcp-protocol-version': '2026-07-28', 'mcp-method': method, 'mcp-name': params.name },
    ...changed,
  };
  return fetch(`${shop.url}/mcp`, {
    method: 'POST',
    headers: {
      ...Object.fromEntries(Object.entries(headers).filter((pair): pair is [string, string] => !!pair[1])),
      authorization: `Bearer ${await issuer.sign(wishes)}`,
    },
    body: JSON.stringify({
      ...{ jsonrpc: '2.0', id: 7, method },
      params: {
        ...params,
        _meta: {
          'io.modelcontextprotocol/protocolVersion': '2026-07-28',
          'io.modelcontextprotocol/clientInfo': { name: 'test', version: '1.0.0' },
          'io.modelcontextprotocol/clientCapabilities': {},
        },
      },
    }),
    signal: AbortSignal.timeout(10_000),
  });
};

const ask = async (...given: Parameters<typeof post>): Promise<string> => {
  const response = await post(...given);
  expect(response.status).toBe(200);
  return response.text();
};

it('a call is refused if a header is missing or contradicts its body, and nothing is ordered', async () => {
  const olga = { scp: everything, uid: '00uolga', sub: 'olga@example.com' };
  const order = { name: 'place_order', arguments: { itemId: '1' } };
  const refused: Record<string, string | undefined>[] = [
    ...['mcp-protocol-version', 'mcp-method', 'mcp-name'].map((name) => ({ [name]: undefined })),
    ...[{ 'mcp-name': 'list_products' }, { 'mcp-method': 'tools/list' }],
    { 'mcp-protocol-version': '2025-11-25' },
  ];
  for (const changed of refused) {
    const response = await post('tools/call', order, olga, changed);
    expect([changed, response.status]).toEqual([changed, 400]);
    expect(await response.json()).toMatchObject({ id: 7, error: { code: -32020 } });
  }
  expect((await post('tools/call', order, olga, { 'content-type': 'text/plain' })).status).toBe(415);
  const mine = { name: 'my_orders', arguments: {} };
  expect(JSON.parse(await ask('tools/call', mine, olga))).toMatchObject({
    result: { structuredContent: { orders: [] } },
  });
  // A name may be sent in Base64.
  const encoded = { 'mcp-name': `=?base64?${Buffer.from(mine.name).toString('base64')}?=` };
  expect(JSON.parse(await ask('tools/call', mine, olga, encoded))).toMatchObject({
    result: { structuredContent: { orders: [] } },
  });
});

it('a subscription to changes of the tools ends at once: there are none', async () => {
  expect(JSON.parse(await ask('server/discover', {}))).toMatchObject({
    result: { capabilities: { tools: { listChanged: false } } },
  });
  const events = await ask('subscriptions/listen', { notifications: { toolsListChanged: true } });
  const messages = [...events.matchAll(/^data: (.*)$/gm)].map(([, data = '']) => JSON.parse(data) as unknown);
  expect(messages).toMatchObject([
    { method: 'notifications/subscriptions/acknowledged', params: { notifications: {} } },
    { id: 7, result: { resultType: 'complete' } },
  ]);
});

it('calls of several people at the same time are each answered for their own, and so are the next', async () => {
  const people = ['iris', 'jonas', 'kim'].map((name) => ({ uid: `00u${name}`, sub: `${name}@example.com` }));
  const listed = JSON.parse(await ask('tools/call', { name: 'list_products', arguments: {} })) as {
    result: { structuredContent: { products: { itemId: string }[] } };
  };
  const { itemId } = listed.result.structuredContent.products[0]!;
  for (const one of people)
    await ask('tools/call', { name: 'place_order', arguments: { itemId } }, { scp: everything, ...one });
  for (let round = 0; round < 3; round += 1) {
    const calls = Array.from({ length: 12 }, (_, index) => people[index % people.length]!);
    const answers = await Promise.all(
      calls.map((one) =>
        ask('tools/call', { name: 'my_orders', arguments: {} }, { scp: everything, ...one }),
      ),
    );
    const owners = answers.map((text) => {
      const { result } = JSON.parse(text) as {
        result: { structuredContent: { orders: { userId: string }[] } };
      };
      return result.structuredContent.orders.map(({ userId }) => userId);
    });
    expect(owners).toEqual(calls.map(({ uid }) => [uid]));
  }
});

describe('a request', () => {
  it('without a token is told where the metadata is', async () => {
    const response = await call('list_products');
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toBe(
      `Bearer realm="Okta Multidemo", resource_metadata="${shop.url}/.well-known/oauth-protected-resource/mcp", scope="products:read"`,
    );
  });

  it('whose token lacks a scope gets 403 with the scope, and nothing happens', async () => {
    const linus = { uid: '00ulinus', sub: 'linus@example.com' };
    const [first] = await withClient(linus, async (client) => {
      const listed = await client.callTool({ name: 'list_products', arguments: {} });
      return (listed.structuredContent as { products: { itemId: string }[] }).products;
    });
    const wishes = { ...linus, scp: ['products:read'] };
    const response = await callWith(wishes, 'place_order', { itemId: first!.itemId });
    expect(response.status).toBe(403);
    const challenge = response.headers.get('www-authenticate');
    expect(challenge).toContain('error="insufficient_scope"');
    expect(challenge).toContain('scope="orders:create"');
    expect(challenge).toContain('resource_metadata="');
    await withClient(linus, async (client) => {
      const mine = await client.callTool({ name: 'my_orders', arguments: {} });
      expect(mine.structuredContent).toEqual({ orders: [] });
    });
  });

  it('with several messages is refused before any is carried out', async () => {
    const alan = { uid: '00ualan', sub: 'alan@example.com' };
    const messages = ['place_order', 'settle_order'].map((name, id) => ({
      ...{ jsonrpc: '2.0', id, method: 'tools/call' },
      params: { name, arguments: { itemId: '1', orderId: 'x', status: 'complete' } },
    }));
    for (const start of ['', ' \n', '\uFEFF']) {
      const response = await fetch(`${shop.url}/mcp`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          accept: 'application/json, text/event-stream',
          authorization: `Bearer ${await issuer.sign({ scp: everything, ...alan })}`,
        },
        body: start + JSON.stringify(messages),
      });
      expect([response.status, await response.json()]).toMatchObject([400, { title: 'Batch' }]);
    }
    await withClient(alan, async (client) => {
      const mine = await client.callTool({ name: 'my_orders', arguments: {} });
      expect(mine.structuredContent).toEqual({ orders: [] });
    });
  });

  it('that settles needs a second factor of the person', async () => {
    const response = await callWith({}, 'settle_order', { orderId: 'x', status: 'complete' });
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toMatch(
      /error="insufficient_user_authentication".*acr_values=".*max_age=".*resource_metadata="/,
    );
  });

  it.each<[string, TokenWishes]>([
    ['for another audience', { aud: 'https://other.example.com' }],
    ['of another issuer', { iss: 'https://other.example.com' }],
    ['that has expired', { exp: 1 }],
  ])('with a token %s is refused', async (_what, wishes) => {
    const response = await callWith(wishes, 'list_products');
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toContain('error="invalid_token"');
  });

  it('from a page of another origin, or by another method, is refused', async () => {
    const foreign = await callWith({}, 'list_products', {}, { origin: 'https://evil.example.com' });
    expect(foreign.status).toBe(403);
    expect((await callWith({}, 'list_products', {}, { origin: shop.url })).status).toBe(200);
    const got = await fetch(`${shop.url}/mcp`);
    expect([got.status, got.headers.get('allow')]).toEqual([405, 'POST']);
  });

  it('with a token that is bound to a key needs a proof for /mcp', async () => {
    const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
    const jwk = await exportJWK(publicKey);
    const token = await issuer.sign({ scp: everything, cnf: { jkt: await calculateJwkThumbprint(jwk) } });
    const prove = async (htu: string) =>
      new SignJWT({
        ...{ htm: 'POST', htu, jti: randomUUID() },
        ath: createHash('sha256').update(token).digest('base64url'),
      })
        .setIssuedAt()
        .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk })
        .sign(privateKey);
    const ask = async (htu: string) =>
      call('list_products', {}, { authorization: `DPoP ${token}`, dpop: await prove(htu) });
    expect((await ask(`${shop.url}/mcp`)).status).toBe(200);
    expect((await ask(`${shop.url}/api/products`)).status).toBe(401);
    expect((await call('list_products', {}, { authorization: `Bearer ${token}` })).status).toBe(401);
  });
});

it('the metadata names the authorization server and the scopes (RFC 9728)', async () => {
  for (const path of ['/.well-known/oauth-protected-resource/mcp', '/.well-known/oauth-protected-resource'])
    expect(await (await fetch(shop.url + path)).json()).toMatchObject({
      resource: `${shop.url}/mcp`,
      authorization_servers: [issuer.issuer],
      // Not the one that few may have: clients ask for all of them at once.
      scopes_supported: ['products:read', 'orders:read:user', 'orders:create'],
      bearer_methods_supported: ['header'],
    });
});
