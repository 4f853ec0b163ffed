import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openSqlite } from '../../shared/sqlite.ts';
import { startDemo } from '../helpers/demo.ts';
import type { Demo } from '../helpers/demo.ts';
import { Shopper } from '../helpers/shopper.ts';

/** What SQLite does when the disk is full: the statement fails and the transaction is rolled back at once. */
const refuse = (table: string, change: 'insert' | 'update') => `
  create trigger full_${table} before ${change} on ${table}
  begin select raise(rollback, 'database or disk is full'); end`;

describe('a store that fails', () => {
  let demo: Demo;
  let folder: string;
  let ada: Shopper;
  let later = 0;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'multidemo-full-'));
    demo = await startDemo({
      environment: { DB_PATH: join(folder, 'app.db') },
      clock: () => Date.now() + later,
    });
    ada = new Shopper();
    await ada.signIn(demo, 'basic');
  });
  afterAll(async () => {
    await demo.close();
    await rm(folder, { recursive: true, force: true });
  });
  beforeEach(() => {
    demo.log.length = 0;
    later += 2000; // what /status said is remembered for a moment
  });

  /** Runs `work` while the store is as these statements make it. */
  async function whileBroken(broken: string, repaired: string, work: () => Promise<void>): Promise<void> {
    const db = openSqlite(join(folder, 'app.db'), 5000);
    db.exec(broken);
    try {
      await work();
    } finally {
      db.exec(repaired);
      db.close();
    }
  }

  async function isExplained(response: Response): Promise<void> {
    expect(response.status).toBe(503);
    expect(response.headers.get('content-security-policy')).toContain("default-src 'self'");
    const html = await response.text();
    expect(html).toContain('database is not responding');
    const id = response.headers.get('x-request-id')!;
    expect(html).toContain(id);
    expect(html).not.toContain('SQLITE');
    const [line] = demo.log.filter((one) => one.includes(id));
    expect(JSON.parse(line ?? '')).toMatchObject({
      level: 'error',
      event: 'failed',
      status: 503,
      request: id,
    });
  }

  test('when the session cannot be read, there is a page with its headers, and a line in the log', async () => {
    await whileBroken(
      'alter table sessions rename to away',
      'alter table away rename to sessions',
      async () => {
        await isExplained(await ada.fetch(`${demo.shop}/products`));
        await isExplained(await ada.fetch(demo.shop));
        const json = await ada.fetch(`${demo.shop}/token`, { headers: { accept: 'application/json' } });
        expect(json.status).toBe(503);
        expect(json.headers.get('content-type')).toContain('application/problem+json');
      },
    );
    expect((await ada.fetch(`${demo.shop}/products`)).status).toBe(200);
  });

  test('when a session cannot be written, nobody is sent on as if it had been', async () => {
    const visitor = new Shopper();
    await whileBroken(refuse('sessions', 'insert'), 'drop trigger full_sessions', async () => {
      const response = await visitor.fetch(`${demo.shop}/login/okta`);
      expect(response.headers.get('location')).toBeNull();
      await isExplained(response);
    });
    expect((await visitor.fetch(`${demo.shop}/login/okta`)).status).toBe(302);
  });

  test('a disk that is full is named in the log, and /status sees it', async () => {
    const { access_token: token } = (await (await ada.fetch(`${demo.shop}/token`)).json()) as {
      access_token: string;
    };
    const order = () =>
      fetch(`${demo.shop}/api/orders`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ itemId: '1' }),
      });
    await whileBroken(refuse('orders', 'insert'), 'drop trigger full_orders', async () => {
      const answer = await order();
      expect(answer.status).toBe(503);
      expect(await answer.json()).toMatchObject({ title: 'Store unavailable', status: 503 });
      expect(demo.log.join('\n')).toContain('database or disk is full');
      expect(demo.log.join('\n')).not.toContain('cannot rollback');
    });
    expect((await order()).status).toBe(201);

    expect((await fetch(`${demo.shop}/status`)).status).toBe(200);
    later += 2000;
    const both = `${refuse('probe', 'insert')}; ${refuse('probe', 'update').replace('full_probe', 'full_probe2')}`;
    await whileBroken(both, 'drop trigger full_probe; drop trigger full_probe2', async () => {
      const status = await fetch(`${demo.shop}/status`);
      expect(status.status).toBe(503);
      expect(await status.json()).toMatchObject({ status: 'failing', store: 'failing' });
    });
    later += 2000;
    expect((await fetch(`${demo.shop}/status`)).status).toBe(200);
  });
});
