import type { Item, Page, Query } from './api.ts';
import type { Action, CellValue, Choice, Row, Screen, Tab, View } from './screen.ts';
import { screen } from './screen.ts';

/** A list of the API as a table with search, filters and pages. */
export interface ListDefinition {
  readonly path: string;
  readonly title: string;
  readonly lead?: string;
  /** This list, and its neighbors. */
  readonly tabs?: readonly Tab[];
  /** The path of the list in the API. */
  readonly api: string;
  /** Sent with every call. */
  readonly query?: Query;
  /** What the API says elsewhere of the items of a page. */
  readonly enrich?: (item: Item, view: View) => Promise<Item>;
  readonly columns: readonly { readonly title: string; cell: (item: Item) => CellValue }[];
  readonly buttons?: (item: Item) => Row['buttons'];
  readonly search?: { readonly label: string; readonly query: (typed: string) => Query };
  readonly filters?: readonly {
    readonly name: string;
    readonly label: string;
    readonly choices: readonly Choice[];
    readonly query: (chosen: string) => Query;
  }[];
  readonly empty: string;
  readonly actions?: readonly Action<Page>[];
}

/** A screen with a list of the API. */
export const list = (definition: ListDefinition): Screen =>
  screen<Page>({
    path: definition.path,
    actions: definition.actions ?? [],
    load: async (view) => {
      const page = await view.api.page(definition.api, queryOf(definition, view));
      const { enrich } = definition;
      return enrich === undefined
        ? page
        : { ...page, items: await Promise.all(page.items.map((item) => enrich(item, view))) };
    },
    page: ({ items, next }, { query }) => ({
      title: definition.title,
      ...(definition.lead !== undefined && { lead: definition.lead }),
      ...(definition.tabs && { tabs: definition.tabs, tab: definition.path }),
      blocks: [
        {
          kind: 'table',
          columns: definition.columns.map(({ title }) => title),
          rows: items.map((item) => ({
            cells: definition.columns.map(({ cell }) => cell(item)),
            buttons: definition.buttons?.(item) ?? [],
          })),
          empty: isNarrowed(definition, query)
            ? 'Nothing matches. Change or clear the search.'
            : definition.empty,
          ...(definition.search && {
            search: { value: query.get('q') ?? '', label: definition.search.label },
          }),
          filters: (definition.filters ?? []).map(({ name, label, choices }) => ({
            ...{ name, label, choices },
            value: query.get(name) ?? '',
          })),
          next: next === undefined ? undefined : nextPage(query, next),
        },
      ],
    }),
  });

function queryOf({ query, search, filters = [] }: ListDefinition, view: View): Query {
  const typed = view.query.get('q')?.trim() ?? '';
  return {
    ...query,
    limit: 50,
    ...(search && typed !== '' && search.query(typed)),
    ...filters.reduce<Query>((all, filter) => ({ ...all, ...chosen(filter, view) }), {}),
    after: view.query.get('after') ?? undefined,
  };
}

type ListFilter = NonNullable<ListDefinition['filters']>[number];

/** Accepts only offered choices, because an address may contain anything. */
function chosen({ name, choices, query }: ListFilter, view: View): Query {
  const value = view.query.get(name) ?? '';
  return value !== '' && choices.some((choice) => choice.value === value) ? query(value) : {};
}

const isNarrowed = ({ filters = [] }: ListDefinition, query: URLSearchParams): boolean =>
  ['q', ...filters.map(({ name }) => name)].some((name) => (query.get(name) ?? '') !== '');

/** The screen's own query, with the cursor of the API. */
export function nextPage(query: URLSearchParams, next: string): string {
  const own = new URLSearchParams(query);
  own.set('after', new URLSearchParams(next).get('after') ?? '');
  return own.toString();
}
