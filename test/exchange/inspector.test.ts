import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import { text as readAll } from 'node:stream/consumers';
import Koa from 'koa';
import { expect, test, afterAll, beforeAll, describe } from 'vitest';
import { Ledger, createInspector, isInspector, recordIncoming } from '../../exchange/index.ts';
import { type Demo, person, startDemo } from '../helpers/demo.ts';
import { Shopper } from '../helpers/shopper.ts';

let demo: Demo;
beforeAll(async () => {
  demo = await startDemo();
});
afterAll(() => demo.close());

const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(demo.shop + path, { headers, redirect: 'manual' });
const text = async (path: string): Promise<string> => (await get(path)).text();

async function idOf(path: string): Promise<number> {
  const found = demo.ledger.list().findLast(({ url }) => new URL(url).pathname.endsWith(path));
  expect(found, path).toBeDefined();
  return found!.id;
}

test('draws each message as it ends, in the words of those who take part', async () => {
  const abort = new AbortController();
  const stream = await fetch(`${demo.shop}/inspector/stream?after=0`, { signal: abort.signal });
  const reader = stream.body!.pipeThrough(new TextDecoderStream()).getReader();
  await new Shopper().signIn(demo, 'basic');
  let seen = '';
  while (!/Shop to Okta org: (?:(?!event:)[\s\S])*v1\/token/.test(seen))
    seen += (await reader.read()).value ?? '';
  const ids = [...seen.matchAll(/data-id="(\d+)"/g)].map(([, id]) => id);
  // A message is drawn again only when the other end of it has been recorded too.
  expect(ids.length).toBeLessThan(new Set(ids).size * 1.5);
  abort.abort();
});

test('a poll before the user has decided is waiting, and one too early is refused', async () => {
  const { OKTA_ISSUER: issuer, OKTA_TV_CLIENT_ID: id } = demo.environment;
  const ask = async (path: string, form: object): Promise<Record<string, string>> => {
    const body = new URLSearchParams({ client_id: id!, ...form });
    const response = await fetch(`${issuer}/v1/${path}`, { method: 'POST', body });
    return (await response.json()) as Record<string, string>;
  };
  const { device_code } = await ask('device/authorize', { scope: 'openid' });
  const poll = { grant_type: 'urn:ietf:params:oauth:grant-type:device_code', device_code };
  const kindOfPoll = async (): Promise<string | undefined> => {
    const exported = await text('/inspector/export.html');
    const at = await idOf('/v1/token');
    return new RegExp(`class="row is-(\\w+)"\\s+data-id="${at}"`).exec(exported)?.[1];
  };
  expect((await ask('token', poll)).error).toBe('authorization_pending');
  expect(await kindOfPoll()).toBe('waiting');
  expect((await ask('token', poll)).error).toBe('slow_down');
  expect(await kindOfPoll()).toBe('refused');
});

test('says how many requests were too many to record', async () => {
  const ledger = new Ledger({ messages: 3, perSecond: 1 });
  const app = new Koa();
  app.silent = true; // the stream below is left while it is written
  const url = 'http://localhost';
  app.use(recordIncoming(ledger, { receiver: () => 'shop', url, now: Date.now, skips: isInspector }));
  app.use(
    createInspector({
      ...{ ledger, title: 'Inspector', url, keyOf: () => Promise.resolve(undefined) },
      ...{ admit: () => Promise.resolve(true), mayReveal: () => false },
    }),
  );
  const server = app.listen(0, 'localhost');
  await once(server, 'listening');
  const address = `http://localhost:${(server.address() as AddressInfo).port}`;
  for (let count = 0; count < 5; count += 1) ledger.admits();
  const abort = new AbortController();
  const stream = await fetch(`${address}/inspector/stream`, { signal: abort.signal });
  const reader = stream.body!.pipeThrough(new TextDecoderStream()).getReader();
  let seen = '';
  while (!seen.includes('event: unrecorded\ndata: ')) seen += (await reader.read()).value ?? '';
  expect(Number(/event: unrecorded\ndata: (\d+)/.exec(seen)?.[1])).toBeGreaterThan(0);
  abort.abort();
  server.close();
});

test('opens a message: tokens verified again, parameters with their purpose, cause and effects', async () => {
  await new Shopper().signIn(demo, 'basic');
  const shown = await text(`/inspector/messages/${await idOf('/v1/token')}`);
  expect(shown).toContain('Token request');
  expect(shown.match(/✓ Signature verified/g)).toHaveLength(2);
  expect(shown).toContain('ada@example.com');
  expect(shown).toContain('rfc7636#section-4.6');
  expect(shown).toContain('If no one checked it:');
  expect(shown).toMatch(/Caused by <button[^>]*>\s*GET \/login\/okta\/authorized/);
  expect(shown).not.toMatch(/eyJ[\w-]+\.[\w-]+\.[\w-]+/);
});

test('shows secrets only when asked, and only where the people are demo people', async () => {
  await new Shopper().signIn(demo, 'basic');
  const id = await idOf('/idp/idx/challenge/answer');
  const { password } = person('basic');
  expect(await text(`/inspector/messages/${id}`)).not.toContain(password);
  expect(await text(`/inspector/messages/${id}?reveal`)).toContain(password);
});

test('compares a flow with the last run of the same flow', async () => {
  await new Shopper().signIn(demo, 'basic');
  await new Shopper().signIn(demo, 'premium');
  const shown = await text(`/inspector/compare/${await idOf('/v1/token')}`);
  expect(shown).toContain('Compared with the previous run');
  expect(shown).toMatch(/identifier \(body\): grace@example\.com, before ada@example\.com/);
  expect(shown).toMatch(/feature_access \(claim of access_token\)/);
});

test('keeps a run by name, and nothing that comes later', async () => {
  demo.ledger.clear();
  await new Shopper().signIn(demo, 'basic');
  const kept = await fetch(`${demo.shop}/inspector/runs?name=Ada`, {
    method: 'POST',
    headers: { origin: demo.shop },
  });
  const { id } = (await kept.json()) as { id: string };
  const count = demo.ledger.list().length;
  await new Shopper().signIn(demo, 'premium');
  const har = (await (await get(`/inspector/export.har?run=${id}`)).json()) as { log: { entries: object[] } };
  expect(har.log.entries).toHaveLength(count);
  const cleared = demo.ledger.last;
  await get('/products');
  const since = (await (await get(`/inspector/export.har?after=${cleared}`)).json()) as typeof har;
  expect(since.log.entries.length).toBeLessThan(count);
  expect(JSON.stringify(since)).toContain('/products');
  expect(JSON.stringify(since)).not.toContain('/v1/token');
  expect(await text('/inspector')).toContain('>Ada</option>');
  const foreign = await fetch(`${demo.shop}/inspector/runs?name=X`, { method: 'POST' });
  expect(foreign.status).toBe(400);
});

describe('an address that no browser would send', () => {
  /** A request line as it is: clients that know addresses would correct it. */
  const send = (target: string): Promise<string> => {
    const { hostname, port } = new URL(demo.shop);
    const socket = connect(Number(port), hostname);
    socket.end(`GET ${target} HTTP/1.1\r\nHost: ${hostname}:${port}\r\nConnection: close\r\n\r\n`);
    return readAll(socket);
  };
  test.each([
    ['has percent signs that encode nothing', '/%zz/%E0%A4'],
    ['is a whole URL, as for a proxy', 'http://localhost/products'],
    ['is an asterisk', '*'],
    ['repeats a secret that is the path of a page', '/?RelayState=/products/northlight'],
    ['repeats a secret that is the address of the shop', '/?RelayState=SHOP/products'],
  ])('is drawn, compared and exported: %s', async (_what, target) => {
    demo.ledger.clear();
    const abort = new AbortController();
    const stream = await fetch(`${demo.shop}/inspector/stream?after=${demo.ledger.last}`, {
      signal: abort.signal,
    });
    const reader = stream.body!.pipeThrough(new TextDecoderStream()).getReader();
    await send(target.replace('SHOP', demo.shop));
    await get('/products/northlight');
    const { id } = demo.ledger.list()[0]!;
    let seen = '';
    while (!seen.includes(`data-id="${id}"`)) seen += (await reader.read()).value ?? '';
    abort.abort();
    for (const path of [
      '',
      `/messages/${id}`,
      `/compare/${id}`,
      '/export.har',
      '/export.mmd',
      '/export.html',
    ])
      expect([path, (await get(`/inspector${path}`)).status]).toEqual([path, 200]);
  });
});

describe('who may see it', () => {
  test('this machine, on the sandbox; no page of another origin', async () => {
    expect((await get('/inspector')).status).toBe(200);
    expect((await get('/inspector', { origin: demo.org })).status).toBe(403);
    expect((await fetch(`${demo.org}/inspector`)).status).toBe(200);
    expect((await fetch(`${demo.org}/inspector`, { headers: { origin: demo.shop } })).status).toBe(403);
  });
  test('elsewhere admins only: at the shop after signing in, at the org nobody', async () => {
    const forwarded = { 'x-forwarded-for': '192.0.2.1' };
    expect((await get('/inspector', { ...forwarded, accept: 'text/html' })).status).toBeGreaterThanOrEqual(
      302,
    );
    const [ada, linus] = [new Shopper(), new Shopper()];
    await Promise.all([ada.signIn(demo, 'basic'), linus.signIn(demo, 'admin')]);
    expect((await ada.fetch(`${demo.shop}/inspector`, { headers: forwarded })).status).toBe(403);
    expect((await linus.fetch(`${demo.shop}/inspector`, { headers: forwarded })).status).toBe(200);
    const id = await idOf('/idp/idx/challenge/answer');
    const masked = await linus.fetch(`${demo.shop}/inspector/messages/${id}?reveal`, { headers: forwarded });
    expect(await masked.text()).not.toContain(person('admin').password);
    expect((await fetch(`${demo.org}/inspector`, { headers: forwarded })).status).toBe(403);
  });
});

test('no export has a secret in it, and each opens in what reads it', async () => {
  demo.ledger.clear();
  const linus = new Shopper();
  const callback = await linus.signInUpToCallback(demo, 'admin');
  await linus.open(callback);
  const token = ((await (await linus.fetch(`${demo.shop}/token`)).json()) as { access_token: string })
    .access_token;
  await fetch(`${demo.shop}/api/products`, { headers: { authorization: `Bearer ${token}` } });
  await fetch(`${demo.org}/api/v1/apps`, { headers: { authorization: `SSWS ${demo.apiToken}` } });
  await linus.send(demo, '/logout');
  const secrets = [
    person('admin').password,
    new URL(callback).searchParams.get('code')!,
    token,
    token.split('.')[2]!,
    demo.apiToken,
    demo.environment['OKTA_CLIENT_SECRET']!,
    ...['sid', 'idx', 'JSESSIONID'].flatMap((name) => linus.cookie(name) ?? []),
  ].filter((secret) => secret.length > 7);
  for (const format of ['har', 'mmd', 'html']) {
    const exported = await text(`/inspector/export.${format}`);
    expect(exported).toContain('/v1/token');
    for (const secret of secrets) expect(exported, format).not.toContain(secret);
  }
  expect(await text('/inspector/export.mmd')).toMatch(/^sequenceDiagram\n/);
  const document = await text('/inspector/export.html');
  expect(document).not.toMatch(/<script|https?:\/\/[^"]*\.(js|css)"/);
  // Its own style sheet is all that it may use.
  const [, styles = ''] = /<style>([\s\S]*?)<\/style>/.exec(document) ?? [];
  const hash = createHash('sha256').update(styles).digest('base64');
  expect(document.replaceAll('&#39;', "'")).toContain(`default-src 'none'; style-src 'sha256-${hash}'`);
});
