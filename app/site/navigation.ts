import type { Person } from '../auth/person.ts';
import type { Config } from '../config/config.ts';
import type { Theme } from '../theme/index.ts';

export interface NavigationItem {
  label: string;
  href: string;
  current: boolean;
}

interface Place {
  label: string;
  href: string;
  shown: boolean;
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
    { label: 'Orders', href: '/orders', shown: signedIn },
    { label: 'Apps', href: '/apps', shown: signedIn },
    { label: 'Portfolio', href: '/portfolio', shown: signedIn && features.portfolio },
    { label: 'Developer', href: '/developer', shown: signedIn && features.developer },
    { label: 'Admin', href: '/admin', shown: person?.badge === 'Admin' },
    { label: 'Events', href: '/events', shown: features.events && person?.badge === 'Admin' },
  ];
  return places
    .filter((place) => place.shown)
    .map(({ label, href }) => ({ label, href, current: path === href || path.startsWith(`${href}/`) }));
}
