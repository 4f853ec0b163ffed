import pg from 'pg';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ShopServer } from '../../cli/run/shop.ts';
import { startBalancer } from './balancer.ts';
import type { Balancer } from './balancer.ts';
import { startDemo } from '../helpers/demo.ts';
import type { Demo } from '../helpers/demo.ts';
import { freePorts } from '../helpers/ports.ts';
import { noPostgres, startPostgres, withPostgres } from '../helpers/postgres.ts';
import { Shopper } from '../helpers/shopper.ts';

const silent = { note: () => undefined, line: () => undefined, isRead: false };

describe.skipIf(noPostgres)(withPostgres('two shops behind a balancer, on one PostgreSQL'), () => {
  let postgres: Awaited<ReturnType<typeof startPostgres>>;
  let demo: Demo;
  let folder: string;
  let ports: number[];
  let shops: ShopServer[];
  let balancer: Balancer;
  let database: pg.Client;
  /** The demo's own shop is where the org sends people back to; it uses the same database. */
  const open = async (port: number): Promise<ShopServer> => {
    const shop = await ShopServer.listen(port, 'localhost');
    await shop.open(demo.environment, folder, { log: silent });
    return shop;
  };
  beforeAll(async () => {
    postgres = await startPostgres();
    folder = await mkdtemp(join(tmpdir(), 'two-shops-'));
    demo = await startDemo({ environment: { DATABASE_URL: postgres.url } });
    ports = await freePorts(2);
    shops = await Promise.all(ports.map(open));
    balancer = await startBalancer(ports);
    database = new pg.Client({ connectionString: postgres.url });
    await database.connect();
    await database.query('update stock set count = 1000000');
  });
  afterAll(async () => {
    await balancer.close();
    await Promise.all(shops.map((shop) => shop.close()));
    await database.end();
    await demo.close();
    await postgres.stop();
    await rm(folder, { recursive: true });
  });

  const signedIn = async (kind: 'basic' | 'admin'): Promise<Shopper> => {
    const shopper = new Shopper();
    await shopper.signIn(demo, kind);
    return shopper;
  };
  const tokenOf = async (shopper: Shopper): Promise<string> =>
    ((await (await shopper.fetch(`${balancer.url}/token`)).json()) as { access_token: string }).access_token;
  const event = (eventType: string, target: object[] = []) => ({
    uuid: crypto.randomUUID(),
    eventType,
    published: new Date().toISOString(),
    target,
  });
  const deliver = (port: number, ...events: object[]): Promise<Response> =>
    fetch(`http://localhost:${port}/api/events`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: 'hook-secret' },
      body: JSON.stringify({ data: { events } }),
    });

  test('an event that one shop receives appears in the open stream of the other', async () => {
    const linus = await signedIn('admin');
    const ended = new AbortController();
    const stream = await linus.fetch(`http://localhost:${ports[1]}/events/stream`, { signal: ended.signal });
    const reader = stream.body!.pipeThrough(new TextDecoderStream()).getReader();
    let text = (await reader.read()).value ?? '';
    expect((await deliver(ports[0]!, event('user.lifecycle.activate'))).status).toBe(204);
    while (!text.includes('user.lifecycle.activate')) text += (await reader.read()).value ?? '';
    ended.abort();
  });

  test('a person whose access ends by one shop is refused by the API of the other', async () => {
    const ada = await signedIn('basic');
    const token = await tokenOf(ada);
    const products = async (): Promise<number> =>
      (
        await fetch(`http://localhost:${ports[1]}/api/products`, {
          headers: { authorization: `Bearer ${token}` },
        })
      ).status;
    expect(await products()).toBe(200);
    const { uid } = JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString()) as { uid: string };
    const suspended = event('user.lifecycle.suspend', [{ id: uid, type: 'User' }]);
    await deliver(ports[0]!, suspended);
    await expect.poll(products).toBe(401);
    expect((await ada.open(`${balancer.url}/orders`)).response.status).toBe(401);
  });

  test('shops restart one after the other under load: nothing is refused, no order lost, nobody signed out', async () => {
    const people = await Promise.all([signedIn('admin'), signedIn('admin')]);
    const tokens = await Promise.all(people.map(tokenOf));
    const before = balancer.refused();
    const accepted: string[] = [];
    const strange: number[] = [];
    let isOver = false;
    const buy = async (token: string): Promise<void> => {
      while (!isOver) {
        const answer = await fetch(`${balancer.url}/api/orders`, {
          method: 'POST',
          headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
          body: JSON.stringify({ itemId: '2' }),
        });
        if (answer.status === 201) accepted.push(((await answer.json()) as { id: string }).id);
        else strange.push(answer.status);
      }
    };
    const look = async (shopper: Shopper): Promise<void> => {
      while (!isOver) {
        const { response } = await shopper.open(`${balancer.url}/orders`);
        if (response.status !== 200) strange.push(response.status);
      }
    };
    const busy = Promise.all([
      ...Array.from({ length: 6 }, (_, index) => buy(tokens[index % tokens.length]!)),
      ...people.map(look),
    ]);
    for (let round = 0; round < 2; round++)
      for (const [index, port] of ports.entries()) {
        const seen = accepted.length;
        await shops[index]!.drain(1);
        await shops[index]!.close();
        shops[index] = await open(port);
        await expect.poll(() => accepted.length).toBeGreaterThan(seen + 5);
        await expect.poll(async () => (await fetch(`http://localhost:${port}/status`)).status).toBe(200);
      }
    isOver = true;
    await busy;
    const { rows } = await database.query<{ id: string }>('select id from orders');
    const kept = new Set(rows.map(({ id }) => id));
    expect({
      refused: balancer.refused() - before,
      strange,
      lost: accepted.filter((id) => !kept.has(id)).length,
    }).toEqual({ refused: 0, strange: [], lost: 0 });
  });
});
