import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openStore } from '../../app/store/index.ts';
import { startIssuer } from '../helpers/issuer.ts';

const root = join(import.meta.dirname, '../..');
let issuer: Awaited<ReturnType<typeof startIssuer>>;
let folder: string;

beforeAll(async () => {
  issuer = await startIssuer();
  folder = await mkdtemp(join(tmpdir(), 'multidemo-kill-'));
  // A process of its own is needed to be killed; Node 20 does not run TypeScript, so it is bundled like the product.
  await build({
    stdin: { contents: shop, resolveDir: root, loader: 'ts' },
    outfile: join(root, 'dist', 'test-shop.js'),
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    logLevel: 'error',
  });
});
afterAll(async () => {
  await issuer.close();
  await rm(folder, { recursive: true, force: true });
  await rm(join(root, 'dist', 'test-shop.js'), { force: true });
});

const shop = `
  import { createApp, loadConfig } from './app/index.ts';
  const { app } = await createApp(loadConfig(process.env));
  const server = app.listen(0, 'localhost', () => process.send(server.address().port));
`;

async function start(): Promise<{ child: ChildProcess; url: string }> {
  const child = fork(join(root, 'dist', 'test-shop.js'), {
    cwd: folder,
    env: {
      ...process.env,
      SECRET_KEY: 'only-for-tests-only-for-tests',
      OKTA_BASE_URL: 'http://localhost:1',
      OKTA_ISSUER: issuer.issuer,
      OKTA_CLIENT_ID: '0oaweb',
      OKTA_CLIENT_SECRET: 'web-secret',
      DB_PATH: join(folder, 'app.db'),
    },
  });
  const [port] = (await once(child, 'message')) as [number];
  return { child, url: `http://localhost:${port}` };
}

test('killed among a hundred orders: each that was answered 201 is there, and the stock adds up', async () => {
  const token = await issuer.sign({ scp: ['products:read', 'orders:create'] });
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const { child, url } = await start();
  const products = (await (await fetch(`${url}/api/products`, { headers })).json()) as {
    itemId: string;
    count: number;
  }[];
  const accepted: string[] = [];
  const orders = Array.from({ length: 100 }, async (_, index) => {
    const { itemId } = products[index % products.length]!;
    const answer = await fetch(`${url}/api/orders`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ itemId }),
    });
    if (answer.status !== 201) return;
    accepted.push(((await answer.json()) as { id: string }).id);
    if (accepted.length === 20) child.kill('SIGKILL');
  });
  await Promise.allSettled(orders);
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  expect(accepted.length).toBeGreaterThanOrEqual(20);
  expect(accepted.length).toBeLessThan(100);

  const again = await start();
  const left = (await (await fetch(`${again.url}/api/products`, { headers })).json()) as typeof products;
  again.child.kill('SIGKILL');
  await once(again.child, 'exit');
  const store = await openStore(
    { store: { file: join(folder, 'app.db') }, secretKey: 'only-for-tests' },
    () => Date.now(),
  );
  const kept = await store.orders.list({ limit: 200 });
  await store.close();
  for (const id of accepted) expect(kept.some((order) => order.id === id)).toBe(true);
  for (const { itemId, count } of products) {
    const sold = kept.filter((order) => order.item_id === itemId).length;
    expect(left.find((product) => product.itemId === itemId)?.count, itemId).toBe(count - sold);
  }
});
