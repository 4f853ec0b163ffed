import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDatabase } from '../../app/store/database.ts';
import { storeError } from '../../app/store/store-error.ts';
import { fileJournal } from '../../sandbox/org/kernel/journal.ts';
import { MissingPackageError } from '../../shared/missing-package.ts';
import { openSqlite } from '../../shared/sqlite.ts';
import type { Engines } from '../../shared/sqlite.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sqlite-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const nothing = () => undefined;
const packaged: Engines['packaged'] = () =>
  createRequire(import.meta.url)('libsql') as ReturnType<Engines['packaged']>;
const missing = () => {
  throw new Error("Cannot find module '@libsql/win32-arm64-msvc'");
};

describe('a machine without any SQLite', () => {
  it('is told what is missing, and what works without it', () => {
    const open = () => openSqlite(join(folder, 'app.db'), 5000, { builtin: nothing, packaged: missing });
    expect(open).toThrow(MissingPackageError);
    expect(open).toThrow(
      /^Node\.js [\d.]+ does not include SQLite, and the package libsql is missing or does not run on \w+ \w+\.$/,
    );
    const cause = new MissingPackageError('There is no SQLite.', 'Install Node.js 22.13 or newer.');
    expect(storeError(cause, { file: 'app.db' })).toMatchObject({
      message: 'There is no SQLite.',
      remedy: 'Install Node.js 22.13 or newer. Or name a PostgreSQL database in DATABASE_URL.',
    });
  });
});

/** Node's own SQLite came with 22.13; below there is only the package. */
const own = process.getBuiltinModule('node:sqlite') as unknown as ReturnType<Engines['builtin']>;
const available: [string, Engines][] = [
  ['libsql', { builtin: nothing, packaged }],
  ...(own ? [['Node.js', { builtin: () => own, packaged: missing }] as [string, Engines]] : []),
];

describe.each(available)('SQLite from %s', (_, engines) => {
  it('stores what a statement writes, and returns rows as plain objects', () => {
    const db = openSqlite(join(folder, 'app.db'), 5000, engines);
    db.exec('CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT)');
    const insert = db.prepare('INSERT INTO t (name) VALUES (?)');
    expect(insert.reader).toBe(false);
    expect(insert.run(['one'])).toMatchObject({ changes: 1, lastInsertRowid: 1 });
    const select = db.prepare('SELECT id, name FROM t');
    expect(select.reader).toBe(true);
    expect(select.all([])).toStrictEqual([{ id: 1, name: 'one' }]);
    expect([...select.iterate([])]).toStrictEqual([{ id: 1, name: 'one' }]);
    const returning = db.prepare('INSERT INTO t (name) VALUES (?) RETURNING id');
    expect(returning.reader).toBe(true);
    expect(returning.all(['two'])).toEqual([{ id: 2 }]);
    db.close();
  });

  it('reports a file that is not a database under the same code', async () => {
    const file = join(folder, 'app.db');
    await writeFile(file, 'not a database'.repeat(200));
    const read = () => openSqlite(file, 5000, engines).prepare('SELECT * FROM sqlite_master').all([]);
    expect(read).toThrow(expect.objectContaining({ code: 'SQLITE_NOTADB' }));
  });

  it('knows whether a transaction is open', () => {
    const db = openSqlite(':memory:', 5000, engines);
    db.exec('BEGIN');
    expect(db.inTransaction).toBe(true);
    db.exec('ROLLBACK');
    expect(() => db.exec('ROLLBACK')).toThrow(/no transaction is active/);
    db.close();
  });

  it('checks foreign keys', () => {
    const db = openSqlite(':memory:', 5000, engines);
    expect(db.prepare('PRAGMA foreign_keys').all([])).toEqual([{ foreign_keys: 1 }]);
    db.close();
  });
});

it('a file that is not a database of the shop is reported as such', async () => {
  const file = join(folder, 'app.db');
  await writeFile(file, 'not a database'.repeat(200));
  await expect(openDatabase({ file })).rejects.toThrow(/is not a database of this shop/);
});

it('a batch of the org’s journal is stored completely or not at all', () => {
  const file = join(folder, 'org.db');
  const journal = fileJournal(file);
  journal.write([{ collection: 'users', id: '1', body: { name: 'Ada' } }]);
  const circle: { self?: unknown } = {};
  circle.self = circle;
  expect(() =>
    journal.write([
      { collection: 'users', id: '2', body: {} },
      { collection: 'users', id: '3', body: circle },
    ]),
  ).toThrow(/circular/);
  journal.write([{ collection: 'users', id: '4', body: {} }]);
  journal.close();
  const again = fileJournal(file);
  expect([...again.load()].map(({ id }) => id)).toEqual(['1', '4']);
  again.close();
});
