import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { checkStore } from '../../app/index.ts';
import { startApp } from '../helpers/app.ts';
import type { RunningApp } from '../helpers/app.ts';
import { startDemo } from '../helpers/demo.ts';
import { startIssuer } from '../helpers/issuer.ts';
import { openStore } from '../../app/store/index.ts';
import { noPostgres, startPostgres, withPostgres } from '../helpers/postgres.ts';
import { Shopper } from '../helpers/shopper.ts';

describe.skipIf(noPostgres)(withPostgres('the shop on PostgreSQL'), () => {
  let postgres: Awaited<ReturnType<typeof startPostgres>>;
  let issuer: Awaited<ReturnType<typeof startIssuer>>;
  let shops: RunningApp[];
  beforeAll(async () => {
    [postgres, issuer] = await Promise.all([startPostgres(), startIssuer()]);
    expect(await checkStore({ databaseUrl: postgres.url })).toMatchObject({ status: 'usable' });
    // Both at once, on an empty database: one makes the tables, the other waits for it.
    const environment = {
      DATABASE_URL: postgres.url,
      OKTA_ISSUER: issuer.issuer,
      OKTA_AUDIENCE: 'http://localhost:5000',
    };
    shops = await Promise.all([startApp(environment), startApp(environment)]);
  });
  afterAll(async () => {
    await Promise.all(shops.map((shop) => shop.close()));
    await Promise.all([issuer.close(), postgres.stop()]);
  });

  const call = async (shop: RunningApp | undefined, path: string, body?: object): Promise<Response> =>
    fetch(`${shop?.url ?? ''}${path}`, {
      headers: {
        authorization: `Bearer ${await issuer.sign({ scp: ['products:read', 'orders:create', 'orders:read'] })}`,
        'content-type': 'application/json',
      },
      ...(body && { method: 'POST', body: JSON.stringify(body) }),
    });
  const products = async (shop: RunningApp | undefined) =>
    (await (await call(shop, '/api/products')).json()) as { itemId: string; count: number }[];

  test('a hundred buyers in two shops at once: as many orders as there were pieces', async () => {
    const [product] = await products(shops[0]);
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, index) =>
        call(shops[index % 2], '/api/orders', { itemId: product!.itemId }),
      ),
    );
    const sold = answers.filter(({ status }) => status === 201);
    expect(sold).toHaveLength(product!.count);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(100 - product!.count);
    const orders = await call(shops[1], '/api/orders?limit=100');
    const listed = (await orders.json()) as { id: string }[];
    const accepted = await Promise.all(
      sold.map(async (answer) => ((await answer.json()) as { id: string }).id),
    );
    expect(listed.map(({ id }) => id).sort()).toEqual(accepted.sort());
  });

  test('people sign in, order and sign out; the other shop knows the order', async () => {
    const demo = await startDemo({ environment: { DATABASE_URL: postgres.url } });
    const ada = new Shopper();
    try {
      expect(await ada.signIn(demo, 'basic')).toContain('Welcome, Ada');
      const token = (await (await ada.fetch(`${demo.shop}/token`)).json()) as { access_token: string };
      const answer = await fetch(`${demo.shop}/api/orders`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token.access_token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ itemId: '2' }),
      });
      expect(answer.status).toBe(201);
      const { id, productTitle } = (await answer.json()) as { id: string; productTitle: string };
      expect((await ada.open(`${demo.shop}/orders`)).html).toContain(productTitle);
      const [newest] = (await (await call(shops[0], '/api/orders')).json()) as object[];
      expect(newest).toMatchObject({ id, userName: 'ada@example.com', status: 'pending' });
      await ada.send(demo, '/logout');
      expect((await ada.open(`${demo.shop}/orders`)).response.status).toBe(401);
    } finally {
      await demo.close();
    }
  });

  test('tokens are encrypted, and a person whose access ends at Okta loses the session in every shop', async () => {
    const demo = await startDemo({ environment: { DATABASE_URL: postgres.url } });
    const ada = new Shopper();
    const client = new pg.Client({ connectionString: postgres.url });
    await client.connect();
    try {
      await ada.signIn(demo, 'basic');
      const { rows } = await client.query<{ data: string; user_id: string }>(
        "select data, user_id from tokens join sign_ins on id = session_id where user_name like 'Ada%'",
      );
      expect(rows.length).toBeGreaterThan(0);
      for (const { data } of rows) expect(data).toMatch(/^[\w-]+\.\.[\w-]+\.[\w-]+\.[\w-]+$/);
      const event = {
        uuid: crypto.randomUUID(),
        eventType: 'user.lifecycle.suspend',
        published: new Date().toISOString(),
        target: rows.map(({ user_id }) => ({ id: user_id, type: 'User' })),
      };
      await fetch(`${demo.shop}/api/events`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: 'hook-secret' },
        body: JSON.stringify({ data: { events: [event] } }),
      });
      expect((await ada.open(`${demo.shop}/orders`)).response.status).toBe(401);
    } finally {
      await client.end();
      await demo.close();
    }
  });

  test('a shop hears another one, and nothing else that comes over the channel', async () => {
    const config = { store: { databaseUrl: postgres.url }, secretKey: 'only-for-tests' };
    const stores = await Promise.all([openStore(config, Date.now), openStore(config, Date.now)]);
    const client = new pg.Client({ connectionString: postgres.url });
    await client.connect();
    try {
      const heard: string[] = [];
      stores[1].bell.listen('ended', (text) => heard.push(text));
      for (const payload of ['not JSON', '{"from":"x","topic":"newer","text":"a"}', ''])
        await client.query("select pg_notify('multidemo', $1)", [payload]);
      stores[0].bell.ring('ended', '00uada 7');
      await vi.waitFor(() => expect(heard).toEqual(['00uada 7']), 30_000);
    } finally {
      await client.end();
      await Promise.all(stores.map((store) => store.close()));
    }
  });

  test('two shops count together how often someone does something', async () => {
    const config = { store: { databaseUrl: postgres.url }, secretKey: 'only-for-tests' };
    const now = Date.now();
    const stores = await Promise.all([openStore(config, () => now), openStore(config, () => now)]);
    try {
      const waits = await Promise.all(
        Array.from({ length: 40 }, (_, index) => stores[index % 2]!.rateLimits.take('step-up', '00umany')),
      );
      expect(waits.filter((wait) => wait === 0)).toHaveLength(30);
      expect(waits.filter((wait) => wait === 60)).toHaveLength(10);
    } finally {
      await Promise.all(stores.map((store) => store.close()));
    }
  });

  test('two shops add clients for one person at once: never more than the limit', async () => {
    const config = { store: { databaseUrl: postgres.url }, secretKey: 'only-for-tests' };
    const stores = await Promise.all([openStore(config, Date.now), openStore(config, Date.now)]);
    const client = (id: string) => ({
      id,
      appId: id,
      ownerId: '00umany',
      grantType: 'client_credentials' as const,
      name: id,
      redirectUris: [],
      isBound: false,
      policyId: 'p',
      groupId: null,
      origins: [],
    });
    try {
      await stores[0].clients.add(client('first'), 5);
      const added = await Promise.all(
        Array.from({ length: 20 }, (_, index) => stores[index % 2]!.clients.add(client(`c${index}`), 5)),
      );
      expect(added.filter(Boolean)).toHaveLength(4);
      expect(await stores[1].clients.ofOwner('00umany')).toHaveLength(5);
    } finally {
      await Promise.all(stores.map((store) => store.close()));
    }
  });

  test('the server restarts again and again under load: nobody is signed out, no accepted order is lost', async () => {
    let ahead = 0;
    const demo = await startDemo({
      environment: { DATABASE_URL: postgres.url },
      clock: () => Date.now() + ahead,
    });
    const ada = new Shopper();
    const accepted: string[] = [];
    let isOver = false;
    const shop = async (): Promise<void> => {
      while (!isOver) {
        const then = ahead;
        const token = await ada.fetch(`${demo.shop}/token`);
        if (token.status !== 200) continue;
        const { access_token } = (await token.json()) as { access_token: string };
        const answer = await fetch(`${demo.shop}/api/orders`, {
          method: 'POST',
          headers: { authorization: `Bearer ${access_token}`, 'content-type': 'application/json' },
          body: JSON.stringify({ itemId: '3' }),
        });
        const { id } = (await answer.json()) as { id: string };
        if (answer.status === 201) accepted.push(id);
        // A token that was taken just before the clock was moved may have run out when it is shown: 401 is right then.
        if (ahead === then)
          expect([201, 409, 500, 503], answer.headers.get('www-authenticate') ?? '').toContain(answer.status);
      }
    };
    try {
      await ada.signIn(demo, 'basic');
      const shopping = Promise.all([shop(), shop(), shop(), shop()]);
      await expect.poll(() => accepted.length, { timeout: 100_000 }).toBeGreaterThan(0);
      for (let restarts = 0; restarts < 6; restarts += 1) {
        ahead += 59.5 * 60_000; // the tokens are due for renewal just as the store fails
        await Promise.all([postgres.restart(), ada.fetch(`${demo.shop}/orders`)]);
        await expect
          .poll(async () => (await fetch(`${demo.shop}/status`)).status, { timeout: 100_000 })
          .toBe(200);
      }
      isOver = true;
      await shopping;
      expect(accepted.length).toBeGreaterThan(0);
      expect((await ada.open(`${demo.shop}/orders`)).response.status).toBe(200);
      const listed = (await (await call(shops[0], '/api/orders?limit=200')).json()) as { id: string }[];
      expect(listed.map(({ id }) => id)).toEqual(expect.arrayContaining(accepted));
    } finally {
      isOver = true;
      await demo.close();
    }
    expect((await call(shops[1], '/api/products')).status).toBe(200);
  }, 600_000);
});
