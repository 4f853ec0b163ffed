import type { Services } from '../site/services.ts';
import type { ThemeItem } from '../theme/index.ts';

/** A product as the API returns it. `image` is a path on the shop. */
export interface Product {
  itemId: string;
  title: string;
  description: string;
  category: string;
  count: number;
  price: number;
  image: string;
  target: 'PUBLIC' | 'PREMIUM';
}

/** Another process on the same database may sell too; its sales are visible after this many milliseconds. */
const freshFor = 1000;

/**
 * The theme's items with their stock. The serialized list is cached, because every caller gets the same bytes.
 */
export class Catalogue {
  readonly #services: Pick<Services, 'store' | 'theme' | 'now'>;
  /** Incremented with each sale; a list read before a sale must not be cached after it. */
  #sales = 0;
  readonly #lists = new Map<boolean, { bytes: Buffer; at: number }>();
  constructor(services: Pick<Services, 'store' | 'theme' | 'now'>) {
    this.#services = services;
  }

  /** JSON of the products visible to a user with or without the premium feature. */
  async json(premium: boolean): Promise<Buffer> {
    const { now } = this.#services;
    const kept = this.#lists.get(premium);
    if (kept && now() - kept.at < freshFor) return kept.bytes;
    const [at, sales] = [now(), this.#sales];
    const bytes = Buffer.from(JSON.stringify(await this.#products(premium)));
    if (sales === this.#sales) this.#lists.set(premium, { bytes, at });
    return bytes;
  }

  find(itemId: string): ThemeItem | undefined {
    return this.#services.theme.items.find((item) => item.itemId === itemId);
  }

  /** Must be called when a count has changed. */
  invalidate(): void {
    this.#sales += 1;
    this.#lists.clear();
  }

  async #products(premium: boolean): Promise<Product[]> {
    const { theme, store } = this.#services;
    const counts = await store.stock.counts(theme.name);
    return theme.items
      .filter((item) => premium || item.target === 'PUBLIC')
      .map((item) => ({
        itemId: item.itemId,
        title: item.title,
        description: item.description,
        category: item.category,
        count: counts.get(item.itemId) ?? 0,
        price: item.price,
        image: item.image,
        target: item.target,
      }));
  }
}
