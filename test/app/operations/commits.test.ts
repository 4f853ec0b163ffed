import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openStore } from '../../../app/store/index.ts';
import type { Store } from '../../../app/store/index.ts';

let folder: string;
let file: string;
let store: Store;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'multidemo-commits-'));
  file = join(folder, 'app.db');
  store = await openStore({ store: { file }, secretKey: 'only-for-tests-only-for-tests' }, Date.now);
});
afterAll(async () => {
  await store.close();
  await rm(folder, { recursive: true });
});

const order = (itemId: string, price = 1) => ({
  theme: 'default',
  item: { itemId, title: 'Mug', image: undefined, price },
  quantity: 1,
  user: { id: '00uada', name: 'ada@example.com' },
  clientId: '0oaweb',
});

test('orders placed at the same time share a commit, and each is kept or refused on its own', async () => {
  await store.stock.fill('default', [
    { itemId: 'plenty', count: 100 },
    { itemId: 'last', count: 1 },
  ]);
  const limit = { amount: 5, since: 0 };
  const agent = { agentId: 'wlp1', agentName: 'Helper', limit };
  const placed = await Promise.all([
    store.orders.place(order('plenty')),
    store.orders.place(order('last')),
    store.orders.place(order('last')),
    store.orders.place({ ...order('plenty', 4), ...agent }),
    store.orders.place({ ...order('plenty', 2), ...agent }),
    store.orders.place(order('plenty')),
  ]);
  const kept = placed.flatMap((one) => (typeof one === 'string' ? [] : [one.id]));
  expect(placed.map((one) => (typeof one === 'string' ? one : one.status))).toEqual([
    'pending',
    'pending',
    'sold-out',
    'pending',
    'above-limit',
    'pending',
  ]);
  expect((await store.orders.list({ limit: 10 })).map(({ id }) => id).sort()).toEqual(kept.sort());
  // What the refused order had taken is back.
  expect(await store.stock.counts('default')).toEqual(
    new Map([
      ['last', 0],
      ['plenty', 97],
    ]),
  );
});
