import type { Selectable } from 'kysely';
import type { Database, Schema } from './schema.ts';

export type StoredEvent = Selectable<Schema['events']>;

export interface NewEvent {
  /** Okta's uuid of the event. */
  id: string;
  type: string;
  /** Milliseconds since the epoch. */
  publishedAt: number;
  /** The whole event as Okta sent it. */
  data: unknown;
}

/** Events delivered by Okta's event hook, each stored once. */
export class Events {
  readonly #db: Database;
  readonly #now: () => number;
  constructor(db: Database, now: () => number) {
    this.#db = db;
    this.#now = now;
  }

  /**
   * Stores new events in one transaction and returns only those. Okta delivers at least once, so duplicates are
   * normal.
   */
  async add(events: readonly NewEvent[]): Promise<StoredEvent[]> {
    if (events.length === 0) return [];
    const received = this.#now();
    return this.#db
      .insertInto('events')
      .values(
        events.map((event) => ({
          id: event.id,
          event_type: event.type,
          published_at: event.publishedAt,
          received_at: received,
          data: JSON.stringify(event.data),
        })),
      )
      .onConflict((conflict) => conflict.column('id').doNothing())
      .returningAll()
      .execute();
  }

  /** Those after `number`, in the order of arrival. */
  after(number: number, limit: number): Promise<StoredEvent[]> {
    return this.#db
      .selectFrom('events')
      .selectAll()
      .where('number', '>', number)
      .orderBy('number')
      .limit(limit)
      .execute();
  }

  /** Newest first. */
  latest(limit: number): Promise<StoredEvent[]> {
    return this.#db.selectFrom('events').selectAll().orderBy('number', 'desc').limit(limit).execute();
  }

  async count(): Promise<number> {
    const { number } = await this.#db
      .selectFrom('events')
      .select((query) => query.fn.countAll<number | string>().as('number'))
      .executeTakeFirstOrThrow();
    return Number(number);
  }

  async clear(): Promise<void> {
    await this.#db.deleteFrom('events').execute();
  }
}
