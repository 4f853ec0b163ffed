import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { openSqlite } from '../shared/sqlite.ts';
import { noPostgres, startPostgres } from '../test/helpers/postgres.ts';
import { closeConnections, signInOnce } from './code-flow.ts';
import { type Demo, demoSettings, startDemo } from './demo.ts';
import { rawRequest, requestsPerSecond } from './load.ts';
import { subjectOf } from './subject.ts';
import { type Table, rate } from './table.ts';
import { toolCall } from './tool-call.ts';

interface Load {
  readonly seconds: number;
  readonly connections: number;
}

interface Shop extends Load {
  readonly shopUrl: string;
  /** An access token of a person who may order. */
  readonly token: string;
  /** Runs a statement in the shop's database. */
  readonly inStore: (statement: string) => Promise<void> | void;
}

/** Orders in the shop's SQLite file, next to commits alone on the same disk, and the tool of agents, next to orders. */
export async function measureOrders(
  table: Table,
  { shopUrl }: Demo,
  { folder, ...given }: Load & { folder: string; token: string },
): Promise<void> {
  const inStore = (statement: string): void => {
    const db = openSqlite(join(folder, '.multidemo/app.db'), 5000);
    db.exec(statement);
    db.close();
  };
  const shop = { ...given, shopUrl, inStore };
  const orders = await ordersPerSecond(shop);
  const commits = commitsPerSecond(join(folder, 'commits.db'), shop.seconds);
  table.add({
    what: '`POST /api/orders`, durable, 16 connections',
    figure: rate(orders),
    ...{ against: `SQLite commits on the same disk: ${rate(commits)}`, ratio: orders / commits },
    target: { least: 0.7 },
  });
  const request = toolCall(shopUrl, shop.token, 'place_order', { itemId: '2' });
  const tool = { ...loadOf(shop, '/mcp', request), status: 200 };
  await warmUp(shop, tool);
  const calls = await requestsPerSecond(tool);
  table.add({
    what: 'MCP tool `place_order`, 16 connections',
    figure: rate(calls),
    ...{ against: `\`POST /api/orders\`: ${rate(orders)}`, ratio: calls / orders, target: { least: 0.6 } },
  });
}

/** The same orders by a shop on PostgreSQL, next to commits alone on the same server. */
export async function measureOrdersOnPostgres(table: Table, load: Load): Promise<void> {
  const what = '`POST /api/orders` on PostgreSQL, durable, 16 connections';
  if (noPostgres) {
    table.skip(what, 'no PostgreSQL server was found: apt-get install postgresql');
    return;
  }
  const server = await startPostgres({ isDurable: true });
  const folder = await mkdtemp(join(tmpdir(), 'multidemo-bench-'));
  const pool = new pg.Pool({ connectionString: server.url, max: load.connections });
  pool.on('error', () => undefined); // the server stops before the last connection has closed
  let demo: Demo | undefined;
  try {
    demo = await startDemo(folder, { environment: { DATABASE_URL: server.url } });
    const token = await signInOnce(await subjectOf(demo, await demoSettings(folder)));
    const inStore = async (statement: string): Promise<void> => {
      await pool.query(statement);
    };
    const orders = await ordersPerSecond({ ...load, shopUrl: demo.shopUrl, token, inStore });
    const commits = await postgresCommitsPerSecond(pool, load);
    table.add({
      ...{ what, figure: rate(orders), target: { least: 0.7 } },
      ...{ against: `PostgreSQL commits on the same server: ${rate(commits)}`, ratio: orders / commits },
    });
  } finally {
    closeConnections();
    await demo?.stop();
    await pool.end();
    await server.stop();
    await rm(folder, { recursive: true });
  }
}

async function ordersPerSecond(shop: Shop): Promise<number> {
  await shop.inStore('UPDATE stock SET count = 100000000');
  const url = `${shop.shopUrl}/api/orders`;
  const headers = { Authorization: `Bearer ${shop.token}`, 'Content-Type': 'application/json' };
  const request = rawRequest('POST', url, headers, JSON.stringify({ itemId: '2' }));
  const load = { ...loadOf(shop, '/api/orders', request), status: 201 };
  await warmUp(shop, load);
  return requestsPerSecond(load);
}

const loadOf = ({ shopUrl, connections, seconds }: Shop, path: string, request: string) => ({
  port: Number(new URL(path, shopUrl).port),
  ...{ request, connections, seconds },
});

/** Once requests are counted, the limit of a minute is far away. */
async function warmUp(
  { inStore }: Shop,
  load: ReturnType<typeof loadOf> & { status: number },
): Promise<void> {
  await requestsPerSecond({ ...load, seconds: 1 });
  await inStore('UPDATE rate_limits SET count = -100000000');
}

/** An update and an insert in each transaction, as an order is. */
function commitsPerSecond(file: string, seconds: number): number {
  const db = openSqlite(file, 5000);
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
  db.exec(
    'CREATE TABLE stock (id INTEGER PRIMARY KEY, count INTEGER); INSERT INTO stock VALUES (1, 100000000)',
  );
  db.exec('CREATE TABLE orders (number INTEGER PRIMARY KEY, data TEXT)');
  const take = db.prepare('UPDATE stock SET count = count - 1 WHERE id = 1');
  const insert = db.prepare('INSERT INTO orders (data) VALUES (?)');
  const data = 'x'.repeat(300);
  let count = 0;
  const began = performance.now();
  while (performance.now() - began < seconds * 1000) {
    db.exec('BEGIN');
    take.run([]);
    insert.run([data]);
    db.exec('COMMIT');
    count++;
  }
  db.close();
  return count / ((performance.now() - began) / 1000);
}

/** The same, by as many connections as the shop has buyers: they wait for each other's stock, and share flushes of the log. */
async function postgresCommitsPerSecond(pool: pg.Pool, { seconds, connections }: Load): Promise<number> {
  await pool.query('CREATE TABLE bench_stock (id INTEGER PRIMARY KEY, count INTEGER)');
  await pool.query('INSERT INTO bench_stock VALUES (1, 100000000)');
  await pool.query('CREATE TABLE bench_orders (number SERIAL PRIMARY KEY, data TEXT)');
  const data = 'x'.repeat(300);
  const began = performance.now();
  const until = began + seconds * 1000;
  const commit = async (): Promise<number> => {
    const client = await pool.connect();
    let count = 0;
    while (performance.now() < until) {
      await client.query('BEGIN');
      await client.query('UPDATE bench_stock SET count = count - 1 WHERE id = 1');
      await client.query('INSERT INTO bench_orders (data) VALUES ($1)', [data]);
      await client.query('COMMIT');
      count++;
    }
    client.release();
    return count;
  };
  const counts = await Promise.all(Array.from({ length: connections }, commit));
  return counts.reduce((sum, count) => sum + count, 0) / ((performance.now() - began) / 1000);
}
