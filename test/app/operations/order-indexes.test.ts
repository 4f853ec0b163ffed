import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Config } from '../../../app/config/config.ts';
import { Commits } from '../../../app/store/commits.ts';
import { engineOf, openDatabase } from '../../../app/store/database.ts';
import { Events } from '../../../app/store/events.ts';
import { Orders } from '../../../app/store/orders.ts';
import type { Database } from '../../../app/store/schema.ts';
import { noPostgres, startPostgres, withPostgres } from '../../helpers/postgres.ts';

const count = 20_000;
const pages = [
  ['the newest', {}],
  ['older ones', { before: count / 2 }],
  ['pending ones, of which there are few', { status: 'pending' }],
  ['older ones by status', { status: 'complete', before: count / 2 }],
  ['one person’s', { userId: 'user7' }],
  ['older ones of one person', { userId: 'user7', before: count / 2 }],
] as const;

async function fill(db: Database, number: string): Promise<void> {
  await sql`
    with recursive n(i) as (select 1 union all select i + 1 from n where i < ${sql.lit(count)})
    insert into orders (id, theme, item_id, title, price, status, user_id, user_name, client_id, created_at, updated_at)
    select 'o' || i, 't', '1', 'T', 1, case when i % 5000 = 0 then 'pending' else 'complete' end,
      'user' || (i % 1000), 'U', 'c', i, i from n`.execute(db);
  await sql`
    with recursive n(i) as (select 1 union all select i + 1 from n where i < ${sql.lit(count)})
    insert into events (id, event_type, published_at, received_at, data) select 'e' || i, 't', i, i, '{}' from n`.execute(
    db,
  );
  await sql.raw(number).execute(db);
}

/** What the engine is going to do for each query that `work` makes. */
async function plans(
  db: Database,
  explain: string,
  work: (db: Database) => Promise<unknown>,
): Promise<string> {
  const said: string[] = [];
  const asked = db.withPlugin({
    transformQuery: ({ node }) => node,
    transformResult: async ({ result }) => result,
  });
  const executor = asked.getExecutor();
  const execute = executor.executeQuery.bind(executor);
  executor.executeQuery = async (query) => {
    const { rows } = await sql.raw<object>(`${explain} ${literal(query.sql, query.parameters)}`).execute(db);
    said.push(...rows.map((row) => JSON.stringify(row)));
    return execute(query);
  };
  await work(asked);
  return said.join('\n');
}

const literal = (text: string, values: readonly unknown[]): string => {
  let at = 0;
  return text.replace(/\?|\$\d+/g, () => {
    const value = values[at++];
    return typeof value === 'number' ? String(value) : `'${String(value)}'`;
  });
};

const engines = [
  {
    name: 'SQLite',
    skipped: false,
    open: async (): Promise<[Config['store'], () => Promise<void>]> => [
      { file: ':memory:' },
      async () => undefined,
    ],
    explain: 'explain query plan',
    // A scan in the order of the row's number ends at the limit; a sort reads all before it begins.
    scans: /TEMP B-TREE/,
    searches: /SEARCH orders USING/,
  },
  {
    name: withPostgres('PostgreSQL'),
    skipped: noPostgres,
    open: async (): Promise<[Config['store'], () => Promise<void>]> => {
      const postgres = await startPostgres();
      return [{ databaseUrl: postgres.url }, postgres.stop];
    },
    explain: 'explain',
    scans: /Seq Scan|Sort/,
    searches: /Index.*Cond/,
  },
];

describe.each(engines)('with $name', ({ skipped, open, explain, scans, searches }) => {
  describe.skipIf(skipped)('a page of a long list', () => {
    let db: Database;
    let where: Config['store'];
    let stop: () => Promise<void>;
    beforeAll(async () => {
      const [opened, end] = await open();
      where = opened;
      stop = end;
      db = await openDatabase(where);
      await fill(db, 'analyze');
    });
    afterAll(async () => {
      await db.destroy();
      await stop();
    });

    test.each(pages)('of orders, %s, is read from an index, without a scan or a sort', async (_, filter) => {
      const plan = await plans(db, explain, async (asked) => {
        expect(
          await new Orders(asked, Date.now, engineOf(where), new Commits(asked, engineOf(where))).list({
            ...filter,
            limit: 3,
          }),
        ).not.toEqual([]);
      });
      expect(plan).not.toMatch(scans);
      if (Object.keys(filter).length > 0) expect(plan).toMatch(searches);
    });

    test('of events is read from an index, the newest and those after a number', async () => {
      const plan = await plans(db, explain, async (asked) => {
        const events = new Events(asked, Date.now);
        expect(await events.latest(3)).toHaveLength(3);
        expect(await events.after(count / 2, 3)).toHaveLength(3);
      });
      expect(plan).not.toMatch(scans);
    });
  });
});
