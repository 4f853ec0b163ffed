import { existsSync } from 'node:fs';
import type { Config } from '../config/config.ts';
import { appliedMigrations, connect, engineOf } from './database.ts';
import { migrations } from './migrations.ts';
import { newerStore, storeError } from './store-error.ts';
import type { StoreError } from './store-error.ts';

export type StoreState =
  | { readonly status: 'absent' }
  /** `version` is the name of the last applied migration, or of the first pending one. */
  | { readonly status: 'usable'; readonly version: string }
  | { readonly status: 'broken'; readonly error: StoreError };

/** Inspects the store without creating or changing it. */
export async function checkStore(where: Config['store']): Promise<StoreState> {
  if ('file' in where && (where.file === ':memory:' || !existsSync(where.file))) return { status: 'absent' };
  const known = Object.keys(migrations(engineOf(where)));
  try {
    const db = await connect(where);
    try {
      const applied = await appliedMigrations(db);
      const newer = applied.find((name) => !known.includes(name));
      if (newer !== undefined) return { status: 'broken', error: newerStore(newer) };
      return { status: 'usable', version: applied.at(-1) ?? known[0] ?? '' };
    } finally {
      await db.destroy();
    }
  } catch (error) {
    return { status: 'broken', error: storeError(error, where) };
  }
}
