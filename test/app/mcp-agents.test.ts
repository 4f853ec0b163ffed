/** AI agents at the shop, by Cross App Access: from the sign-in at the org to a tool of the shop. */
import {
  Client,
  CrossAppAccessProvider,
  discoverAndRequestJwtAuthGrant,
  StreamableHTTPClientTransport,
} from '@modelcontextprotocol/client';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Ledger } from '../../exchange/index.ts';
import { type RunningApp, startApp } from '../helpers/app.ts';
import { jwtBearer, startAgent, type TestAgent, tokenExchange } from '../helpers/cross-app/agent.ts';
import { callTool } from '../helpers/cross-app/mcp.ts';
import { type Body, type OAuthApp, type OAuthOrg, startOAuthOrg } from '../helpers/oauth-org.ts';

const audience = 'api://shop';

let org: OAuthOrg;
let shop: RunningApp;
let ada: Body;
let app: OAuthApp;
let agent: TestAgent;
let issuer: string;
let idToken: string;
/** Milliseconds that have passed for the shop. */
let passed = 0;
/** What the shop sends. */
const ledger = new Ledger();

beforeAll(async () => {
  org = await startOAuthOrg();
  ada = await org.person();
  const serverId = await org.server({ audiences: [audience] });
  issuer = `${org.url}/oauth2/${serverId}`;
  for (const name of ['products:read', 'orders:read:user', 'orders:create'])
    await org.must('POST', `/api/v1/authorizationServers/${serverId}/scopes`, { name });
  const web = await org.app();
  const environment = {
    ...{ OKTA_BASE_URL: org.url, OKTA_ISSUER: issuer, OKTA_AUDIENCE: audience },
    ...{ OKTA_CLIENT_ID: web.clientId, OKTA_CLIENT_SECRET: web.secret ?? '' },
  };
  shop = await startApp(environment, { now: () => Date.now() + passed, ledger });
  app = await org.app({ grant_types: ['authorization_code', tokenExchange, jwtBearer] });
  agent = await startAgent(org, { app, serverId, resource: `${shop.url}/mcp` });
  idToken = (await org.signIn(app, 'org', ada.profile.login)).body.id_token;
});
afterAll(async () => {
  await shop.close();
  await org.close();
});

const widen = (scopes: readonly string[]) =>
  org.must('PATCH', `${agent.path}/connections/${agent.connectionId}`, {
    scopeCondition: 'INCLUDE_ONLY',
    scopes,
  });
const tokenFor = async (scope: string): Promise<string> => {
  const { access_token: assertion } = (await agent.idJag(idToken, { scope, resource: `${shop.url}/mcp` }))
    .body;
  return (await agent.redeem(assertion)).body.access_token;
};
const call = (token: string, name: string, args = {}) =>
  callTool(shop.url, name, args, { authorization: `Bearer ${token}` });
/** The one message of an answer, which comes as an event. */
const messageOf = async (response: Response): Promise<unknown> =>
  JSON.parse(/^data: (.*)$/m.exec(await response.text())?.[1] ?? '{}') as unknown;
const products = async (token: string) =>
  (await (
    await fetch(`${shop.url}/api/products`, { headers: { authorization: `Bearer ${token}` } })
  ).json()) as { itemId: string }[];

it('MCP’s own client gets both tokens alone and calls a tool', async () => {
  const provider = new CrossAppAccessProvider({
    assertion: async ({ authorizationServerUrl, resourceUrl, scope, fetchFn }) => {
      const { jwtAuthGrant } = await discoverAndRequestJwtAuthGrant({
        ...{ idpUrl: org.url, audience: authorizationServerUrl, resource: resourceUrl, idToken },
        ...{ clientId: app.clientId, clientSecret: app.secret ?? '', fetchFn },
        ...(scope !== undefined && { scope }),
      });
      return jwtAuthGrant;
    },
    ...{ clientId: app.clientId, clientSecret: app.secret ?? '', expectedIssuer: issuer },
  });
  const client = new Client({ name: 'test', version: '1.0.0' });
  await client.connect(
    new StreamableHTTPClientTransport(new URL(`${shop.url}/mcp`), { authProvider: provider }),
  );
  const { structuredContent } = await client.callTool({ name: 'list_products', arguments: {} });
  expect((structuredContent as { products: unknown[] }).products.length).toBeGreaterThan(0);
  await client.close();
});

it('an agent with a key orders for the person when the connection is widened, and the order says so', async () => {
  const reading = await tokenFor('products:read');
  const [first] = await products(reading);
  expect((await call(reading, 'place_order', { itemId: first!.itemId })).status).toBe(403);
  expect((await agent.idJag(idToken, { scope: 'orders:create' })).body.error).toBe('unauthorized_client');
  await widen(['products:read', 'orders:read:user', 'orders:create']);
  const token = await tokenFor('products:read orders:read:user orders:create');
  const placed = await messageOf(await call(token, 'place_order', { itemId: first!.itemId }));
  expect(placed).toMatchObject({
    result: { structuredContent: { order: { userId: ada.id, agentId: agent.id, itemId: first!.itemId } } },
  });
  const mine = await messageOf(await call(token, 'my_orders'));
  expect(mine).toMatchObject({ result: { structuredContent: { orders: [{ agentId: agent.id }] } } });
});

it('what is for others than the shop is refused, though the org has signed it and it names the scope', async () => {
  const { body: signIn } = await org.signIn(app, 'org', ada.profile.login);
  const elsewhere = await org.server({ audiences: ['api://elsewhere'] });
  await org.must('POST', `/api/v1/authorizationServers/${elsewhere}/scopes`, { name: 'products:read' });
  const other = await org.signIn(app, elsewhere, ada.profile.login, 'products:read');
  expect(decodeJwt(other.body.access_token)).toMatchObject({
    ...{ aud: 'api://elsewhere', scp: ['products:read'] },
  });
  const { access_token: assertion } = (await agent.idJag(idToken, { scope: 'products:read' })).body;
  for (const token of [other.body.access_token, signIn.access_token, signIn.id_token, assertion]) {
    const refused = await call(token, 'list_products');
    expect([refused.status, refused.headers.get('www-authenticate')]).toEqual([
      401,
      expect.stringContaining('error="invalid_token"') as unknown,
    ]);
  }
});

it('the token of the caller goes nowhere but to the server that has issued it, as what is asked about', async () => {
  await widen(['products:read', 'orders:read:user', 'orders:create']);
  const token = await tokenFor('products:read orders:read:user orders:create');
  const before = ledger.last;
  const [first] = await products(token);
  passed += 1000;
  expect((await call(token, 'list_products')).status).toBe(200);
  expect((await call(token, 'place_order', { itemId: first!.itemId })).status).toBe(200);
  expect((await call(token, 'my_orders')).status).toBe(200);
  const sent = ledger.list(before).filter(({ sender }) => sender !== undefined);
  expect(sent.length).toBeGreaterThan(0);
  const bodyOf = ({ requestBody }: (typeof sent)[number]) =>
    Buffer.concat((requestBody?.chunks ?? []).map((chunk) => Buffer.from(chunk))).toString();
  for (const message of sent) {
    expect(message.url).not.toContain(token);
    expect(message.requestHeaders.join(' ')).not.toContain(token);
    expect(message.requestHeaders.join(' ')).not.toMatch(/Bearer /);
  }
  const shown = sent.filter((message) => bodyOf(message).includes(token));
  expect([...new Set(shown.map(({ url }) => url))]).toEqual([`${issuer}/v1/introspect`]);
});

it('a token for Ada shows nothing of Grace', async () => {
  const token = await tokenFor('products:read orders:read:user');
  const grace = await org.person();
  const other = await fetch(`${shop.url}/api/users/${grace.id}/orders`, {
    headers: { authorization: `Bearer ${token}` },
  });
  expect(other.status).toBe(403);
});

it('an agent that is switched off is refused within a second, with the token that it holds', async () => {
  const token = await tokenFor('products:read');
  expect((await call(token, 'list_products')).status).toBe(200);
  await org.must('POST', `${agent.path}/lifecycle/deactivate`);
  passed += 1000;
  expect((await call(token, 'list_products')).status).toBe(401);
  const refused = await fetch(`${shop.url}/api/products`, { headers: { authorization: `Bearer ${token}` } });
  expect(refused.headers.get('www-authenticate')).toContain('error="invalid_token"');
});
