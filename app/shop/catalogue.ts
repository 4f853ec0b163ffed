import type { Services } from '../site/services.ts';
import type { ThemeItem } from '../theme/index.ts';

/** A product as the API gives it. `image` is a path on the shop. */
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

/** Another process on the same database may sell too; after this many milliseconds its sales are seen. */
const freshFor = 1000;

/** The theme's items with what is left of each. The serialised list is kept, because every caller gets the same bytes. */
export class Catalogue {
  readonly #services: Pick<Services, 'store' | 'theme' | 'now'>;
  /** Grows with each sale; a list that was read before one must not be kept after it. */
  #sales = 0;
  readonly #lists = new Map<boolean, { bytes: Buffer; at: number }>();
  constructor(services: Pick<Services, 'store' | 'theme' | 'now'>) {
    this.#services = services;
  }

  /** JSON of the products a person with or without the premium feature may see. */
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

  /** To be called when a count has changed. */
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
