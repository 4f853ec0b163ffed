import type { Services } from '../site/services.ts';
import type { Order, SpendingLimit } from '../store/orders.ts';
import { missingFrom } from './approval.ts';
import type { ApprovalAnswer } from '../auth/approvals.ts';
import type { Proof } from './approval.ts';
import type { Catalogue } from './catalogue.ts';

export interface Buyer {
  /** Okta user id; the client's id if a machine orders. */
  id: string;
  name: string;
  clientId: string;
  /** The AI agent that orders for them. */
  agentId?: string | undefined;
  agentName?: string | undefined;
  /** Whether they have approved that the agent orders this. */
  approved?: boolean;
  /** What the agent may order without asking; for a person who orders, and for what was approved, there is no limit. */
  limit?: SpendingLimit;
  /** Whether the user's plan includes premium items. */
  premium: boolean;
}

/** The item and quantity of an order. */
export interface Wanted {
  itemId: string;
  quantity: number;
}

export type Placing =
  | { order: Order }
  | { refused: 'unknown-item' }
  | { refused: 'premium-only' }
  | { refused: 'sold-out'; title: string }
  | { refused: 'above-limit'; title: string; total: number }
  | { refused: 'not-approved'; answer: Exclude<ApprovalAnswer, 'approved'> | 'too-late' };

export type Settling =
  | { order: Order }
  | { refused: 'second-factor' | 'recent-sign-in' | 'unknown-order' }
  | { refused: 'settled'; order: Order };

/**
 * The only place that changes orders and stock, so that the rules and the catalog's cache stay consistent.
 */
export class Orders {
  readonly #services: Pick<Services, 'store' | 'theme' | 'now'>;
  readonly #catalogue: Catalogue;
  constructor(services: Pick<Services, 'store' | 'theme' | 'now'>, catalogue: Catalogue) {
    this.#services = services;
    this.#catalogue = catalogue;
  }

  /** Takes the items from stock and creates a pending order for them. */
  async place({ itemId, quantity }: Wanted, { id, name, premium, ...by }: Buyer): Promise<Placing> {
    const { store, theme } = this.#services;
    const item = this.#catalogue.find(itemId);
    if (!item) return { refused: 'unknown-item' };
    if (item.target === 'PREMIUM' && !premium) return { refused: 'premium-only' };
    const order = await store.orders.place({
      theme: theme.name,
      item,
      quantity,
      user: { id, name },
      ...by,
    });
    if (order === 'sold-out') return { refused: order, title: item.title };
    if (order === 'above-limit') return { refused: order, title: item.title, total: item.price * quantity };
    this.#catalogue.invalidate();
    return { order };
  }

  /** What this proof lacks to approve or decline an order; undefined if nothing is missing. */
  missingToSettle(proof: Proof): ReturnType<typeof missingFrom> {
    return missingFrom(proof, this.#services.now());
  }

  /** Completes or declines a pending order, once: later calls get the existing status. */
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

  /** Deletes all orders and restores the stock. */
  async startOver(): Promise<void> {
    const { store, theme } = this.#services;
    await store.startOver(theme.name, theme.items);
    this.#catalogue.invalidate();
  }
}
