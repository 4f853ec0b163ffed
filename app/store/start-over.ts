import type { Database } from './schema.ts';

/**
 * Deletes all orders and restores this theme's stock, both or neither. Other themes' stock is restored when
 * they are used again. Sessions and events are kept.
 */
export async function startOver(
  db: Database,
  theme: string,
  items: readonly { itemId: string; count: number }[],
): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    await transaction.deleteFrom('step_ups').execute();
    await transaction.deleteFrom('orders').execute();
    await transaction.deleteFrom('stock').execute();
    if (items.length === 0) return;
    await transaction
      .insertInto('stock')
      .values(items.map(({ itemId, count }) => ({ theme, item_id: itemId, count })))
      .execute();
  });
}
