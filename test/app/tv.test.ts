/** The page that plays a TV: what it asks of an org, how often, and whom it shows a sign-in to. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type RunningApp, startApp } from '../helpers/app.ts';
import { Visitor } from '../helpers/visitor.ts';

let org: Server;
let shop: RunningApp;
let tv: Visitor;
let passed: number;
/** The user codes that the org issues, in turn. */
let codes: string[];
/** What the org says to polls, in turn; the last one again and again. */
let answers: { error: string; error_description?: string }[];
/** Seconds after the start at which the org was polled. */
let polls: number[];
/** The last answer of the org is these tokens. */
let tokens: object | undefined;
const started = Date.now();
const now = (): number => started + passed * 1000;

beforeEach(async () => {
  [passed, answers, polls, tokens] = [0, [{ error: 'authorization_pending' }], [], undefined];
  codes = ['BCDFGHJK', 'LMNPQRST'];
  org = createServer((request, response) => {
    const issuer = `http://${request.headers.host!}`;
    const { status, body } = answerOf(String(request.url), issuer);
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => org.listen(0, 'localhost', resolve));
  const issuer = `http://localhost:${(org.address() as AddressInfo).port}`;
  const environment = { OKTA_BASE_URL: issuer, OKTA_ISSUER: issuer, OKTA_TV_CLIENT_ID: '0oatv' };
  shop = await startApp(environment, { now });
  tv = new Visitor();
});
afterEach(async () => {
  await shop.close();
  org.closeAllConnections();
  await new Promise((resolve) => org.close(resolve));
});

function answerOf(path: string, issuer: string): { status: number; body: object } {
  if (path.startsWith('/.well-known/'))
    return {
      status: 200,
      body: {
        issuer,
        token_endpoint: `${issuer}/v1/token`,
        device_authorization_endpoint: `${issuer}/v1/device/authorize`,
      },
    };
  if (path === '/v1/device/authorize')
    return {
      status: 200,
      body: {
        ...{ device_code: 'the-device-code', user_code: codes.shift(), expires_in: 600, interval: 5 },
        ...{ verification_uri: `${issuer}/activate`, verification_uri_complete: `${issuer}/activate?x` },
      },
    };
  polls.push(passed);
  if (tokens) return { status: 200, body: tokens };
  return { status: 400, body: answers.length > 1 ? answers.shift()! : answers[0]! };
}

const open = async (visitor = tv): Promise<string> => (await visitor.fetch(`${shop.url}/login/tv`)).text();
const state = async (visitor = tv): Promise<Record<string, unknown>> =>
  (await visitor.fetch(`${shop.url}/login/tv/state`)).json() as Promise<Record<string, unknown>>;
/** Polls like the page, and waits until the shop has polled. */
async function settled(): Promise<void> {
  await state();
  await new Promise((resolve) => setTimeout(resolve, 600));
}
/** Time passes, and the shop has polled that often. */
async function pass(seconds: number, count: number): Promise<void> {
  passed += seconds;
  await vi.waitFor(async () => expect(await state()).toMatchObject({ polls: count }), 30_000);
}

test('polls as often as the org allows, and five seconds less often after slow_down', async () => {
  answers = ['slow_down', 'slow_down', 'authorization_pending'].map((error) => ({ error }));
  const page = await open();
  expect(page).toContain('BCDF GHJK');
  expect(page).not.toContain('the-device-code');
  await pass(5, 1);
  await pass(10, 2);
  await pass(15, 3);
  passed += 14;
  await settled();
  await pass(1, 4);
  expect(polls).toEqual([5, 15, 30, 45]);
  expect(await state()).toEqual({
    ...{ status: 'waiting', polls: 4, interval: 15, said: 'authorization_pending' },
  });
});

test('polls only as long as the page asks what has become of it', async () => {
  await open();
  await pass(5, 1);
  passed += 300;
  await new Promise((resolve) => setTimeout(resolve, 600));
  expect(polls).toEqual([5]);
  // Back on the page, in two tabs.
  await Promise.all([state(), state()]);
  await pass(0, 2);
  await settled();
  expect(polls).toEqual([5, 305]);
});

test.each([
  ['access_denied', 'refused', 'Sign-in was refused'],
  ['expired_token', 'expired', 'The code has expired'],
  ['unauthorized_client', 'failed', 'Sign-in failed'],
])('%s ends it: %s', async (error, status, heading) => {
  answers = [{ error, error_description: 'Because of <b>this</b>.' }];
  await open();
  await pass(5, 1);
  expect(await state()).toMatchObject({ status, said: error });
  const page = await open();
  expect(page).toContain(heading);
  expect(page).toContain('Because of &lt;b&gt;this&lt;/b&gt;.');
  passed += 600;
  await settled();
  expect(polls).toEqual([5]);
});

test('opened again after its code has expired, shows another one', async () => {
  await open();
  passed += 599;
  expect(await open()).toContain('BCDF GHJK');
  passed += 1;
  const page = await open();
  expect(page).toContain('LMNP QRST');
  expect(page).not.toContain('BCDF GHJK');
  expect(await state()).toMatchObject({ status: 'waiting', polls: 0 });
});

test('forgets who signed in when the access token expires', async () => {
  tokens = { access_token: 'the-access-token', token_type: 'Bearer', expires_in: 3 * 60 * 60 };
  await open();
  await pass(5, 1);
  // openid-client counts what is left by the machine's clock, in whole seconds.
  passed += 3 * 60 * 60 - 60;
  expect(await state()).toMatchObject({ status: 'signed-in' });
  passed += 60;
  expect((await tv.fetch(`${shop.url}/login/tv/state`)).status).toBe(404);
});

test('an access token that comes without expires_in is as good as it says itself, otherwise for an hour', async () => {
  const isSignedIn = async () => (await tv.fetch(`${shop.url}/login/tv/state`)).status === 200;
  tokens = { access_token: 'the-access-token', token_type: 'Bearer' };
  await open();
  await pass(5, 1);
  passed += 3600 - 60;
  expect(await isSignedIn()).toBe(true);
  passed += 60;
  expect(await isSignedIn()).toBe(false);
  const claims = Buffer.from(JSON.stringify({ exp: Math.floor(now() / 1000) + 600 })).toString('base64url');
  tokens = { access_token: `e30.${claims}.e30`, token_type: 'Bearer' };
  await open();
  await pass(5, 1);
  passed += 590;
  expect(await isSignedIn()).toBe(true);
  passed += 10;
  expect(await isSignedIn()).toBe(false);
});

test('survives that the org is away for a while', async () => {
  await open();
  const { port } = org.address() as AddressInfo;
  org.closeAllConnections();
  await new Promise((resolve) => org.close(resolve));
  await pass(5, 1);
  await new Promise<void>((resolve) => org.listen(port, 'localhost', resolve));
  await vi.waitFor(async () => expect(await state()).toMatchObject({ interval: 10 }), 30_000);
  await pass(10, 2);
  expect(await state()).toMatchObject({ status: 'waiting', said: 'authorization_pending' });
});

test('belongs to one browser, and starts again by its own form alone', async () => {
  const page = await open();
  expect((await new Visitor().fetch(`${shop.url}/login/tv/state`)).status).toBe(404);
  expect((await tv.post(`${shop.url}/login/tv`, {})).status).toBe(403);
  const csrf = /name="_csrf" value="([^"]+)"/.exec(page);
  // The form is there when there is something to start again.
  expect(csrf).toBeNull();
  answers = [{ error: 'access_denied' }];
  await pass(5, 1);
  const [, token = ''] = /name="_csrf" value="([^"]+)"/.exec(await open()) ?? [];
  const again = await tv.post(`${shop.url}/login/tv`, { _csrf: token });
  expect([again.status, again.headers.get('location')]).toEqual([303, '/login/tv']);
  expect(await state()).toMatchObject({ status: 'waiting', polls: 0 });
});

test('is offered only where the org has a client for it', async () => {
  const other = await startApp({});
  try {
    expect(await (await fetch(`${other.url}/login`)).text()).not.toContain('/login/tv');
    const page = await fetch(`${other.url}/login/tv`);
    expect(page.status).toBe(404);
    expect(await page.text()).toContain('OKTA_TV_CLIENT_ID');
  } finally {
    await other.close();
  }
  expect(await (await fetch(`${shop.url}/login`)).text()).toContain('/login/tv');
});
