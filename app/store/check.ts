import { existsSync } from 'node:fs';
import { sql } from 'kysely';
import type { Config } from '../config/config.ts';
import { connect } from './database.ts';
import { migrations } from './migrations.ts';
import type { Database } from './schema.ts';

export type StoreState =
  | { readonly status: 'absent' }
  /** `version` is the name of the last migration that was applied, or of the first to come. */
  | { readonly status: 'usable'; readonly version: string }
  | { readonly status: 'broken'; readonly because: string };

/** Looks at the store without making or changing it. */
export async function checkStore(where: Config['store']): Promise<StoreState> {
  if ('file' in where && (where.file === ':memory:' || !existsSync(where.file))) return { status: 'absent' };
  const known = Object.keys(migrations('databaseUrl' in where ? 'postgres' : 'sqlite'));
  try {
    const db = await connect(where);
    try {
      const applied = await appliedMigrations(db);
      const newer = applied.find(({ name }) => !known.includes(name));
      if (newer) return { status: 'broken', because: `a newer version wrote it (${newer.name})` };
      return { status: 'usable', version: applied.at(-1)?.name ?? known[0] ?? '' };
    } finally {
      await db.destroy();
    }
  } catch (error) {
    return { status: 'broken', because: error instanceof Error ? error.message : String(error) };
  }
}

/** No table yet: the first start makes it. */
async function appliedMigrations(db: Database): Promise<{ name: string }[]> {
  const table = 'kysely_migration';
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true });
  if (!tables.some(({ name }) => name === table)) return [];
  return db
    .selectFrom(sql<{ name: string }>`${sql.table(table)}`.as('migration'))
    .select('name')
    .orderBy('name')
    .execute();
}
