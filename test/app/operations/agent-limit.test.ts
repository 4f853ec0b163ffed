/** What an agent may order without asking, when several shops on one store let it order at the same time. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { describe, expect, test } from 'vitest';
import { openStore, type Store } from '../../../app/store/index.ts';
import type { Config } from '../../../app/index.ts';
import { noPostgres, startPostgres, withPostgres } from '../../helpers/postgres.ts';

const root = join(import.meta.dirname, '../../..');
const secretKey = 'only-for-tests-only-for-tests';
const open = (store: Config['store']): Promise<Store> => openStore({ store, secretKey }, Date.now);
/** Different items: what the shops change is not the same row of the stock. */
const items = Array.from({ length: 20 }, (_, index) => ({ itemId: `item-${index}`, count: 5 }));
const order = (itemId: string, price: number, agentId = 'agent') => ({
  ...{ theme: 'theme', item: { itemId, title: itemId, image: undefined, price }, quantity: 1 },
  ...{ user: { id: 'ada', name: 'Ada' }, clientId: 'client', agentId },
  limit: { amount: 100, since: Date.now() - 60_000 },
});
type Wanted = ReturnType<typeof order>;
type Place = (wanted: Wanted) => Promise<string>;
const placeIn =
  (store: Store): Place =>
  async (wanted) => {
    const placed = await store.orders.place(wanted);
    return typeof placed === 'string' ? placed : 'ordered';
  };

/** Twenty orders of 30 each, half of them in each shop; the limit is 100. */
async function race(store: Store, shops: readonly Place[]): Promise<void> {
  const outcomes = await Promise.all(items.map(({ itemId }, index) => shops[index % 2]!(order(itemId, 30))));
  expect(outcomes.filter((one) => one === 'ordered')).toHaveLength(3);
  expect(outcomes.filter((one) => one === 'above-limit')).toHaveLength(17);
  // What was not ordered is in stock.
  const left = [...(await store.stock.counts('theme')).values()];
  expect(left.filter((count) => count === 4)).toHaveLength(3);
  expect(left.filter((count) => count === 5)).toHaveLength(17);
}

test('what is left of the limit may be ordered, by one agent for one person', async () => {
  const store = await open({ file: ':memory:' });
  await store.stock.fill('theme', items);
  const place = placeIn(store);
  expect(await place(order('item-0', 90))).toBe('ordered');
  expect(await place(order('item-0', 10.01))).toBe('above-limit');
  expect(await place(order('item-0', 10))).toBe('ordered');
  expect(await place(order('item-0', 0))).toBe('ordered');
  expect(await place(order('item-0', 100, 'other'))).toBe('ordered');
  expect(await place({ ...order('item-1', 100), user: { id: 'grace', name: 'Grace' } })).toBe('ordered');
  for (const price of [19.9, 48.34, 31.76])
    expect(await place(order('item-2', price, 'in cents'))).toBe('ordered');
  expect(await place(order('item-2', 0.01, 'in cents'))).toBe('above-limit');
  await store.close();
});

/** Opens the store of a file in a process of its own, and places what it is sent. */
const shop = `
  import { openStore } from './app/store/index.ts';
  const [file, secretKey] = process.argv.slice(2);
  const store = await openStore({ store: { file }, secretKey }, Date.now);
  process.on('message', async ({ number, wanted }) => {
    const placed = await store.orders.place(wanted).catch(String);
    process.send({ number, placed: typeof placed === 'string' ? placed : 'ordered' });
  });
  process.send('open');
`;

/** Places orders in another process. */
function placeBy(child: ChildProcess): Place {
  let last = 0;
  return (wanted) =>
    new Promise((resolve) => {
      const number = (last += 1);
      const hear = (answer: { readonly number: number; readonly placed: string }): void => {
        if (answer.number !== number) return;
        child.off('message', hear);
        resolve(answer.placed);
      };
      child.on('message', hear);
      child.send({ number, wanted });
    });
}

test('two shops on one SQLite file let an agent order no more than the limit', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'agent-limit-'));
  const bundle = join(root, 'dist', 'test-store.js');
  // Two connections in one process would wait for each other: one blocks it while the other has a transaction open.
  await build({
    ...{ stdin: { contents: shop, resolveDir: root, loader: 'ts' }, outfile: bundle, bundle: true },
    ...{ platform: 'node', format: 'esm', packages: 'external', logLevel: 'error' },
  });
  const file = join(folder, 'app.db');
  const store = await open({ file });
  await store.stock.fill('theme', items);
  const children = [fork(bundle, [file, secretKey]), fork(bundle, [file, secretKey])];
  try {
    await Promise.all(children.map((child) => once(child, 'message')));
    await race(store, children.map(placeBy));
  } finally {
    for (const child of children) child.kill();
    await store.close();
    await Promise.all([rm(folder, { recursive: true, force: true }), rm(bundle, { force: true })]);
  }
}, 60_000);

describe.skipIf(noPostgres)(withPostgres('on PostgreSQL'), () => {
  test('two shops let an agent order no more than the limit', async () => {
    const postgres = await startPostgres();
    const shops = [await open({ databaseUrl: postgres.url }), await open({ databaseUrl: postgres.url })];
    await shops[0]!.stock.fill('theme', items);
    await race(shops[0]!, shops.map(placeIn));
    await Promise.all(shops.map((one) => one.close()));
    await postgres.stop();
  });
});
