import type { Commits } from './commits.ts';
import type { Database } from './schema.ts';

/** How often something may be done in a minute, and what the count is kept for: an address or a user. */
const limits = {
  /** By address, because the user is not known yet; a classroom may share one address. */
  'sign-in': 600,
  /** By user, or by client for a machine. */
  order: 3000,
  /** By user: changes in the developer portal, each several calls to Okta. */
  portal: 120,
  /** By user: challenges that ring a phone or send a mail. */
  'step-up': 30,
} as const;

export type Limited = keyof typeof limits;

/** Milliseconds. */
const window = 60_000;

/** Counts in the store, so that shops with the same database share the counts and a restart does not reset them. */
export class RateLimits {
  readonly #db: Database;
  readonly #now: () => number;
  readonly #commits: Commits;
  constructor(db: Database, now: () => number, commits: Commits) {
    this.#db = db;
    this.#now = now;
    this.#commits = commits;
  }

  /** Counts one more. @returns 0, or how many seconds to wait */
  async take(what: Limited, by: string): Promise<number> {
    const key = `${what} ${by}`;
    const now = this.#now();
    // Requests above the limit are rejected without a write, so that a flood does not reach the disk.
    const wait = this.#wait(what, await this.#read(key, now), now, 0);
    return wait > 0 ? wait : this.#wait(what, await this.#commits.count((db) => count(db, key, now)), now, 1);
  }

  #wait(what: Limited, found: Count | undefined, now: number, counted: 0 | 1): number {
    if (!found || found.count < limits[what] + counted) return 0;
    return Math.max(1, Math.ceil((found.expires_at - now) / 1000));
  }

  #read(key: string, now: number): Promise<Count | undefined> {
    return this.#db
      .selectFrom('rate_limits')
      .select(['count', 'expires_at'])
      .where('key', '=', key)
      .where('expires_at', '>', now)
      .executeTakeFirst();
  }
}

function count(db: Database, key: string, now: number): Promise<Count> {
  const fresh = { count: 1, expires_at: now + window };
  return db
    .insertInto('rate_limits')
    .values({ key, ...fresh })
    .onConflict((conflict) =>
      conflict.column('key').doUpdateSet((row) => {
        const isOver = row('rate_limits.expires_at', '<=', now);
        return {
          count: row
            .case()
            .when(isOver)
            .then(1)
            .else(row('rate_limits.count', '+', 1))
            .end(),
          expires_at: row
            .case()
            .when(isOver)
            .then(fresh.expires_at)
            .else(row.ref('rate_limits.expires_at'))
            .end(),
        };
      }),
    )
    .returning(['count', 'expires_at'])
    .executeTakeFirstOrThrow();
}

interface Count {
  count: number;
  expires_at: number;
}
