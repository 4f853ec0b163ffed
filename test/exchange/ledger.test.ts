import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { bodyOf, checkingAgent, Ledger, readMessages } from '../../exchange/index.ts';
import type { Message } from '../../exchange/index.ts';
import { type Demo, person, startDemo } from '../helpers/demo.ts';
import { Shopper } from '../helpers/shopper.ts';

let demo: Demo;
beforeAll(async () => {
  demo = await startDemo({ variables: { fulfilment: true } });
});
afterAll(() => demo.close());
beforeEach(() => demo.ledger.clear());

/** A visitor whose programs say that they are a browser. */
class Person extends Shopper {
  override fetch(url: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers);
    headers.set('user-agent', 'Mozilla/5.0');
    return super.fetch(url, { ...init, headers });
  }
}

/** As one reads it: who, to whom, what, with which result. */
const line = ({ from, to, method, url, status }: Message): string =>
  `${from} -> ${to}: ${method} ${decodeURIComponent(new URL(url).pathname)}, ${status}`;

const messages = (): Message[] => readMessages(demo.ledger).filter(({ isAsset }) => !isAsset);

const find = (path: string, method = 'GET'): Message => {
  const found = messages().find((one) => one.method === method && new URL(one.url).pathname === path);
  expect(found, `${method} ${path}`).toBeDefined();
  return found!;
};

const server = (): string => new URL(demo.environment['OKTA_ISSUER']!).pathname;

test('a sign-in is one chain of messages between browser, shop and org', async () => {
  const ada = new Person();
  const callback = await ada.signInUpToCallback(demo, 'basic');
  await ada.open(callback);
  const flow = [
    'browser -> shop: GET /login/okta, 302',
    `shop -> org: GET ${server()}/.well-known/openid-configuration, 200`,
    `browser -> org: GET ${server()}/v1/authorize, 303`,
    `browser -> org: GET ${server().replace('/oauth2', '/signin')}/•••, 200`,
    'browser -> org: POST /idp/idx/introspect, 200',
    'browser -> org: POST /idp/idx/identify, 200',
    'browser -> org: POST /idp/idx/challenge/answer, 200',
    'browser -> org: GET /login/token/redirect, 303',
    `browser -> org: GET ${server()}/v1/authorize/•••, 302`,
    'browser -> shop: GET /login/okta/authorized, 302',
    `shop -> org: POST ${server()}/v1/token, 200`,
    `shop -> org: GET ${server()}/v1/keys, 200`,
    'browser -> shop: GET /, 200',
    `shop -> org: GET ${server()}/v1/keys, 200`,
  ];
  expect(messages().map(line)).toEqual(flow);

  const begun = find('/login/okta');
  const authorize = find(`${server()}/v1/authorize`);
  const returned = find('/login/okta/authorized');
  const token = find(`${server()}/v1/token`, 'POST');
  expect(authorize.cause).toBe(begun.id);
  expect(token.cause).toBe(returned.id);
  expect(find('/').cause).toBe(returned.id);
  expect([authorize.channel, token.channel]).toEqual(['front', 'back']);
  expect(token.links['code']).toBe(returned.links['code']);
  expect(authorize.links['state']).toBe(returned.links['state']);
});

test('a request between shop and org is one message, with both sides of it', async () => {
  const ada = new Shopper();
  await ada.signIn(demo, 'basic');
  const tokens = messages().filter(({ url }) => url.endsWith('/v1/token'));
  expect(tokens).toHaveLength(1);
  expect(tokens[0]).toMatchObject({ from: 'shop', to: 'org', status: 200 });
  // As the org saw it: the shop's own headers have no Host.
  expect(Object.keys(tokens[0]!.requestHeaders).map((name) => name.toLowerCase())).toContain('host');
  expect(demo.sandbox.requests.all().filter(({ path }) => path.endsWith('/v1/token'))).toHaveLength(1);
});

test('what checks the demo and who presents it is no part of it', async () => {
  await fetch(`${demo.org}/api/v1/users/me`, { headers: { 'user-agent': checkingAgent } });
  await fetch(`${demo.shop}/stage/title`);
  expect(messages()).toEqual([]);
});

test('an API call leads back to the token that came with it, and to what it caused', async () => {
  const grace = new Shopper();
  await grace.signIn(demo, 'premium');
  const given = (await (await grace.fetch(`${demo.shop}/token`)).json()) as { access_token: string };
  const headers = { authorization: `Bearer ${given.access_token}`, 'content-type': 'application/json' };
  const products = (await (await fetch(`${demo.shop}/api/products`, { headers })).json()) as {
    itemId: string;
  }[];
  const body = JSON.stringify({ itemId: products[0]!.itemId });
  const response = await fetch(`${demo.shop}/api/orders`, {
    method: 'POST',
    headers,
    body,
  });
  expect(response.status).toBeLessThan(300);
  const order = find('/api/orders', 'POST');
  expect(order).toMatchObject({ from: 'client', to: 'api', requestBody: body });
  const cause = messages().find(({ id }) => id === order.cause);
  expect(cause?.links['access_token']).toBe(order.links['access_token']);
  // It is that of its sender once both ends are over.
  await expect.poll(() => messages().map(line)).toContain('api -> api: POST /deliveries, 201');
  const delivery = find('/deliveries', 'POST');
  expect(delivery).toMatchObject({ from: 'api', to: 'api', cause: order.id });
});

test('a message of the org to a hook has its cause', async () => {
  await fetch(`${demo.org}/api/v1/eventHooks`, {
    method: 'POST',
    headers: { authorization: `SSWS ${demo.apiToken}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      name: 'Shop',
      events: { type: 'EVENT_TYPE', items: ['user.session.start'] },
      channel: {
        type: 'HTTP',
        version: '1.0.0',
        config: {
          uri: `${demo.shop}/api/events`,
          authScheme: { type: 'HEADER', key: 'Authorization', value: 'hook-secret' },
        },
      },
    }),
  })
    .then(async (response) => (await response.json()) as { id: string })
    .then(({ id }) =>
      fetch(`${demo.org}/api/v1/eventHooks/${id}/lifecycle/verify`, {
        method: 'POST',
        headers: { authorization: `SSWS ${demo.apiToken}` },
      }),
    );
  await new Shopper().signIn(demo, 'basic');
  await expect
    .poll(() => messages().some(({ url, method }) => method === 'POST' && url.endsWith('/api/events')))
    .toBe(true);
  const delivery = find('/api/events', 'POST');
  expect(delivery).toMatchObject({ from: 'org', to: 'api' });
  expect(messages().find(({ id }) => id === delivery.cause)).toMatchObject({ to: 'org' });
});

test('secrets are not shown, wherever they are', async () => {
  const { login, password } = person('basic');
  const ada = new Shopper();
  const code = new URL(await ada.signInUpToCallback(demo, 'basic')).searchParams.get('code')!;
  await ada.open(`${demo.shop}/orders/${code}`);
  const shown = JSON.stringify(readMessages(demo.ledger));
  expect(shown).toContain(login);
  for (const secret of [password, code, demo.environment['OKTA_CLIENT_SECRET']!, demo.apiToken])
    expect(shown).not.toContain(secret);
  const revealed = JSON.stringify(readMessages(demo.ledger, 0, { reveals: true }));
  expect(revealed).toContain(code);
});

test('keeps the latest messages, and forgets the others', () => {
  const ledger = new Ledger();
  for (let count = 0; count < 2100; count += 1)
    ledger.close(
      ledger.open({ at: count, method: 'GET', url: `http://localhost/${count}`, requestHeaders: [] }),
      {
        ms: 1,
        status: 200,
      },
    );
  expect(ledger.list()).toHaveLength(2000);
  expect(ledger.list()[0]?.url).toBe('http://localhost/100');
});

test('messages that are dropped before they are over take no room', () => {
  const ledger = new Ledger({ messages: 3, bytes: 1000 });
  const open = () => ledger.open({ at: 0, method: 'GET', url: 'http://localhost/', requestHeaders: [] });
  const ending = { ms: 1, status: 200, responseBody: bodyOf('x'.repeat(100), 'application/json') };
  for (const dropped of Array.from({ length: 20 }, open)) ledger.close(dropped, ending);
  expect(ledger.list()).toHaveLength(3);
  for (let count = 0; count < 3; count += 1) ledger.close(open(), ending);
  expect(ledger.list()).toHaveLength(3);
});

test('under load that lasts, records as many a second as it may, and counts the others', () => {
  const ledger = new Ledger({ messages: 100, perSecond: 50 });
  const begun = performance.now();
  const arrive = (count: number, at: number) =>
    Array.from({ length: count }, () => ledger.admits(begun + at)).filter(Boolean).length;
  // What it can keep may arrive at once.
  expect([arrive(100, 0), ledger.unrecorded]).toEqual([100, 0]);
  // After a pause there is room for it again.
  expect([arrive(1000, 10_000), ledger.unrecorded]).toEqual([100, 900]);
  expect([arrive(1000, 11_000), ledger.unrecorded]).toEqual([50, 1850]);
  expect(arrive(1000, 11_500)).toBe(0);
  expect(arrive(1000, 12_500)).toBe(75);
  ledger.clear();
  expect(ledger.unrecorded).toBe(0);
  expect(new Ledger().admits()).toBe(true);
});

test('reports each message to listeners once it is over', () => {
  const ledger = new Ledger();
  const heard: number[] = [];
  const stop = ledger.subscribe((change) => change.kind === 'message' && heard.push(change.message.id));
  const one = ledger.open({ at: 0, method: 'GET', url: 'http://localhost/', requestHeaders: [] });
  expect(heard).toEqual([]);
  ledger.close(one, { ms: 1, status: 200 });
  ledger.close(one, { ms: 2, status: 500 });
  expect([heard, one.status]).toEqual([[one.id], 200]);
  stop();
});
