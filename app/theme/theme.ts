/** A loaded theme: parsed and validated, with all pictures. */

type Target = 'PUBLIC' | 'PREMIUM';

export interface ThemeItem {
  readonly itemId: string;
  readonly title: string;
  readonly description: string;
  readonly category: string;
  /** Stock at the first start of this theme, in pieces. */
  readonly count: number;
  /** In the theme's currency, in whole units with decimals (12.5); 0 means no price is shown. */
  readonly price: number;
  /** URL path on the app, e.g. `/static/themes/books/img-items/atlas.webp?v=3f9c01ab`. */
  readonly image: string;
  readonly target: Target;
}

/** CSS custom properties by name (`--bs-primary`), for each color mode. */
export interface Palette {
  readonly primary: string;
  readonly light: Readonly<Record<string, string>>;
  readonly dark: Readonly<Record<string, string>>;
}

/** A file of the theme as it is served: built-in themes from their folder, others re-encoded in the cache. */
export interface ThemeFile {
  readonly file: string;
  readonly type: string;
  /** First eight hexadecimal digits of the SHA-256; the `v` of its URL. */
  readonly version: string;
}

/** URL paths on the app. */
interface ThemeAssets {
  readonly icon: string;
  readonly background: string;
  readonly logo?: string;
  /** The logo's ink is so light that it needs a dark ground. */
  readonly logoIsPale?: boolean;
  readonly stylesheet: string;
}

export interface Theme {
  /** Stable for one source: `books`, or `acme-3f9c01` for a folder elsewhere or a URL. The key for stock. */
  readonly name: string;
  readonly label: string;
  readonly siteTitle: string;
  readonly itemsTitle: string;
  readonly itemsTitleLabel: string;
  readonly actionTitle: string;
  readonly ordersTitle: string;
  /** Under each price, such as “per month”. */
  readonly priceNote?: string;
  /** Whether cards say how many are left: nothing is left of a home loan. */
  readonly showStock: boolean;
  readonly heroText?: string;
  /** ISO 4217. */
  readonly currency?: string;
  readonly palette: Palette;
  readonly items: readonly ThemeItem[];
  readonly assets: ThemeAssets;
  /** By path inside the theme (`bg.jpg`, `img-items/atlas.webp`): nothing else is served. */
  readonly files: ReadonlyMap<string, ThemeFile>;
  readonly stylesheet: string;
  /** config.json and data.json as they are served under the theme's own URL. */
  readonly documents: Readonly<Record<'config.json' | 'data.json', string>>;
  /** Warnings for the user: a host that is down, a color that was adjusted. */
  readonly warnings: readonly string[];
}
