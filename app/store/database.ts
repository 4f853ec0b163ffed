import { chmodSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { Kysely, Migrator, PostgresDialect, SqliteDialect, sql } from 'kysely';
import type { Dialect } from 'kysely';
import { makeFolder } from '../../shared/files.js';
import { openSqlite } from '../../shared/sqlite.ts';
import type { Sqlite, SqliteStatement } from '../../shared/sqlite.ts';
import type { Config } from '../config/config.ts';
import { migrations } from './migrations.ts';
import type { Engine } from './migrations.ts';
import type { Database, Schema } from './schema.ts';
import { newerStore, storeError } from './store-error.ts';

/** A limit for servers that do not respond, so that users see an error instead of waiting forever. */
const connectionTimeoutMillis = 5000;
/** How long another process may keep the file locked. */
const lockTimeoutMillis = 5000;

/**
 * Opens the configured store and migrates its tables.
 * @throws StoreError if the file or the server cannot be used, or was written by a newer version.
 */
export async function openDatabase(where: Config['store']): Promise<Database> {
  const known = migrations(engineOf(where));
  let db: Database | undefined;
  try {
    db = await connect(where);
    const newer = (await appliedMigrations(db)).find((name) => !(name in known));
    if (newer !== undefined) throw newerStore(newer);
    // Without a wait for the disk after each of the tables of a new store.
    if ('file' in where) await sql`pragma synchronous = normal`.execute(db);
    const { error, results = [] } = await new Migrator({
      db,
      provider: { getMigrations: async () => known },
    }).migrateToLatest();
    if (error !== undefined) throw storeError(error, where);
    // Otherwise, rows deleted by a migration stay in the file until its journal grows.
    if ('file' in where && results.length > 0) await sql`pragma wal_checkpoint(truncate)`.execute(db);
    // After a 201, the order must be on disk, even if the power fails.
    if ('file' in where) await sql`pragma synchronous = full`.execute(db);
    return db;
  } catch (error) {
    await db?.destroy();
    throw storeError(error, where);
  }
}

export const engineOf = (where: Config['store']): Engine => ('databaseUrl' in where ? 'postgres' : 'sqlite');

/** Names of the store's applied migrations; none before the first start. */
export async function appliedMigrations(db: Database): Promise<string[]> {
  const table = 'kysely_migration';
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true });
  if (!tables.some(({ name }) => name === table)) return [];
  const rows = await db
    .selectFrom(sql<{ name: string }>`${sql.table(table)}`.as('migration'))
    .select('name')
    .orderBy('name')
    .execute();
  return rows.map(({ name }) => name);
}

/** The store without migration: its tables may be missing or of another version. */
export const connect = async (where: Config['store']): Promise<Database> =>
  new Kysely<Schema>({ dialect: await dialectFor(where) });

async function dialectFor(where: Config['store']): Promise<Dialect> {
  if ('databaseUrl' in where) {
    const { default: pg } = await import('pg');
    // The driver returns 64-bit integers as text; ours are times and counters, well below 2^53.
    pg.types.setTypeParser(pg.types.builtins.INT8, Number);
    const pool = new pg.Pool({ connectionString: where.databaseUrl, connectionTimeoutMillis });
    // If the server closes a connection, its query fails and the next one gets a new connection; without these
    // listeners it would crash the process.
    pool.on('error', () => undefined);
    pool.on('connect', (client) => client.on('error', () => undefined));
    return keepingTheError(new PostgresDialect({ pool }), () => true);
  }
  const file = where.file === ':memory:' ? where.file : resolve(where.file);
  if (file !== ':memory:') makeFolder(dirname(file), 0o700);
  const database = openSqlite(file, lockTimeoutMillis);
  if (file !== ':memory:') keepToOwner(file);
  database.exec('PRAGMA journal_mode = WAL');
  return keepingTheError(
    new SqliteDialect({ database: keepingStatements(database) }),
    () => database.inTransaction,
  );
}

/** Statements that are kept; the shop has fewer. */
const mostStatements = 500;

/** The query builder prepares each statement again each time, which takes longer than many of them do. */
function keepingStatements(database: Sqlite): Sqlite {
  const known = new Map<string, SqliteStatement>();
  return {
    get inTransaction() {
      return database.inTransaction;
    },
    exec: (text) => database.exec(text),
    prepare: (text) => {
      const statement = known.get(text) ?? database.prepare(text);
      if (known.size >= mostStatements) known.clear();
      known.set(text, statement);
      return statement;
    },
    close: () => {
      known.clear();
      database.close();
    },
  };
}

/**
 * With a full disk SQLite rolls back automatically, and with a lost connection it cannot: the failure of the
 * rollback that follows would hide what happened.
 */
function keepingTheError(dialect: Dialect, canRollBack: () => boolean): Dialect {
  const createDriver = dialect.createDriver.bind(dialect);
  dialect.createDriver = () => {
    const driver = createDriver();
    const rollback = driver.rollbackTransaction.bind(driver);
    driver.rollbackTransaction = async (connection) => {
      if (canRollBack()) await rollback(connection).catch(() => undefined);
    };
    return driver;
  };
  return dialect;
}

/** It contains tokens; its journal files inherit the mode. Another user's file is left unchanged. */
function keepToOwner(file: string): void {
  try {
    chmodSync(file, 0o600);
  } catch {
    // Cannot be changed: another user's file, or a file system without modes.
  }
}
