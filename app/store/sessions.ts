import { createHash } from 'node:crypto';
import type { Database } from './schema.ts';

/**
 * koa-session's store. The key in the cookie is stored as a hash, so that a copy of the store cannot be used to
 * hijack sessions.
 */
export class SessionStore {
  readonly #db: Database;
  readonly #now: () => number;
  constructor(db: Database, now: () => number) {
    this.#db = db;
    this.#now = now;
  }

  async get(key: string): Promise<unknown> {
    const row = await this.#db
      .selectFrom('sessions')
      .select('data')
      .where('id', '=', hashKey(key))
      .where('expires_at', '>', this.#now())
      .executeTakeFirst();
    return row && (JSON.parse(row.data) as unknown);
  }

  /** @param maxAge milliseconds from now */
  async set(key: string, session: unknown, maxAge: number): Promise<void> {
    const values = { data: JSON.stringify(session), expires_at: this.#now() + maxAge };
    await this.#db
      .insertInto('sessions')
      .values({ id: hashKey(key), ...values })
      .onConflict((conflict) => conflict.column('id').doUpdateSet(values))
      .execute();
  }

  async destroy(key: string): Promise<void> {
    await this.#db.deleteFrom('sessions').where('id', '=', hashKey(key)).execute();
  }
}

/** The key under which a session's data is stored. */
export function hashKey(key: string): string {
  return createHash('sha256').update(key).digest('base64url');
}
