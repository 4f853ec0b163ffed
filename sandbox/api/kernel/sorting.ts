import { sortText } from '../../org/people/user-orders.ts';
import { invalidCriteria } from './filter.ts';

export interface Sorting {
  readonly name: string;
  readonly sign: 1 | -1;
}

/**
 * `sortBy` and `sortOrder`, which Okta reads only together with `search`.
 * @param knows whether a list can be sorted by that name
 * @throws OktaError 400 E0000031
 */
export function sortingOf(query: URLSearchParams, knows: (name: string) => boolean): Sorting | undefined {
  const [search, name, direction] = [query.get('search'), query.get('sortBy'), query.get('sortOrder')];
  if (!search || !name) return undefined;
  if (!knows(name)) throw invalidCriteria();
  return { name, sign: direction?.toLowerCase().startsWith('desc') === true ? -1 : 1 };
}

/** The items in that order; equal items keep their order. */
export function sorted<T>(
  items: readonly T[],
  sorting: Sorting | undefined,
  valueAt: (item: T, name: string) => unknown,
): readonly T[] {
  if (!sorting) return items;
  const key = (item: T): string => sortText(valueAt(item, sorting.name));
  return items.toSorted((a, b) => sorting.sign * (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));
}
