import { z } from 'zod';
import { wholeMoney } from '../site/view-filters.ts';
import { examplesWith, most, understand } from './mind.ts';
import type { Reach } from './reach.ts';

/** What thinks for the assistant: answers one sentence of a person, by tools of the shop. */
export type Mind = (
  sentence: string,
  reach: Pick<Reach, 'use' | 'tools'>,
  /** What they have said to each other before, oldest first. */
  before?: readonly { readonly sentence: string; readonly answer: string }[],
) => Promise<string>;

const products = z.object({
  products: z.array(z.object({ itemId: z.string(), title: z.string(), price: z.number() })),
});
const orders = z.object({
  orders: z.array(z.object({ productTitle: z.string(), quantity: z.number(), status: z.string() })),
});

const statuses: Readonly<Record<string, string>> = {
  pending: 'waiting for approval',
  complete: 'approved',
  declined: 'declined',
};

/** What the shop's theme says about its products. */
export interface Wares {
  /** ISO 4217, of the prices. */
  readonly currency?: string | undefined;
  /** Something that the shop sells, as an example. */
  readonly item?: string | undefined;
}

/** The mind without a model: the same every time. */
export const scripted =
  ({ currency, item }: Wares = {}): Mind =>
  async (sentence, reach) => {
    const denied = (what: string, why: string): string => `I am not allowed to ${what}. ${why}`;
    const intent = understand(sentence);
    switch (intent.kind) {
      case 'unknown':
        return `I do not understand that. Try: ${examplesWith(item).join(' · ')}`;
      case 'orders': {
        const mine = await reach.use('my_orders', {});
        if ('refused' in mine) return denied('see your orders', mine.refused);
        if ('problem' in mine) return mine.problem;
        const list = orders.parse(mine.result).orders;
        if (list.length === 0) return 'You have not ordered anything.';
        return list
          .map(({ productTitle, quantity, status }) => {
            const what = quantity > 1 ? `${quantity} × ${productTitle}` : productTitle;
            return `${what}: ${statuses[status] ?? status}`;
          })
          .join('\n');
      }
      default: {
        const found = await reach.use('list_products', {});
        if ('refused' in found) return denied('see the products', found.refused);
        if ('problem' in found) return found.problem;
        const all = products.parse(found.result).products;
        if (intent.kind === 'products')
          return all.map((one) => `${one.title}${priceOf(one.price, currency)}`).join('\n');
        const wanted = all.find(({ title }) => title.toLowerCase() === intent.item.toLowerCase());
        if (wanted === undefined) return `The shop does not sell ${intent.item}.`;
        if (intent.count < 1 || intent.count > most) return `I can order at most ${most} at a time.`;
        const order = await reach.use('place_order', { itemId: wanted.itemId, quantity: intent.count });
        if ('refused' in order) return denied('order for you', order.refused);
        if ('problem' in order) return `Not ordered. ${order.problem}.`;
        return `Ordered: ${intent.count} × ${wanted.title}. It is waiting for approval.`;
      }
    }
  };

/** An item of price 0 shows none, as in the shop. */
const priceOf = (price: number, currency: string | undefined): string =>
  price === 0 ? '' : `: ${currency === undefined ? price : wholeMoney(price, currency)}`;
