/**
 * How time and memory grow: people in the sandbox org, orders and events in the shop's store. `npm run bench:growth`.
 * Prints the growth table of docs/performance.md.
 */
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '../app/store/index.ts';
import { openSqlite } from '../shared/sqlite.ts';
import { times } from './people.ts';
import { median, ms } from './table.ts';

async function timed(work: () => Promise<unknown>, count = 50): Promise<number> {
  const taken: number[] = [];
  for (let turn = 0; turn < count; turn++) {
    const began = performance.now();
    await work();
    taken.push(performance.now() - began);
  }
  return median(taken);
}

function fill(file: string, rows: number): void {
  const db = openSqlite(file, 5000);
  const numbers = `with recursive n(i) as (select 1 union all select i + 1 from n where i < ${rows})`;
  db.exec(`${numbers} insert into orders (id, theme, item_id, title, price, status, user_id, user_name, client_id,
    created_at, updated_at) select 'o' || i, 'default', '1', 'Title', 1, case when i % 5000 = 0 then 'pending' else
    'complete' end, 'user' || (i % 1000), 'User', 'client', i, i from n`);
  db.exec(`${numbers} insert into events (id, event_type, published_at, received_at, data)
    select 'e' || i, 'user.session.start', i, i, '{"displayMessage":"User login to Okta"}' from n`);
  db.exec("insert or replace into stock (theme, item_id, count) values ('default', '1', 1000000)");
  db.close();
}

async function measureStore(rows: number): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'multidemo-bench-'));
  const file = join(folder, 'app.db');
  const config = { store: { file }, secretKey: 'only-for-the-bench' };
  await (await openStore(config, Date.now)).close();
  fill(file, rows);
  const opened = performance.now();
  const store = await openStore(config, Date.now);
  const { orders, events } = store;
  const opening = performance.now() - opened;
  const order = {
    theme: 'default',
    item: { itemId: '1', title: 'Title', image: undefined, price: 1 },
    user: { id: 'user7', name: 'User' },
    quantity: 1,
    clientId: 'client',
  };
  const figures = [
    await timed(() => orders.list({ limit: 50 })),
    await timed(() => orders.list({ before: rows / 2, limit: 50 })),
    await timed(() => orders.list({ status: 'pending', limit: 50 })),
    await timed(() => orders.list({ userId: 'user7', limit: 50 })),
    await timed(() => orders.place(order)),
    await timed(() => events.latest(50)),
    await timed(() => events.after(rows / 2, 50)),
    await timed(() => orders.counts(), 5),
  ];
  await store.close();
  const size = Math.round((await stat(file)).size / 1024 / 1024);
  await rm(folder, { recursive: true });
  console.log(
    `| ${[rows.toLocaleString('en'), ms(opening), ...figures.map(ms), `${size} MB`].join(' | ')} |`,
  );
}

const asked = ['email `eq`', 'login `sw`', 'page by last name', 'page of 200'];
console.log(`| people | ${asked.join(' | ')} | memory |`);
console.log('|---|---|---|---|---|---|');
await times(1000); // warms up
for (const people of [1000, 10_000, 100_000]) {
  const { answers, megabytes } = await times(people);
  console.log(`| ${[people.toLocaleString('en'), ...answers.map(ms), `${megabytes} MB`].join(' | ')} |`);
}
console.log(
  '\n| orders and events | open | newest | in the middle | pending | one person’s | place | newest events | events after | counts | file |',
);
console.log('|---|---|---|---|---|---|---|---|---|---|---|');
for (const rows of [1000, 100_000, 1_000_000]) await measureStore(rows);
