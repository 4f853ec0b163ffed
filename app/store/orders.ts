import { randomUUID } from 'node:crypto';
import { type Selectable, sql } from 'kysely';
import type { Commits } from './commits.ts';
import type { Engine } from './migrations.ts';
import type { Database, Schema } from './schema.ts';

export type Order = Selectable<Schema['orders']>;

/**
 * The content of an order; the item's title, image and price are copied, so that switching themes does not
 * change it.
 */
export interface NewOrder {
  theme: string;
  item: { itemId: string; title: string; image: string | undefined; price: number };
  quantity: number;
  user: { id: string; name: string };
  clientId: string;
  agentId?: string | undefined;
  agentName?: string | undefined;
  /** Whether the person has approved that the agent orders this. */
  approved?: boolean | undefined;
  /** What the agent may order for the person without asking, this order included. */
  limit?: SpendingLimit | undefined;
}

/** An amount in the theme's currency, counted since a time in milliseconds since the epoch. */
export interface SpendingLimit {
  readonly amount: number;
  readonly since: number;
}

/** Why there is no order: there are not enough items, or the agent must ask first. */
export type NoOrder = 'sold-out' | 'above-limit';

/** Thrown to roll back the transaction. */
class AboveLimit extends Error {}

/** pending until someone approves (complete) or declines it; a declined order's item is back in stock. */
export type OrderStatus = 'pending' | 'complete' | 'declined';

export interface OrderFilter {
  status?: OrderStatus | undefined;
  userId?: string | undefined;
  /** Only orders older than the one with this number. */
  before?: number | undefined;
  limit: number;
}

export class Orders {
  readonly #db: Database;
  readonly #now: () => number;
  readonly #engine: Engine;
  readonly #commits: Commits;
  constructor(db: Database, now: () => number, engine: Engine, commits: Commits) {
    this.#db = db;
    this.#now = now;
    this.#engine = engine;
    this.#commits = commits;
  }

  /**
   * Takes the items from stock and writes the order, both or neither. A single statement reduces the count only
   * if there are enough, so concurrent buyers cannot oversell; and what an agent has spent is counted where no other shop can
   * add to it before this order is written.
   */
  async place(wanted: NewOrder): Promise<Order | NoOrder> {
    try {
      return (await this.#place(wanted)) ?? 'sold-out';
    } catch (error) {
      if (error instanceof AboveLimit) return 'above-limit';
      throw error;
    }
  }

  #place(wanted: NewOrder): Promise<Order | undefined> {
    const { theme, item, quantity, user, clientId, agentId, agentName, approved, limit } = wanted;
    const now = this.#now();
    const price = Math.round(item.price * quantity * 100) / 100;
    return this.#commits.transaction(async (transaction) => {
      const { numUpdatedRows } = await transaction
        .updateTable('stock')
        .set((row) => ({ count: row('count', '-', quantity) }))
        .where('theme', '=', theme)
        .where('item_id', '=', item.itemId)
        .where('count', '>=', quantity)
        .executeTakeFirst();
      if (numUpdatedRows === 0n) return undefined;
      if (agentId !== undefined && limit !== undefined && price > 0) {
        const spender = { userId: user.id, agentId };
        const spent = await this.#spentBy(transaction, { ...spender, since: limit.since });
        // In cents: sums of fractions are a little more, or less, than they are.
        if (Math.round((spent + price) * 100) > Math.round(limit.amount * 100)) throw new AboveLimit();
      }
      return transaction
        .insertInto('orders')
        .values({
          id: randomUUID(),
          theme,
          item_id: item.itemId,
          title: item.title,
          image: item.image ?? null,
          price,
          quantity,
          status: 'pending',
          user_id: user.id,
          user_name: user.name,
          client_id: clientId,
          agent_id: agentId ?? null,
          agent_name: agentName ?? null,
          agent_approved: approved === true ? 1 : 0,
          delivery_date: null,
          created_at: now,
          updated_at: now,
        })
        .returningAll()
        .executeTakeFirstOrThrow();
    });
  }

  async setDelivery(id: string, date: string): Promise<void> {
    await this.#commits.statement((db) =>
      db.updateTable('orders').set({ delivery_date: date }).where('id', '=', id).execute(),
    );
  }

  /** Newest first. */
  async list({ status, userId, before, limit }: OrderFilter): Promise<Order[]> {
    let query = this.#db.selectFrom('orders').selectAll().orderBy('number', 'desc').limit(limit);
    if (status !== undefined) query = query.where('status', '=', status);
    if (userId !== undefined) query = query.where('user_id', '=', userId);
    if (before !== undefined) query = query.where('number', '<', before);
    return query.execute();
  }

  /**
   * What an agent has ordered for a person since then without asking, in the theme's currency; declined orders cost nothing.
   * Until the transaction ends, no one else counts the same orders: in PostgreSQL by a lock; in SQLite, a transaction that has written
   * is the only one.
   */
  async #spentBy(
    transaction: Database,
    by: { userId: string; agentId: string; since: number },
  ): Promise<number> {
    if (this.#engine === 'postgres')
      await sql`select pg_advisory_xact_lock(hashtextextended(${`${by.userId} ${by.agentId}`}, 0))`.execute(
        transaction,
      );
    const { total } = await transaction
      .selectFrom('orders')
      .select((query) => query.fn.sum<number | string | null>('price').as('total'))
      .where('user_id', '=', by.userId)
      .where('agent_id', '=', by.agentId)
      .where('agent_approved', '=', 0)
      .where('status', '!=', 'declined')
      .where('created_at', '>', by.since)
      .executeTakeFirstOrThrow();
    return Number(total ?? 0);
  }

  /** The number of orders by status. */
  async counts(): Promise<Record<OrderStatus, number>> {
    const rows = await this.#db
      .selectFrom('orders')
      .select(['status', (query) => query.fn.countAll<number | string>().as('number')])
      .groupBy('status')
      .execute();
    const counts = { pending: 0, complete: 0, declined: 0 };
    return Object.assign(counts, Object.fromEntries(rows.map((row) => [row.status, Number(row.number)])));
  }

  async find(id: string): Promise<Order | undefined> {
    return this.#db.selectFrom('orders').selectAll().where('id', '=', id).executeTakeFirst();
  }

  /**
   * Completes or declines a pending order; only one of several concurrent callers succeeds. A declined order's
   * items return to stock.
   * @returns undefined if the order is unknown or no longer pending
   */
  async settle(id: string, status: 'complete' | 'declined'): Promise<Order | undefined> {
    return this.#commits.transaction(async (transaction) => {
      const order = await transaction
        .updateTable('orders')
        .set({ status, updated_at: this.#now() })
        .where('id', '=', id)
        .where('status', '=', 'pending')
        .returningAll()
        .executeTakeFirst();
      if (order && status === 'declined')
        await transaction
          .updateTable('stock')
          .set((row) => ({ count: row('count', '+', order.quantity) }))
          .where('theme', '=', order.theme)
          .where('item_id', '=', order.item_id)
          .execute();
      return order;
    });
  }
}
