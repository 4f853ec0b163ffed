/** Any agent: MCP's own client, unmodified, with a client ID that is there before and a sign-in in a browser. */
import {
  Client,
  type OAuthClientProvider,
  type RequestOptions,
  StreamableHTTPClientTransport,
  UnauthorizedError,
} from '@modelcontextprotocol/client';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ManagementApi } from '../../../cli/provision/management-api.ts';
import { type Demo, person, startDemo } from '../../helpers/demo.ts';
import { Phone } from '../../helpers/phone.ts';
import { HostedPage } from '../../helpers/hosted-page.ts';
import { locationOf, Visitor } from '../../helpers/visitor.ts';

/** Where Claude Code waits for the code. */
const redirectUrl = 'http://localhost:8080/callback';
let demo: Demo;
let passed = 0;

beforeAll(async () => {
  demo = await startDemo({ assistant: true, clock: () => Date.now() + passed });
}, 60_000);
afterAll(() => demo.close());

/** A client that sends its user's browser to the org, and gets the answer from there; the user allows what is asked. */
function startClient(mode: 'legacy' | 'auto' = 'legacy') {
  const browser = new Visitor();
  const allowed: string[] = [];
  const signIn = async (address: URL): Promise<URL> => {
    const at = locationOf(await browser.fetch(address.href));
    if (!at.pathname.startsWith('/signin/')) return at;
    const page = await HostedPage.open(browser, at.href);
    if (page.names[0] === 'identify') await page.signIn(person('basic'));
    if (page.names[0] === 'consent') {
      const { scopes } = page.remediation('consent') as unknown as { scopes: { name: string }[] };
      allowed.push(...scopes.map(({ name }) => name));
      await page.proceed('consent', { consent: true });
    }
    return page.leave();
  };
  let tokens: Parameters<OAuthClientProvider['saveTokens']>[0] | undefined;
  let verifier = '';
  let discovery: Parameters<NonNullable<OAuthClientProvider['saveDiscoveryState']>>[0] | undefined;
  const asked: URL[] = [];
  const provider: OAuthClientProvider = {
    redirectUrl,
    clientMetadata: { redirect_uris: [redirectUrl], client_name: 'Test' },
    clientInformation: () => ({ client_id: demo.environment['OKTA_MCP_CLIENT_ID']! }),
    state: () => crypto.randomUUID(),
    tokens: () => tokens,
    saveTokens: (given) => {
      tokens = given;
    },
    redirectToAuthorization: (address) => {
      asked.push(address);
    },
    saveCodeVerifier: (given) => {
      verifier = given;
    },
    codeVerifier: () => verifier,
    saveDiscoveryState: (given) => {
      discovery = given;
    },
    discoveryState: () => discovery,
  };
  const open = () =>
    new StreamableHTTPClientTransport(new URL(`${demo.shop}/mcp`), { authProvider: provider });
  let transport = open();
  const newClient = () => new Client({ name: 'test', version: '1.0.0' }, { versionNegotiation: { mode } });
  let client = newClient();

  /** Signs the user in where the shop or the org wants it, and tries again. */
  const withSignIn = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof UnauthorizedError)) throw error;
      await transport.finishAuth((await signIn(asked.at(-1)!)).searchParams);
      return work();
    }
  };
  return {
    asked,
    allowed,
    claims: () => decodeJwt(tokens!.access_token),
    connect: () =>
      withSignIn(async () => {
        transport = open();
        client = newClient();
        await client.connect(transport);
      }),
    token: () => tokens!.access_token,
    call: (name: string, args: Record<string, unknown> = {}, options: RequestOptions = {}) =>
      withSignIn(() => client.callTool({ name, arguments: args }, { timeout: 120_000, ...options })),
    close: () => client.close(),
  };
}

test('the metadata lead to the org, whose token is for the shop; the shop asks for more when a tool needs it', async () => {
  const client = startClient();
  await client.connect();
  const [first] = client.asked;
  expect(Object.fromEntries(first!.searchParams)).toMatchObject({
    client_id: demo.environment['OKTA_MCP_CLIENT_ID'],
    resource: demo.shop,
    scope: 'products:read',
  });
  const listed = await client.call('list_products');
  const { products } = listed.structuredContent as { products: { itemId: string; title: string }[] };
  expect(products.length).toBeGreaterThan(0);
  expect(client.claims()).toMatchObject({ aud: demo.shop, sub: person('basic').login });
  expect(client.claims()).not.toHaveProperty('act');

  const set = products.find(({ title }) => title === 'Pour-Over Set')!;
  const placed = await client.call('place_order', { itemId: set.itemId });
  expect(placed.structuredContent).toMatchObject({ order: { agentName: 'MCP client', quantity: 1 } });
  expect(client.asked.at(-1)!.searchParams.get('scope')).toContain('orders:create');

  // The limit is the shop's, whatever the agent is: another one of 54 is too much.
  const phone = new Phone(demo, { id: person('basic').login });
  const waiting = client.call('place_order', { itemId: set.itemId });
  await expect
    .poll(async () => (await phone.screen()).pushes.map(({ bindingMessage }) => bindingMessage))
    .toEqual(['MCP client: 1 × Pour-Over Set, $54']);
  await phone.answer('decline');
  passed += 6000;
  expect(JSON.stringify((await waiting).content)).toContain('the user declined it on the phone');
  await client.close();
});

test('wherever a client looks for them, the metadata call the server by the audience of its tokens', async () => {
  const root = `${demo.shop}/.well-known/oauth-protected-resource`;
  for (const address of [root, `${root}/mcp`])
    expect(await (await fetch(address)).json()).toMatchObject({ resource: demo.shop });
  const refused = await fetch(`${demo.shop}/mcp`, { method: 'POST', body: '{}' });
  expect(refused.headers.get('www-authenticate')).toContain(`resource_metadata="${root}"`);
});

test('the user is asked before the client sees orders, and the org does not let it settle them', async () => {
  const client = startClient();
  await client.connect();
  const mine = await client.call('my_orders');
  expect(mine.structuredContent).toMatchObject({ orders: [{ productTitle: 'Pour-Over Set' }] });
  expect(client.allowed).toEqual(['orders:read:user']);
  await expect(client.call('settle_order', { orderId: 'x', status: 'complete' })).rejects.toMatchObject({
    code: 'access_denied',
  });
  await client.close();
});

test('the client ID is of a public client, for which users are asked for their consent', async () => {
  const api = new ManagementApi(demo.org, demo.apiToken);
  const id = demo.environment['OKTA_MCP_CLIENT_ID']!;
  expect(await api.read(`/api/v1/apps/${id}`)).toMatchObject({
    label: 'Okta Multidemo MCP clients',
    credentials: { oauthClient: { token_endpoint_auth_method: 'none', pkce_required: true } },
    settings: { oauthClient: { consent_method: 'REQUIRED', application_type: 'native' } },
  });
});

/** An order above the limit, which the user is asked about on the phone. */
async function orderTooMuch(mode: 'legacy' | 'auto' = 'auto') {
  const client = startClient(mode);
  await client.connect();
  const listed = await client.call('list_products');
  const { products } = listed.structuredContent as { products: { itemId: string; title: string }[] };
  const { itemId } = products.find(({ title }) => title === 'Pour-Over Set')!;
  const phone = new Phone(demo, { id: person('basic').login });
  const asked = () => expect.poll(async () => (await phone.screen()).pushes.length).toBe(1);
  const ordered = async () => (await client.call('my_orders')).structuredContent;
  return { client, phone, asked, ordered, order: { itemId, quantity: 3 } };
}

test.each(['legacy', 'auto'] as const)(
  'while the phone is asked, a client that wants to know hears so (%s)',
  async (mode) => {
    const { client, phone, order } = await orderTooMuch(mode);
    const heard: unknown[] = [];
    const ordering = client.call('place_order', order, { onprogress: (progress) => heard.push(progress) });
    const progress = { total: 120, message: 'The user is being asked on the phone' };
    await expect.poll(() => heard).toEqual([{ ...progress, progress: 0 }]);
    passed += 5000;
    await expect.poll(() => heard.at(-1)).toEqual({ ...progress, progress: 5 });
    await phone.answer('approve');
    passed += 6000;
    expect((await ordering).structuredContent).toMatchObject({
      order: { quantity: 3, agentName: 'MCP client' },
    });
    await client.close();
  },
);

test('what the user approves after the client has closed its connection is not ordered', async () => {
  const { client, phone, asked, ordered, order } = await orderTooMuch();
  const before = await ordered();
  await client.call('place_order', { itemId: 'nothing' }); // for a token that may order
  for (const path of ['/mcp', '/api/orders']) {
    const gone = new AbortController();
    const body = {
      jsonrpc: '2.0',
      id: 1,
      method: 'tools/call',
      params: { name: 'place_order', arguments: order },
    };
    const waiting = fetch(demo.shop + path, {
      method: 'POST',
      headers: {
        ...{ authorization: `Bearer ${client.token()}`, 'content-type': 'application/json' },
        accept: 'application/json, text/event-stream',
      },
      body: JSON.stringify(path === '/mcp' ? body : order),
      signal: gone.signal,
    });
    await asked();
    const answers = () => demo.log.filter((line) => line.includes('"answer":"approved"')).length;
    const earlier = answers();
    gone.abort();
    await expect(waiting).rejects.toThrow('aborted');
    await phone.answer('approve');
    passed += 6000;
    await expect.poll(answers).toBe(earlier + 1);
    expect(await ordered()).toEqual(before);
  }
  await client.close();
});
