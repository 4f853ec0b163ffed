import type { Services } from '../site/services.ts';
import type { Order } from '../store/orders.ts';
import { missingFrom } from './approval.ts';
import type { Proof } from './approval.ts';
import type { Catalogue } from './catalogue.ts';

export interface Buyer {
  /** Okta user id; the client's id when a machine orders. */
  id: string;
  name: string;
  clientId: string;
  /** Whether their plan includes premium items. */
  premium: boolean;
}

export type Placing =
  | { order: Order }
  | { refused: 'unknown-item' }
  | { refused: 'premium-only' }
  | { refused: 'sold-out'; title: string };

export type Settling =
  | { order: Order }
  | { refused: 'second-factor' | 'recent-sign-in' | 'unknown-order' }
  | { refused: 'settled'; order: Order };

/** Owns what changes orders and shelves: every change goes through here, so that rules and the catalogue's cache hold. */
export class Orders {
  readonly #services: Pick<Services, 'store' | 'theme' | 'now'>;
  readonly #catalogue: Catalogue;
  constructor(services: Pick<Services, 'store' | 'theme' | 'now'>, catalogue: Catalogue) {
    this.#services = services;
    this.#catalogue = catalogue;
  }

  /** One piece less on the shelf, and a pending order for it. */
  async place(itemId: string, { id, name, clientId, premium }: Buyer): Promise<Placing> {
    const { store, theme } = this.#services;
    const item = this.#catalogue.find(itemId);
    if (!item) return { refused: 'unknown-item' };
    if (item.target === 'PREMIUM' && !premium) return { refused: 'premium-only' };
    const order = await store.orders.place({ theme: theme.name, item, user: { id, name }, clientId });
    if (!order) return { refused: 'sold-out', title: item.title };
    this.#catalogue.invalidate();
    return { order };
  }

  /** What is missing before this proof settles an order; undefined when nothing is. */
  missingToSettle(proof: Proof): ReturnType<typeof missingFrom> {
    return missingFrom(proof, this.#services.now());
  }

  /** Completes or declines a pending order, once: whoever comes second learns how it was settled. */
  async settle(id: string, status: 'complete' | 'declined', proof: Proof): Promise<Settling> {
    const { store } = this.#services;
    const missing = this.missingToSettle(proof);
    if (missing) return { refused: missing };
    const order = await store.orders.settle(id, status);
    if (order) {
      this.#catalogue.invalidate();
      return { order };
    }
    const settled = await store.orders.find(id);
    return settled ? { refused: 'settled', order: settled } : { refused: 'unknown-order' };
  }

  /** No orders, full shelves. */
  async startOver(): Promise<void> {
    const { store, theme } = this.#services;
    await store.startOver(theme.name, theme.items);
    this.#catalogue.invalidate();
  }
}
