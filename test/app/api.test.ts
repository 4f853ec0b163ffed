import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startApp } from '../helpers/app.ts';
import type { RunningApp } from '../helpers/app.ts';
import { startIssuer } from '../helpers/issuer.ts';
import type { TokenWishes } from '../helpers/issuer.ts';

let issuer: Awaited<ReturnType<typeof startIssuer>>;
let shop: RunningApp;
let environment: Record<string, string>;

beforeAll(async () => {
  issuer = await startIssuer();
  environment = { OKTA_ISSUER: issuer.issuer, OKTA_AUDIENCE: 'http://localhost:5000' };
  shop = await startApp(environment);
});
afterAll(async () => {
  await shop.close();
  await issuer.close();
});

const get = (path: string, token?: string, at = shop) =>
  fetch(`${at.url}${path}`, { headers: token === undefined ? {} : { authorization: `Bearer ${token}` } });

const order = (token: string, body: unknown, at = shop) =>
  fetch(`${at.url}/api/orders`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

interface Listed {
  itemId: string;
  target: string;
  count: number;
}
const list = async (wishes: TokenWishes = {}, at = shop) =>
  (await (await get('/api/products', await issuer.sign(wishes), at)).json()) as Listed[];

describe('what the API refuses, and how it says so (RFC 6750)', () => {
  test('no token: 401 with the realm and no error code', async () => {
    const response = await get('/api/products');
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toBe('Bearer realm="Okta Multidemo"');
    expect(response.headers.get('content-type')).toMatch('application/problem+json');
    expect(await response.json()).toMatchObject({ status: 401, title: 'Access token required' });
  });

  test('another scheme counts as no token', async () => {
    const response = await fetch(`${shop.url}/api/products`, { headers: { authorization: 'Basic YTpi' } });
    expect([response.status, response.headers.get('www-authenticate')]).toEqual([
      401,
      'Bearer realm="Okta Multidemo"',
    ]);
  });

  test('a header that holds more than one token: 400 invalid_request', async () => {
    const response = await get('/api/products', 'one two');
    expect(response.status).toBe(400);
    expect(response.headers.get('www-authenticate')).toMatch('error="invalid_request"');
  });

  const now = Math.floor(Date.now() / 1000);
  test.each<[string, () => Promise<string>, RegExp]>([
    ['expired', () => issuer.sign({ exp: now - 1 }), /expired/i],
    ['signed by someone else', () => issuer.signForeign({}), /signature/i],
    ['signed with a key that is not published', () => issuer.signUnknownKey({}), /not signed with a key/],
    ['for another audience', () => issuer.sign({ aud: 'api://other' }), /audience/],
    ['from another issuer', () => issuer.sign({ iss: 'https://evil.example/oauth2/aus1' }), /issuer/],
    ['not a token', async () => 'abc', /parsed/],
    ['without a signature', async () => (await issuer.sign({})).replace(/[^.]*$/, ''), /parsed/],
    ['in two parts', async () => (await issuer.sign({})).replace(/\.[^.]*$/, ''), /parsed/],
    ['with a header that is no object', async () => (await issuer.sign({})).replace(/^[^.]*/, 'bnVsbA'), /./],
    ['that never expires', () => issuer.sign({ exp: undefined }), /exp/],
    ['that expires at a text', () => issuer.sign({ exp: '9999999999' }), /exp/],
    ['without a client', () => issuer.sign({ cid: undefined }), /cid/],
    ['without a subject', () => issuer.sign({ sub: undefined }), /sub/],
    ['whose scopes are a text', () => issuer.sign({ scp: 'products:read' }), /scp/],
    ['whose scopes are an object', () => issuer.sign({ scp: { includes: 'products:read' } }), /scp/],
    ['whose scopes are nothing', () => issuer.sign({ scp: null }), /scp/],
    ['of another type', () => issuer.sign({}, { typ: 'logout+jwt' }), /typ/],
    ['with a critical extension', () => issuer.sign({}, { crit: ['b64'], b64: true }), /crit/],
  ])('%s: 401 invalid_token', async (_name, make, reason) => {
    const response = await get('/api/products', await make());
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toMatch('error="invalid_token"');
    expect(((await response.json()) as { detail: string }).detail).toMatch(reason);
  });

  test('without the scope: 403 insufficient_scope, naming it', async () => {
    const response = await get('/api/products', await issuer.sign({ scp: ['openid'] }));
    expect(response.status).toBe(403);
    expect(response.headers.get('www-authenticate')).toMatch('error="insufficient_scope"');
    expect(response.headers.get('www-authenticate')).toMatch('scope="products:read"');
  });

  test('products:read does not order', async () => {
    const response = await order(await issuer.sign({ scp: ['products:read'] }), { itemId: '1' });
    expect(response.status).toBe(403);
    expect(response.headers.get('www-authenticate')).toMatch('scope="orders:create"');
  });

  test('an unsigned token is not a token', async () => {
    const [, payload = ''] = (await issuer.sign({})).split('.');
    const header = Buffer.from('{"alg":"none","kid":"own-key"}').toString('base64url');
    expect((await get('/api/products', `${header}.${payload}.`)).status).toBe(401);
  });

  test.each(['JWT', 'at+jwt', 'application/at+jwt'])(
    'the type %s is that of an access token',
    async (typ) => {
      expect((await get('/api/products', await issuer.sign({}, { typ }))).status).toBe(200);
    },
  );

  test('unknown paths and methods', async () => {
    // A path is taken as it is written: a dot is a dot, a slash at the end or another case is another path.
    for (const path of [
      '/api/nothing',
      '/api/openapi-json',
      '/api/products/',
      '/api/Products',
      '/api/orders/%',
    ])
      expect([path, (await fetch(shop.url + path)).status]).toEqual([path, path.endsWith('%') ? 401 : 404]);
    for (const method of ['DELETE', 'OPTIONS']) {
      const response = await fetch(`${shop.url}/api/products`, { method });
      expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET']);
      expect(response.headers.get('content-type')).toMatch('application/problem+json');
    }
    expect((await fetch(`${shop.url}/api/openapi.json`, { method: 'HEAD' })).status).toBe(200);
  });

  test('forged key ids make us fetch keys ten times a minute at most', async () => {
    const fresh = await startApp(environment);
    const before = issuer.requests.length;
    for (let forged = 0; forged < 15; forged += 1)
      await get('/api/products', await issuer.signUnknownKey({}), fresh);
    await fresh.close();
    expect(issuer.requests.length - before).toBeLessThanOrEqual(10);
  });
});

describe('products', () => {
  test('a basic person sees the public ones', async () => {
    const products = await list();
    expect(products.length).toBeGreaterThan(0);
    expect(new Set(products.map((product) => product.target))).toEqual(new Set(['PUBLIC']));
  });

  test('one claim shows the premium ones', async () => {
    const products = await list({ feature_access: ['premium'] });
    expect(new Set(products.map((product) => product.target))).toEqual(new Set(['PUBLIC', 'PREMIUM']));
  });

  test('a token is refused from the second it expires, though it was accepted before', async () => {
    let now = Date.now();
    const clocked = await startApp(environment, { now: () => now });
    const token = await issuer.sign({ exp: Math.floor(now / 1000) + 60 });
    expect((await get('/api/products', token, clocked)).status).toBe(200);
    now += 61_000;
    expect((await get('/api/products', token, clocked)).status).toBe(401);
    await clocked.close();
  });

  test('a token is refused once its key is withdrawn, though it was accepted before', async () => {
    const rotating = await startIssuer();
    const beside = await startApp({ ...environment, OKTA_ISSUER: rotating.issuer });
    const before = await rotating.sign({});
    expect((await get('/api/products', before, beside)).status).toBe(200);
    await rotating.rotate();
    expect((await get('/api/products', await rotating.signUnknownKey({}), beside)).status).toBe(200);
    expect((await get('/api/products', before, beside)).status).toBe(401);
    await beside.close();
    await rotating.close();
  });
});

describe('orders', () => {
  test('an order is answered 201 and takes one from the shelf', async () => {
    const [before] = await list();
    const response = await order(await issuer.sign({}), { itemId: before!.itemId });
    expect(response.status).toBe(201);
    expect(await response.json()).toMatchObject({
      itemId: before!.itemId,
      status: 'pending',
      userId: '00uada',
      userName: 'ada@example.com',
    });
    const [after] = await list();
    expect(after!.count).toBe(before!.count - 1);
  });

  test('a premium item needs the claim', async () => {
    const premium = (await list({ feature_access: ['premium'] })).find(
      (product) => product.target === 'PREMIUM',
    );
    const body = { itemId: premium!.itemId };
    expect((await order(await issuer.sign({}), body)).status).toBe(403);
    expect((await order(await issuer.sign({ feature_access: ['premium'] }), body)).status).toBe(201);
  });

  test.each<[string, unknown, number]>([
    ['an unknown item', { itemId: 'nothing' }, 404],
    ['a member too many', { itemId: '1', price: 0 }, 400],
    ['no item', {}, 400],
    ['an empty body', null, 400],
  ])('%s', async (_name, body, status) => {
    expect((await order(await issuer.sign({}), body)).status).toBe(status);
  });

  test('what is not JSON', async () => {
    const token = await issuer.sign({});
    const send = (type: string, body: string) =>
      fetch(`${shop.url}/api/orders`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': type },
        body,
      });
    expect((await send('application/json', '{')).status).toBe(400);
    expect((await send('text/plain', '{}')).status).toBe(415);
    expect((await send('application/json', `"${'x'.repeat(70_000)}"`)).status).toBe(413);
  });

  test('a hundred buyers at once: as many orders as there were pieces, never below zero', async () => {
    const fresh = await startApp(environment);
    const [product] = await list({}, fresh);
    const token = await issuer.sign({});
    const answers = await Promise.all(
      Array.from({ length: 100 }, () => order(token, { itemId: product!.itemId }, fresh)),
    );
    const statuses = answers.map((answer) => answer.status);
    expect(statuses.filter((status) => status === 201)).toHaveLength(product!.count);
    expect(statuses.filter((status) => status === 409)).toHaveLength(100 - product!.count);
    expect((await list({}, fresh)).find(({ itemId }) => itemId === product!.itemId)?.count).toBe(0);
    await fresh.close();
  });
});

describe('the list of orders', () => {
  const read = async (path: string, wishes: TokenWishes) => get(path, await issuer.sign(wishes));
  const placeFor = async (uid: string) => {
    const [product] = await list();
    return (await (await order(await issuer.sign({ uid }), { itemId: product!.itemId })).json()) as {
      id: string;
    };
  };
  const patch = async (id: string, body: unknown, wishes: TokenWishes) =>
    fetch(`${shop.url}/api/orders/${id}`, {
      method: 'PATCH',
      headers: { authorization: `Bearer ${await issuer.sign(wishes)}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  const machine: TokenWishes = { uid: undefined, sub: '0oabatch', cid: '0oabatch', scp: ['orders:update'] };

  test('needs orders:read or orders:update', async () => {
    expect((await read('/api/orders', { scp: ['orders:create'] })).status).toBe(403);
    expect((await read('/api/orders', { scp: ['orders:read'] })).status).toBe(200);
    expect((await read('/api/orders', { scp: ['orders:update'] })).status).toBe(200);
    expect((await read('/api/orders?status=unknown', { scp: ['orders:read'] })).status).toBe(400);
  });

  test('comes newest first, in pages', async () => {
    const ids = [];
    for (let made = 0; made < 3; made += 1) ids.unshift((await placeFor('00upaging')).id);
    const first = await read('/api/orders?limit=2', { scp: ['orders:read'] });
    const next = /<([^>]+)>; rel="next"/.exec(first.headers.get('link') ?? '')?.[1];
    const second = await read(new URL(next!).pathname + new URL(next!).search, { scp: ['orders:read'] });
    const found = [
      ...((await first.json()) as { id: string }[]),
      ...((await second.json()) as { id: string }[]),
    ];
    expect(found.slice(0, 3).map(({ id }) => id)).toEqual(ids);
  });

  test('is for oneself only with orders:read:user', async () => {
    const { id } = await placeFor('00ugrace');
    for (const path of ['/api/users/00ugrace/orders', '/api/orders/00ugrace']) {
      const own = await read(path, { uid: '00ugrace', scp: ['orders:read:user'] });
      expect(((await own.json()) as { id: string }[])[0]?.id).toBe(id);
      expect((await read(path, { uid: '00uada', scp: ['orders:read:user'] })).status).toBe(403);
      expect((await read(path, { uid: '00ugrace', scp: ['orders:create'] })).status).toBe(403);
    }
  });

  test('a machine settles an order, once', async () => {
    const { id } = await placeFor('00uada');
    const answers = await Promise.all([1, 2, 3].map(() => patch(id, { status: 'complete' }, machine)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
    expect((await patch('nothing', { status: 'complete' }, machine)).status).toBe(404);
    expect((await patch(id, { status: 'pending' }, machine)).status).toBe(400);
  });

  test('a declined order puts its piece back', async () => {
    const [{ count }] = (await list()) as [Listed];
    const { id } = await placeFor('00uada');
    expect((await patch(id, { status: 'declined' }, machine)).status).toBe(200);
    expect((await list())[0]?.count).toBe(count);
  });

  test('a person needs a second factor, and is told which (RFC 9470)', async () => {
    const { id } = await placeFor('00uada');
    const weak = await patch(id, { status: 'complete' }, { scp: ['orders:update'] });
    expect(weak.status).toBe(401);
    expect(weak.headers.get('www-authenticate')).toMatch(
      /error="insufficient_user_authentication".*acr_values="urn:okta:loa:2fa:any", max_age="900"/,
    );
    const now = Math.floor(Date.now() / 1000);
    const strong = { scp: ['orders:update'], acr: 'urn:okta:loa:2fa:any', auth_time: now - 60 };
    const old = await patch(id, { status: 'complete' }, { ...strong, auth_time: now - 1000 });
    expect(old.status).toBe(401);
    expect(((await old.json()) as { detail: string }).detail).toContain('too old');
    expect((await patch(id, { status: 'complete' }, strong)).status).toBe(200);
  });
});

test('/status answers without a token', async () => {
  expect(await (await get('/status')).json()).toEqual({ status: 'ok', store: 'ok', theme: 'default' });
});

describe('an issuer that does not give its keys', () => {
  const json = (body: unknown) => ({ status: 200, body: JSON.stringify(body) });
  test.each([
    ['an error', { status: 500, body: '{}' }],
    ['too many requests', { status: 429, body: '{}' }],
    ['a page', { status: 200, body: '<html>' }],
    ['no set of keys', json([])],
    ['no key', json({ keys: [] })],
    ['keys that are none', json({ keys: [null, { kid: 'own-key', kty: 'RSA', n: 1 }] })],
  ])('%s: 503, and it works again at once', async (_what, answer) => {
    const troubled = await startIssuer();
    const beside = await startApp({ ...environment, OKTA_ISSUER: troubled.issuer });
    const token = await troubled.sign({});
    troubled.failWith(answer);
    for (let asked = 0; asked < (answer.status === 429 ? 1 : 12); asked += 1) {
      const refused = await get('/api/products', token, beside);
      expect([refused.status, refused.headers.get('www-authenticate')]).toEqual([503, null]);
    }
    troubled.failWith(undefined);
    expect((await get('/api/products', token, beside)).status).toBe(200);
    await beside.close();
    await troubled.close();
  });

  test('forged key ids do not hide a rotation for a minute', async () => {
    const rotating = await startIssuer();
    let now = Date.now();
    const beside = await startApp({ ...environment, OKTA_ISSUER: rotating.issuer }, { now: () => now });
    for (let forged = 0; forged < 15; forged += 1)
      expect((await get('/api/products', await rotating.signUnknownKey({}), beside)).status).toBe(401);
    await rotating.rotate();
    now += 12_000;
    expect((await get('/api/products', await rotating.signUnknownKey({}), beside)).status).toBe(200);
    await beside.close();
    await rotating.close();
  });
});

test('the org out of reach: 503, because the token may well be good', async () => {
  const alone = await startApp({});
  const response = await get('/api/products', await issuer.sign({}), alone);
  expect(response.status).toBe(503);
  await alone.close();
});
