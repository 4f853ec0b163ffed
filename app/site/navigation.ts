import type { Person } from '../auth/person.ts';
import type { Config } from '../config/config.ts';
import type { Theme } from '../theme/index.ts';

export interface NavigationItem {
  label: string;
  href: string;
  current: boolean;
  /** Whether it moves to the More menu if the bar has no room for all. */
  extra: boolean;
}

/** How many links fit next to a user's name at 1280 pixels. */
const roomFor = 5;

interface Place {
  label: string;
  href: string;
  shown: boolean;
  extra?: true;
}

/**
 * The top bar's links: the pages that are enabled and that this user may open. All pages can still be reached
 * by URL.
 */
export function navigation(
  { features }: Config,
  theme: Theme,
  person: Person | undefined,
  path: string,
): NavigationItem[] {
  const signedIn = person !== undefined;
  const places: Place[] = [
    { label: theme.itemsTitle, href: '/products', shown: signedIn },
    { label: theme.ordersTitle, href: '/orders', shown: signedIn },
    { label: 'Apps', href: '/apps', shown: signedIn },
    { label: 'Portfolio', href: '/portfolio', shown: signedIn && features.portfolio, extra: true },
    { label: 'Developer', href: '/developer', shown: signedIn && features.developer, extra: true },
    { label: 'Admin', href: '/admin', shown: person?.badge === 'Admin' },
    { label: 'Events', href: '/events', shown: features.events && person?.badge === 'Admin', extra: true },
  ];
  const shown = places.filter((place) => place.shown);
  return shown.map(({ label, href, extra = false }) => ({
    label,
    href,
    current: path === href || path.startsWith(`${href}/`),
    extra: extra && shown.length > roomFor,
  }));
}
