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

/** Events that Okta's event hook delivered, each kept once. */
export class Events {
  readonly #db: Database;
  readonly #now: () => number;
  constructor(db: Database, now: () => number) {
    this.#db = db;
    this.#now = now;
  }

  /** Keeps what is new, in one transaction; returns only that. Okta delivers at least once, so repeats are usual. */
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

  /** In the order of arrival, those after `number`. */
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
