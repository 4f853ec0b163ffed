/** The shop signs in with pushed requests (RFC 9126) and with tokens that are bound to a key (RFC 9449): one, the other, both. */
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startDemo } from '../helpers/demo.ts';
import type { Demo } from '../helpers/demo.ts';
import { Shopper } from '../helpers/shopper.ts';
import { locationOf } from '../helpers/visitor.ts';

interface GivenToken {
  access_token: string;
  token_type: string;
  expires_in: number;
  dpop_proof?: string;
}

describe.each([
  { name: 'PAR', par: true, dpop: false },
  { name: 'DPoP', par: false, dpop: true },
  { name: 'PAR and DPoP', par: true, dpop: true },
])('with $name', ({ par, dpop }) => {
  let demo: Demo;
  let offset = 0;
  beforeAll(async () => {
    demo = await startDemo({ variables: { par, dpop }, clock: () => Date.now() + offset });
  });
  afterAll(() => demo.close());

  const tokenFor = async (visitor: Shopper, method: string, path: string, source = '/token') => {
    const query = new URLSearchParams({ method, path }).toString();
    const response = await visitor.fetch(`${demo.shop}${source}?${query}`);
    expect(response.status).toBe(200);
    return (await response.json()) as GivenToken;
  };
  const call = async (
    visitor: Shopper,
    method: string,
    path: string,
    { body, source }: { body?: object; source?: string } = {},
  ) => {
    const given = await tokenFor(visitor, method, path, source);
    const headers = {
      authorization: `${given.token_type} ${given.access_token}`,
      ...(given.dpop_proof !== undefined && { dpop: given.dpop_proof }),
      ...(body && { 'content-type': 'application/json' }),
    };
    const init = { method, headers, ...(body && { body: JSON.stringify(body) }) };
    return fetch(demo.shop + path, init);
  };

  test('the browser carries a reference to a pushed request, or the whole request', async () => {
    const url = locationOf(await new Shopper().fetch(`${demo.shop}/login/okta`));
    const names = [...url.searchParams.keys()].sort();
    if (par) {
      expect(names).toEqual(['client_id', 'request_uri']);
      expect(url.searchParams.get('request_uri')).toMatch(/^urn:okta:/);
    } else expect(names).toContain('code_challenge');
  });

  test('sign in, order, refresh, order, sign out', async () => {
    const visitor = new Shopper();
    const home = await visitor.signIn(demo, 'basic');
    expect(home).toContain('Welcome, Ada');
    expect(home.includes('The tokens are bound to a key')).toBe(dpop);
    expect(home.includes('&quot;typ&quot;:&quot;dpop+jwt&quot;')).toBe(dpop);
    const products = (await (await call(visitor, 'GET', '/api/products')).json()) as { itemId: string }[];
    const order = () => call(visitor, 'POST', '/api/orders', { body: { itemId: products[0]!.itemId } });
    expect((await order()).status).toBe(201);

    const before = await tokenFor(visitor, 'GET', '/api/products');
    expect(before.token_type).toBe(dpop ? 'DPoP' : 'Bearer');
    const key = (token: string) => (decodeJwt(token)['cnf'] as { jkt: string } | undefined)?.jkt;
    expect(key(before.access_token)).toEqual(dpop ? expect.any(String) : undefined);
    offset += 59.5 * 60_000;
    const after = await tokenFor(visitor, 'GET', '/api/products');
    expect(after.access_token).not.toBe(before.access_token);
    expect(key(after.access_token)).toBe(key(before.access_token));
    expect((await order()).status).toBe(201);
    const { html } = await visitor.open(`${demo.shop}/orders`);
    expect(html.match(/class="order"/g)).toHaveLength(2);

    const out = await visitor.send(demo, '/logout');
    expect(locationOf(out).pathname).toMatch(/\/v1\/logout$/);
    expect((await visitor.fetch(`${demo.shop}/token`)).status).toBe(401);
  });

  test("an admin's pages: the shop's API, Okta's own API with the admin's and with their own token", async () => {
    const visitor = new Shopper();
    await visitor.signIn(demo, 'admin');
    const admin = await visitor.open(`${demo.shop}/admin`);
    expect([admin.response.status, admin.html]).toEqual([200, expect.stringContaining('orders:update')]);
    expect((await call(visitor, 'GET', '/api/orders', { source: '/admin/token' })).status).toBe(200);
    const users = await visitor.open(`${demo.shop}/admin/users`);
    expect([users.response.status, users.html]).toEqual([200, expect.stringContaining('grace@example.com')]);
    if (dpop) {
      // The request strip shows the proof without its signature.
      expect(users.html).toMatch(
        /dpop: \{&quot;alg&quot;:&quot;ES256&quot;,&quot;typ&quot;:&quot;dpop\+jwt&quot;/,
      );
      expect(users.html).toMatch(/authorization: DPoP •••/);
    }
    const profile = await visitor.open(`${demo.shop}/profile`);
    expect([profile.response.status, profile.html]).toEqual([200, expect.stringContaining('value="Berg"')]);
  });

  test('what Okta refuses of a request is explained', async () => {
    const other = await startDemo({
      variables: { par, dpop },
      environment: { OKTA_CLIENT_SECRET: 'wrong' },
    });
    try {
      const visitor = new Shopper();
      const { response, html } = par
        ? await visitor.open(`${other.shop}/login/okta`)
        : await visitor.open(await visitor.signInUpToCallback(other, 'basic'));
      expect(response.status).toBe(par ? 403 : 502);
      expect(html).toContain('The client secret supplied for a confidential client is invalid.');
      expect(html).toContain(par ? 'Okta did not accept the sign-in request' : 'could not be completed');
    } finally {
      await other.close();
    }
  });

  if (par)
    test('what Okta refuses of a further request is explained on the page that asked', async () => {
      const other = await startDemo({
        variables: { par, dpop },
        environment: { OKTA_SELF_SCOPES: 'okta.users.read.self,okta.unknown.self' },
      });
      try {
        const visitor = new Shopper();
        await visitor.signIn(other, 'basic');
        const { response, html } = await visitor.open(`${other.shop}/profile`);
        expect(response.status).toBe(403);
        expect(html).toContain('<code>invalid_scope</code>');
        expect(html).toContain('okta.unknown.self');
      } finally {
        await other.close();
      }
    });

  if (dpop)
    test('a proof is for the call that it was asked for, of the shop’s own API', async () => {
      const visitor = new Shopper();
      await visitor.signIn(demo, 'basic');
      const given = await tokenFor(visitor, 'POST', '/api/orders?x=1');
      const proof = given.dpop_proof!;
      expect(decodeJwt(proof)).toMatchObject({ htm: 'POST', htu: `${demo.shop}/api/orders` });
      expect(decodeProtectedHeader(proof)).toEqual({
        alg: 'ES256',
        typ: 'dpop+jwt',
        jwk: { kty: 'EC', crv: 'P-256', x: expect.any(String) as string, y: expect.any(String) as string },
      });
      for (const query of [
        '',
        '?method=GET&path=/profile',
        '?method=GET&path=https://evil.example/api/x',
        '?method=get&path=/api/x',
      ])
        expect((await visitor.fetch(`${demo.shop}/token${query}`)).status, query).toBe(400);
      const bare = await fetch(`${demo.shop}/api/products`, {
        headers: { authorization: `Bearer ${given.access_token}` },
      });
      expect(bare.status).toBe(401);
    });
});

test('an app that requires DPoP, a shop that does not prove a key: the error page has Okta’s words', async () => {
  const demo = await startDemo({ variables: { dpop: true }, environment: { OKTA_DPOP: 'false' } });
  try {
    const visitor = new Shopper();
    const { html } = await visitor.open(await visitor.signInUpToCallback(demo, 'basic'));
    expect(html).toContain('The DPoP proof JWT header is missing.');
  } finally {
    await demo.close();
  }
});

test('an app that does not require DPoP gets bearer tokens, and the shop works with them', async () => {
  const demo = await startDemo({ environment: { OKTA_DPOP: 'true' } });
  try {
    const visitor = new Shopper();
    expect(await visitor.signIn(demo, 'basic')).toContain('Welcome, Ada');
    const given = (await (await visitor.fetch(`${demo.shop}/token`)).json()) as GivenToken;
    expect(given).toMatchObject({ token_type: 'Bearer' });
    expect(given).not.toHaveProperty('dpop_proof');
  } finally {
    await demo.close();
  }
});
