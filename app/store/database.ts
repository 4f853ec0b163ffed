import { mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { Kysely, Migrator, PostgresDialect, SqliteDialect } from 'kysely';
import type { Dialect } from 'kysely';
import type { Config } from '../config/config.ts';
import { migrations } from './migrations.ts';
import type { Engine } from './migrations.ts';
import type { Database, Schema } from './schema.ts';

/**
 * Opens the store that the configuration names and brings its tables up to date.
 * @throws when the file or the server cannot be reached, or a migration fails.
 */
export async function openDatabase(where: Config['store']): Promise<Database> {
  const engine: Engine = 'databaseUrl' in where ? 'postgres' : 'sqlite';
  const db = await connect(where);
  const provider = { getMigrations: async () => migrations(engine) };
  const { error } = await new Migrator({ db, provider }).migrateToLatest();
  if (error !== undefined) {
    await db.destroy();
    throw error instanceof Error
      ? error
      : new Error('The store could not be brought up to date.', { cause: error });
  }
  return db;
}

/** The store as it is: its tables may be missing or of another version. */
export const connect = async (where: Config['store']): Promise<Database> =>
  new Kysely<Schema>({ dialect: await dialectFor(where) });

async function dialectFor(where: Config['store']): Promise<Dialect> {
  if ('databaseUrl' in where) {
    const { default: pg } = await import('pg');
    // The driver gives 64-bit integers as text; ours are times and counters, well below 2^53.
    pg.types.setTypeParser(pg.types.builtins.INT8, Number);
    const pool = new pg.Pool({ connectionString: where.databaseUrl });
    // An idle connection that the server ends is replaced at the next query; without a listener it would end the process.
    pool.on('error', () => undefined);
    return new PostgresDialect({ pool });
  }
  const { default: Libsql } = await import('libsql');
  const file = where.file === ':memory:' ? where.file : resolve(where.file);
  if (file !== ':memory:') mkdirSync(dirname(file), { recursive: true });
  const database = new Libsql(file, { timeout: 5000 });
  database.pragma('journal_mode = WAL');
  // An order that was answered 201 must be on the disk, also when the power fails.
  database.pragma('synchronous = FULL');
  return new SqliteDialect({ database: database });
}
