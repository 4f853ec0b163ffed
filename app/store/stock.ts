import type { Database } from './schema.ts';

/** The stock of each item, by theme: each theme has its own catalog and stock. */
export class Stock {
  readonly #db: Database;
  constructor(db: Database) {
    this.#db = db;
  }

  /** Adds new items with their initial count; existing ones are left unchanged. */
  async fill(theme: string, items: readonly { itemId: string; count: number }[]): Promise<void> {
    if (items.length === 0) return;
    await this.#db
      .insertInto('stock')
      .values(items.map(({ itemId, count }) => ({ theme, item_id: itemId, count })))
      .onConflict((conflict) => conflict.columns(['theme', 'item_id']).doNothing())
      .execute();
  }

  async counts(theme: string): Promise<Map<string, number>> {
    const rows = await this.#db
      .selectFrom('stock')
      .select(['item_id', 'count'])
      .where('theme', '=', theme)
      .execute();
    return new Map(rows.map((row) => [row.item_id, row.count]));
  }
}
