import { OktaError } from '../../org/kernel/errors.ts';
import type { Org } from '../../org/org.ts';
import type { Answer, ApiRequest } from './route.ts';
import { ok } from './route.ts';

interface PageRules<T> {
  /** The default and maximum page size. */
  readonly defaultLimit: number;
  readonly maximum: number;
  /** The value of `after=` for the next page. */
  readonly cursor: (item: T) => string;
}

/**
 * One page of a list, with Okta's `Link` header lines for itself and the next page.
 * @param items all that match, in a stable order
 * @param present the wire form of one
 * @throws OktaError 400 if `limit` is not an integer
 */
export function page<T>(
  org: Org,
  request: ApiRequest,
  items: readonly T[],
  present: (item: T) => unknown,
  rules: PageRules<T>,
): Answer {
  const { shown, links } = cutPage(org, request, items, rules);
  return linked(shown.map(present), links);
}

/** The address of this page as `self` and, unless it is the last, of the one after it as `next`. */
type PageLinks = { readonly self: string; readonly next?: string };

const linked = (body: readonly unknown[], links: PageLinks): Answer =>
  ok(body, { Link: Object.entries(links).map(([rel, href]) => `<${href}>; rel="${rel}"`) });

/** The items of the requested page, and the addresses of this page and the next one. @throws OktaError 400 */
export function cutPage<T>(
  org: Org,
  request: ApiRequest,
  items: readonly T[],
  rules: PageRules<T>,
): { readonly shown: readonly T[]; readonly links: PageLinks } {
  const limit = limitOf(request, rules);
  const after = request.query.get('after');
  const start = after === null ? 0 : startAfter(items.map(rules.cursor), after);
  const shown = items.slice(start, start + limit);
  const self = linkTo(org, request, after, request.query.get('limit'));
  const last = shown.at(-1);
  if (last === undefined || start + limit >= items.length) return { shown, links: { self } };
  return { shown, links: { self, next: linkTo(org, request, rules.cursor(last), String(limit)) } };
}

/**
 * Where the next page begins. If the last item of the previous page was deleted: in a list that is in the order of its
 * cursors with the item that would follow it, in other lists only near it.
 */
function startAfter(cursors: readonly string[], after: string): number {
  const at = cursors.indexOf(after);
  if (at >= 0) return at + 1;
  const next = cursors.findIndex((cursor) => cursor > after);
  return next >= 0 ? next : cursors.length;
}

/**
 * A page of what already begins behind the last one: no more is taken from it than the page needs.
 * @throws OktaError 400 if `limit` is not an integer
 */
export function pageFrom<T extends { readonly id: string }>(
  org: Org,
  request: ApiRequest,
  items: Iterable<T>,
  present: (item: T) => unknown,
  rules: Omit<PageRules<T>, 'cursor'>,
): Answer {
  const limit = limitOf(request, rules);
  const shown: T[] = [];
  let hasMore = false;
  for (const item of items) {
    hasMore = shown.length === limit;
    if (hasMore) break;
    shown.push(item);
  }
  const self = linkTo(org, request, request.query.get('after'), request.query.get('limit'));
  const next = linkTo(org, request, shown.at(-1)?.id ?? null, String(limit));
  return linked(shown.map(present), hasMore ? { self, next } : { self });
}

/** A page of entities, each its own cursor. */
export const pageById = <T extends { readonly id: string }>(
  org: Org,
  request: ApiRequest,
  items: readonly T[],
  present: (item: T) => unknown,
  defaultLimit = 200,
  maximum = 200,
): Answer => page(org, request, items, present, { defaultLimit, maximum, cursor: ({ id }) => id });

function limitOf(request: ApiRequest, rules: Omit<PageRules<unknown>, 'cursor'>): number {
  const asked = request.query.get('limit');
  if (asked === null || asked === '') return rules.defaultLimit;
  const limit = Number(asked);
  if (!Number.isInteger(limit)) throw badLimit(`The limit parameter must be an integer.`);
  // Okta reads 0 and -1 as "as many as you give".
  if (limit < 1) return rules.defaultLimit;
  return Math.min(limit, rules.maximum);
}

const badLimit = (cause: string): OktaError =>
  new OktaError(400, 'E0000001', 'Api validation failed: limit', [cause]);

function linkTo(org: Org, request: ApiRequest, after: string | null, limit: string | null): string {
  const query = new URLSearchParams(request.query);
  if (after !== null) query.set('after', after);
  if (limit !== null) query.set('limit', limit);
  const text = query.toString();
  return `${org.url}${request.path}${text === '' ? '' : `?${text}`}`;
}
