/** The shop's API calls the fulfilment service on behalf of the person who orders (token exchange, RFC 8693). */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { SideApps } from '../../../cli/run/side-apps.ts';
import { bareEnvironment } from '../../helpers/app.ts';
import { startDemo } from '../../helpers/demo.ts';
import type { Demo } from '../../helpers/demo.ts';
import { startIssuer, type TokenWishes } from '../../helpers/issuer.ts';
import { Shopper } from '../../helpers/shopper.ts';

async function tokenFor(demo: Demo, visitor: Shopper, method: string, path: string) {
  const query = new URLSearchParams({ method, path }).toString();
  const given = (await (await visitor.fetch(`${demo.shop}/token?${query}`)).json()) as {
    access_token: string;
    token_type: string;
    dpop_proof?: string;
  };
  const { access_token: token, token_type: type, dpop_proof: proof } = given;
  return {
    token,
    headers: { authorization: `${type} ${token}`, ...(proof !== undefined && { dpop: proof }) },
  };
}

/** Orders the first product. @returns the status */
async function order(demo: Demo, visitor: Shopper): Promise<number> {
  const { headers } = await tokenFor(demo, visitor, 'GET', '/api/products');
  const [first] = (await (await fetch(`${demo.shop}/api/products`, { headers })).json()) as {
    itemId: string;
  }[];
  const { headers: more } = await tokenFor(demo, visitor, 'POST', '/api/orders');
  const answer = await fetch(`${demo.shop}/api/orders`, {
    method: 'POST',
    headers: { ...more, 'content-type': 'application/json' },
    body: JSON.stringify({ itemId: first!.itemId }),
  });
  return answer.status;
}

const ordersPage = async (demo: Demo, visitor: Shopper): Promise<string> =>
  (await visitor.open(`${demo.shop}/orders`)).html;

const exchange = (demo: Demo, form: Record<string, string>) =>
  fetch(`${demo.environment['OKTA_FULFILMENT_ISSUER']}/v1/token`, {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from(
        `${demo.environment['OKTA_FULFILMENT_CLIENT_ID']}:${demo.environment['OKTA_FULFILMENT_CLIENT_SECRET']}`,
      ).toString('base64')}`,
    },
    body: new URLSearchParams({
      grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
      subject_token_type: 'urn:ietf:params:oauth:token-type:access_token',
      audience: 'api://fulfilment',
      scope: 'deliveries:create',
      ...form,
    }),
  });

describe.each([
  { name: 'bearer tokens', dpop: false },
  { name: 'tokens that are bound to a key', dpop: true },
])('with $name', ({ dpop }) => {
  let demo: Demo;
  let visitor: Shopper;
  beforeAll(async () => {
    demo = await startDemo({ variables: { fulfilment: true, dpop } });
    visitor = new Shopper();
    await visitor.signIn(demo, 'basic');
  });
  afterAll(() => demo.close());

  test('an order gets its delivery date, and help shows both tokens side by side', async () => {
    expect(await order(demo, visitor)).toBe(201);
    const html = await vi.waitFor(async () => {
      const page = await ordersPage(demo, visitor);
      expect(page).toMatch(/Delivery on <time datetime="\d{4}-\d\d-\d\d">/);
      return page;
    }, 30_000);
    const { token } = await tokenFor(demo, visitor, 'GET', '/api/products');
    const claims = decodeJwt(token);
    const row = (name: string) =>
      new RegExp(`<td><code>${name}</code></td>\\s*<td>(.*?)</td>\\s*<td>(.*?)</td>`).exec(html)?.slice(1);
    expect(row('sub')).toEqual([`<code>${claims.sub}</code>`, 'the same']);
    expect(row('uid')).toEqual([`<code>${String(claims['uid'])}</code>`, 'the same']);
    expect(row('aud')).toEqual([`<code>${demo.shop}</code>`, '<code>api://fulfilment</code>']);
    expect(row('cid')).toEqual([
      `<code>${demo.environment['OKTA_CLIENT_ID']}</code>`,
      `<code>${demo.environment['OKTA_FULFILMENT_CLIENT_ID']}</code>`,
    ]);
  });

  test('the service takes only its own tokens', async () => {
    const { token } = await tokenFor(demo, visitor, 'GET', '/api/products');
    const answer = await exchange(demo, { subject_token: token });
    const { access_token: exchanged, ...more } = (await answer.json()) as Record<string, string>;
    expect([answer.status, more]).toMatchObject([200, { token_type: 'Bearer', scope: 'deliveries:create' }]);
    const ask = async (authorization: string, init: RequestInit = {}, path = '/deliveries') =>
      fetch(demo.environment['FULFILMENT_URL']! + path, {
        method: 'POST',
        headers: { authorization, 'content-type': 'application/json' },
        body: JSON.stringify({ orderId: 'one' }),
        ...init,
      });
    const good = await ask(`Bearer ${exchanged}`);
    expect([good.status, await good.json()]).toEqual([
      201,
      { orderId: 'one', deliveryDate: expect.stringMatching(/^\d{4}-\d\d-\d\d$/) as string },
    ]);
    expect((await ask(`Bearer ${token}`)).status).toBe(401);
    expect((await ask('')).headers.get('www-authenticate')).toMatch(/^Bearer realm=/);
    expect((await ask(`Bearer ${exchanged}`, { body: '{}' })).status).toBe(400);
    expect((await ask('', { method: 'GET', body: null })).status).toBe(405);
    expect((await ask('', {}, '/other')).status).toBe(404);
  });
});

test('the service refuses tokens that are about no person, or lack its scope', async () => {
  const issuer = await startIssuer();
  const service = new SideApps();
  const serviceUrl = await service.listenForFulfilment();
  try {
    await service.open(
      {
        ...bareEnvironment,
        FF_FULFILMENT: 'true',
        OKTA_FULFILMENT_ISSUER: issuer.issuer,
        OKTA_FULFILMENT_CLIENT_ID: '0oaexchange',
        OKTA_FULFILMENT_CLIENT_SECRET: 'exchange-secret',
      },
      { siteTitle: 'Northlight Goods' },
    );
    const ask = async (wishes: TokenWishes) => {
      const token = await issuer.sign({ aud: 'api://fulfilment', scp: ['deliveries:create'], ...wishes });
      const answer = await fetch(`${serviceUrl}/deliveries`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ orderId: 'one' }),
      });
      const { detail } = (await answer.json()) as { detail?: string };
      return [answer.status, detail];
    };
    expect(await ask({})).toEqual([201, undefined]);
    expect(await ask({ uid: undefined })).toEqual([
      403,
      'Exchange the token of the user who placed the order',
    ]);
    expect(await ask({ scp: ['orders:create'] })).toEqual([
      403,
      'The token lacks the scope deliveries:create',
    ]);
  } finally {
    await service.close();
    await issuer.close();
  }
});

test('a service that is down loses no order; the date comes when it is back and the buyer looks', async () => {
  let isDown = true;
  const service = new SideApps();
  const serviceUrl = await service.listenForFulfilment();
  const between = createServer((request, response) => {
    if (isDown) {
      response.writeHead(503).end();
      return;
    }
    const { authorization = '' } = request.headers;
    const headers = { authorization, 'content-type': 'application/json' };
    const body: Buffer[] = [];
    request.on('data', (chunk: Buffer) => body.push(chunk));
    request.on('end', () => {
      void fetch(`${serviceUrl}/deliveries`, { method: 'POST', headers, body: Buffer.concat(body) }).then(
        async (answer) => response.writeHead(answer.status).end(await answer.text()),
      );
    });
  });
  await new Promise<void>((resolve) => between.listen(0, 'localhost', resolve));
  const url = `http://localhost:${(between.address() as AddressInfo).port}`;
  const demo = await startDemo({ variables: { fulfilment: true }, environment: { FULFILMENT_URL: url } });
  await service.open(demo.environment, { siteTitle: 'Northlight Goods' });
  try {
    const visitor = new Shopper();
    await visitor.signIn(demo, 'basic');
    expect(await order(demo, visitor)).toBe(201);
    await vi.waitFor(() => expect(demo.log.join('\n')).toContain('responded with 503'), 30_000);
    expect(await ordersPage(demo, visitor)).toContain('Delivery date not known yet');
    isDown = false;
    await vi.waitFor(async () => {
      expect(await ordersPage(demo, visitor)).toContain('Delivery on ');
    }, 30_000);
  } finally {
    await demo.close();
    await service.close();
    between.closeAllConnections();
    await new Promise((resolve) => between.close(resolve));
  }
});

test('without the trust between the servers, the order is there, and Okta’s words are in the log', async () => {
  const demo = await startDemo({ variables: { fulfilment: true } });
  try {
    const id = (name: string) => demo.environment[name]!.split('/').at(-1)!;
    const trust = `${demo.org}/api/v1/authorizationServers/${id('OKTA_FULFILMENT_ISSUER')}/associatedServers`;
    const headers = { authorization: `SSWS ${demo.apiToken}` };
    const removed = await fetch(`${trust}/${id('OKTA_ISSUER')}`, { method: 'DELETE', headers });
    expect(removed.status).toBe(204);
    const visitor = new Shopper();
    await visitor.signIn(demo, 'basic');
    expect(await order(demo, visitor)).toBe(201);
    await vi.waitFor(() => expect(demo.log.join('\n')).toContain('no delivery date'), 30_000);
    expect(await ordersPage(demo, visitor)).toContain('Delivery date not known yet');
  } finally {
    await demo.close();
  }
});
