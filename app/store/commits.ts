import { setImmediate } from 'node:timers';
import { sql } from 'kysely';
import type { Engine } from './migrations.ts';
import type { Database } from './schema.ts';

type Work<T> = (db: Database) => Promise<T>;

interface Waiting {
  readonly work: Work<unknown>;
  readonly settle: (result: never) => void;
  readonly fail: (error: unknown) => void;
}

/**
 * Frequent writes. SQLite has one writer, and each commit waits for the disk, much longer than the statements take: writes
 * that are requested at the same time share a commit. PostgreSQL does that itself, for all its connections.
 */
export class Commits {
  readonly #db: Database;
  readonly #engine: Engine;
  #waiting: Waiting[] = [];

  constructor(db: Database, engine: Engine) {
    this.#db = db;
    this.#engine = engine;
  }

  /** Commits everything that `work` does or, if it throws, nothing. Resolves after the commit. */
  transaction<T>(work: Work<T>): Promise<T> {
    return this.#engine === 'sqlite' ? this.#together(work) : this.#db.transaction().execute(work);
  }

  /** The same for a single statement. */
  statement<T>(work: Work<T>): Promise<T> {
    return this.#engine === 'sqlite' ? this.#together(work) : work(this.#db);
  }

  /** The same for counts that may be lost if the machine fails: in PostgreSQL, they do not wait for the disk. */
  count<T>(work: Work<T>): Promise<T> {
    if (this.#engine === 'sqlite') return this.#together(work);
    return this.#db.transaction().execute(async (transaction) => {
      await sql`set local synchronous_commit = off`.execute(transaction);
      return work(transaction);
    });
  }

  #together<T>(work: Work<T>): Promise<T> {
    return new Promise((settle, fail) => {
      this.#waiting.push({ work, settle, fail });
      if (this.#waiting.length === 1) setImmediate(() => void this.#commit());
    });
  }

  async #commit(): Promise<void> {
    const all = this.#waiting;
    this.#waiting = [];
    const answers: (() => void)[] = [];
    try {
      await this.#db.transaction().execute(async (transaction) => {
        for (const one of all) answers.push(await attempt(transaction, one));
      });
    } catch (error) {
      for (const { fail } of all) fail(error);
      return;
    }
    for (const answer of answers) answer();
  }
}

/** @returns how to answer it, once all is committed */
async function attempt(transaction: Database, { work, settle, fail }: Waiting): Promise<() => void> {
  await sql`savepoint one`.execute(transaction);
  try {
    const result = await work(transaction);
    await sql`release one`.execute(transaction);
    return () => settle(result as never);
  } catch (error) {
    try {
      await sql`rollback to one`.execute(transaction);
      await sql`release one`.execute(transaction);
    } catch {
      throw error; // with a full disk, SQLite has rolled back everything: then none of them is kept
    }
    return () => fail(error);
  }
}
