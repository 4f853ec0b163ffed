import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningApp, startApp } from '../helpers/app.ts';

let shop: RunningApp;
let behindTls: RunningApp;

beforeAll(async () => {
  shop = await startApp({});
  behindTls = await startApp({ APP_URL: 'https://shop.example.com' });
});
afterAll(async () => {
  await Promise.all([shop.close(), behindTls.close()]);
});

test.each([
  ['a page', '/', 200],
  ['a page that is not there', '/nothing', 404],
  ['the API', '/api/openapi.json', 200],
  ['an API error', '/api/orders', 401],
  ['an unknown operation', '/api/nothing', 404],
  ['the state of the shop', '/status', 200],
  ['the original’s address of a theme', '/static/themes/default/bg.jpg', 200],
  ['a script of the widget', '/widget/okta-sign-in.min.js', undefined],
])('%s can neither be framed nor sniffed, nor load anything foreign', async (_what, path, status) => {
  const answer = await fetch(shop.url + path, { redirect: 'manual' });
  if (status !== undefined) expect(answer.status).toBe(status);
  const policy = answer.headers.get('content-security-policy') ?? '';
  for (const directive of ["object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"])
    expect(policy).toContain(directive);
  expect(policy).toMatch(/default-src '(none|self)'/);
  expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  expect(answer.headers.has('strict-transport-security')).toBe(false);
});

test('windows of other sites lose the shop, unless someone presents it', async () => {
  const opener = async (cookie: string) =>
    (await fetch(shop.url, { headers: { cookie } })).headers.get('cross-origin-opener-policy');
  expect(await opener('')).toBe('same-origin');
  expect(await opener('presenter=on')).toBeNull();
});

test('browsers that ask for an icon get the theme’s', async () => {
  const answer = await fetch(`${shop.url}/favicon.ico`);
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'image/png']);
});

test.each(['/', '/api/orders', '/status', '/nothing'])(
  'over https, %s asks for https, on every subdomain',
  async (path) => {
    const answer = await fetch(behindTls.url + path, { redirect: 'manual' });
    expect(answer.headers.get('strict-transport-security')).toBe('max-age=31536000; includeSubDomains');
  },
);

test('a body that is not compressed as it says is the sender’s fault', async () => {
  const headers = { 'content-encoding': 'gzip', 'content-type': 'application/json' };
  const answer = await fetch(`${shop.url}/sessions/end`, { method: 'POST', headers, body: 'abc' });
  expect(answer.status).toBe(400);
});
