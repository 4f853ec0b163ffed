import { ApiRefusal, type Item, type Query } from './api.ts';
import { statusCell, timeCell } from './cells.ts';
import { at, textAt } from './item.ts';
import {
  type Action,
  type Block,
  type Choice,
  type Field,
  type RowButton,
  type Screen,
  type View,
  screen,
} from './screen.ts';
import type { Values } from './values.ts';

/** A kind of resource that one form makes and edits. */
export interface Kind {
  /** Such as `scope`. */
  readonly noun: string;
  /** The path of its list in the API. */
  readonly api: (view: View) => string;
  readonly name?: (item: Item) => string;
  /** Of what there is; of an empty object for a new one. */
  readonly fields: (item: Item, view: View) => readonly Field[] | Promise<readonly Field[]>;
  /** Of a PUT or POST; a promise where something must be made first. */
  readonly body: (values: Values, item: Item, view: View) => unknown;
}

const nameOf = (kind: Kind, item: Item): string => (kind.name ?? ((one) => textAt(one, 'name')))(item);

/** The action that adds a resource, and opens what `to` names. */
export const creator = <T>(
  kind: Kind,
  to?: (made: Item, view: View) => string,
  more: Partial<Action<T>> = {},
): Action<T> => ({
  do: 'create',
  label: `Add ${kind.noun}`,
  tone: 'primary',
  fields: (_, view) => kind.fields({}, view),
  run: async (values, _, view) => {
    const made = await view.api.post(kind.api(view), await kind.body(values, {}, view));
    const path = to?.(made, view);
    return {
      message: `${nameOf(kind, made) || `The ${kind.noun}`} was added.`,
      ...(path !== undefined && { to: path }),
    };
  },
  ...more,
});

/** The page of one resource: its form, its state, and what else belongs to it. */
export interface EditorDefinition {
  readonly kind: Kind;
  /** The console's path; its last part names the resource. */
  readonly path: string;
  readonly menu: string;
  readonly param: string;
  /** The pages above, the nearest last: deleting leads there. */
  readonly above: (view: View) => readonly Choice[];
  readonly lead?: (item: Item) => string;
  /** Whether it is the org's own, which stays as it is. */
  readonly isFixed?: (item: Item) => boolean;
  /** Whether it can be deleted now. */
  readonly canDelete?: (item: Item) => boolean;
  readonly canDeactivate?: (item: Item) => boolean;
  readonly blocks?: (item: Item, view: View) => readonly Block[] | Promise<readonly Block[]>;
  readonly actions?: readonly Action<Item>[];
}

/** The page of a resource with the form that edits it. */
export const editor = (definition: EditorDefinition): Screen => {
  const { kind, path, menu, above, isFixed = () => false, canDeactivate = () => true } = definition;
  const apiOf = (view: View): string => `${kind.api(view)}/${view.param(definition.param)}`;
  return screen<Item>({
    ...{ path, menu },
    load: (view) => view.api.get(apiOf(view)),
    page: async (item, view) => ({
      title: nameOf(kind, item),
      badge: textAt(item, 'status') === '' ? undefined : statusCell(textAt(item, 'status')),
      lead: definition.lead?.(item) ?? '',
      crumbs: above(view),
      blocks: [
        ...((await definition.blocks?.(item, view)) ?? []),
        { kind: 'form', title: 'Settings', do: 'edit' },
        {
          kind: 'facts',
          facts: [
            ['ID', { text: textAt(item, 'id'), kind: 'code' }],
            ...['created', 'lastUpdated']
              .filter((name) => textAt(item, name) !== '')
              .map(
                (name) =>
                  [name === 'created' ? 'Created' : 'Last updated', timeCell(textAt(item, name))] as const,
              ),
          ],
        },
      ],
    }),
    actions: [
      {
        ...{ do: 'edit', label: 'Save', where: 'block', guarded: true },
        fields: (item, view) => kind.fields(item, view),
        run: async (values, item, view) => {
          await view.api.put(apiOf(view), await kind.body(values, item, view));
          return { message: `The ${kind.noun} was saved.` };
        },
      },
      ...(definition.actions ?? []),
      ...lifecycle<Item>(apiOf, kind.noun, (item) => item).map((action) => ({
        ...action,
        when: (item: Item, view: View) =>
          !isFixed(item) && canDeactivate(item) && (action.when?.(item, view) ?? true),
      })),
      {
        ...{ do: 'delete', label: 'Delete', tone: 'danger' },
        confirm: `The ${kind.noun} is permanently deleted, and so is everything that it allows.`,
        when: (item) => !isFixed(item) && (definition.canDelete?.(item) ?? true),
        run: async (_, item, view) => {
          await view.api.delete(apiOf(view));
          return { message: `${nameOf(kind, item)} was deleted.`, to: above(view).at(-1)?.value ?? menu };
        },
      },
    ],
  });
};

/** Buttons next to the title that activate and deactivate the resource. */
export const lifecycle = <T>(
  apiOf: (view: View) => string,
  noun: string,
  itemOf: (loaded: T) => Item,
): readonly Action<T>[] =>
  (['activate', 'deactivate'] as const).map((verb) => ({
    do: verb,
    label: verb === 'activate' ? 'Activate' : 'Deactivate',
    when: (loaded) => {
      const status = textAt(itemOf(loaded), 'status');
      return status !== '' && (status === 'ACTIVE') === (verb === 'deactivate');
    },
    run: async (_, __, view) => {
      await view.api.post(`${apiOf(view)}/lifecycle/${verb}`);
      return { message: `The ${noun} is ${verb === 'activate' ? 'active' : 'inactive'}.` };
    },
  }));

/** The buttons of a row that is active or inactive; they do `rowActions`. */
export const statusButtons = (item: Item, id = textAt(item, 'id')): RowButton[] => {
  const verb = textAt(item, 'status') === 'ACTIVE' ? 'deactivate' : 'activate';
  return [{ do: verb, label: verb === 'activate' ? 'Activate' : 'Deactivate', values: { id } }];
};

/** What the buttons of a row do. */
export const rowActions = <T>(api: (view: View) => string, noun: string): readonly Action<T>[] =>
  (['activate', 'deactivate'] as const).map((verb) => ({
    do: verb,
    label: verb,
    where: 'block',
    run: async (values, _, view) => {
      await view.api.post(`${api(view)}/${encodeURIComponent(values.text('id'))}/lifecycle/${verb}`);
      return { message: `The ${noun} is ${verb === 'activate' ? 'active' : 'inactive'}.` };
    },
  }));

/** Puts one of several rules or policies in the place of another. */
export const mover = <T>(
  itemsOf: (loaded: T) => readonly Item[],
  api: (view: View, loaded: T) => string,
  noun: string,
): Action<T> => ({
  ...{ do: 'move', label: 'Move', where: 'block', guarded: true },
  run: async (values, loaded, view) => {
    const priority = values.number('priority', 'The position');
    const items = itemsOf(loaded);
    const item = items.find(({ id }) => id === values.text('id'));
    if (!item || !items.some((other) => other['priority'] === priority))
      throw new ApiRefusal(409, 'There is no such position. Open the page again.', []);
    const { _links, _embedded, ...body } = item;
    // A rule of an access policy that takes a place pushes its holder back: below the holder is the next place.
    const isBelow = textAt(item, 'type') === 'ACCESS_POLICY' && priority > Number(item['priority']);
    const place = isBelow ? priority + 1 : priority;
    await view.api.put(`${api(view, loaded)}/${textAt(item, 'id')}`, { ...body, priority: place });
    return { message: `The ${noun} ${textAt(item, 'name')} was moved.` };
  },
});

export const choicesOf = (values: readonly string[]): Choice[] =>
  values.map((value) => ({ value, label: statusCell(value).text }));

/** Groups of the org as choices: a page of them, which the search field goes beyond, and those that are set. */
export async function groupChoices(
  { api }: View,
  set: readonly string[] = [],
  query: Query = {},
): Promise<Choice[]> {
  const first = await api.listIfAllowed('/api/v1/groups', { limit: 50, ...query });
  const others = set.filter((id) => !first.some((group) => group['id'] === id));
  const more = await Promise.all(others.map((id) => api.find(`/api/v1/groups/${encodeURIComponent(id)}`)));
  return [...first, ...more.filter((group) => group !== undefined)].map((group) => ({
    value: textAt(group, 'id'),
    label: textAt(group, 'profile.name'),
  }));
}

/** Groups as above, without those of a list of the API. */
export async function otherGroups(view: View, heldApi: string, query: Query = {}): Promise<Choice[]> {
  const [all, held] = await Promise.all([
    groupChoices(view, [], query),
    view.api.list(heldApi, { limit: 200 }),
  ]);
  const ids = new Set(held.map((group) => textAt(group, 'id')));
  return all.filter(({ value }) => !ids.has(value));
}

/** Whether it is the org's own, which stays as it is. */
export const isSystem = (item: Item): boolean => item['system'] === true;

export const isOn = (item: Item, path: string): boolean => at(item, path) === true;
