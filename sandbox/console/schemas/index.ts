import type { Item, Page } from '../kernel/api.ts';
import { codeCell } from '../kernel/cells.ts';
import { textAt } from '../kernel/item.ts';
import { type Action, type Screen, type View, screen } from '../kernel/screen.ts';
import { nextPage } from '../kernel/list.ts';
import type { Values } from '../kernel/values.ts';
import { type Attribute, attributesIn } from './attributes.ts';

const path = '/admin/universaldirectory';

/** The API's path of the schema of people (`default`), of groups (`group`), or of an app's users. */
function schemaApi({ param }: View): string {
  const id = param('schemaId');
  if (id === 'group') return '/api/v1/meta/schemas/group/default';
  return id === 'default' ? '/api/v1/meta/schemas/user/default' : `/api/v1/meta/schemas/apps/${id}/default`;
}

const types = [
  ['string', 'string'],
  ['boolean', 'boolean'],
  ['integer', 'integer'],
  ['number', 'number'],
  ['array', 'string array'],
].map(([value = '', label = '']) => ({ value, label }));

function propertyOf(values: Values): Item {
  const type = values.text('type');
  const listed = values.lines('enum');
  const oneOf = listed.map((value) => ({ const: value, title: value }));
  const list = listed.length === 0 ? {} : { enum: listed, oneOf };
  return {
    title: values.text('title'),
    description: values.optional('description'),
    type,
    ...(type === 'array' ? { items: { type: 'string', ...list } } : list),
    ...(values.flag('required') && { required: true }),
  };
}

const send = (view: View, name: string, property: Item | null): Promise<Item> =>
  view.api.post(schemaApi(view), {
    definitions: { custom: { id: '#custom', type: 'object', properties: { [name]: property } } },
  });

const actions: readonly Action<Item>[] = [
  {
    ...{ do: 'add', label: 'Add attribute', tone: 'primary' },
    fields: () => [
      { name: 'title', label: 'Display name', required: true },
      { name: 'name', label: 'Variable name', required: true, hint: 'Letters, digits and _.' },
      { name: 'description', label: 'Description' },
      { name: 'type', label: 'Data type', type: 'select', choices: types },
      {
        ...{ name: 'enum', label: 'Enumerated list of values', type: 'lines' },
        hint: 'One per line; leave it empty to allow any value.',
      },
      { name: 'required', label: 'Attribute required', type: 'flag' },
    ],
    run: async (values, _, view) => {
      await send(view, values.text('name'), propertyOf(values));
      return { message: `${values.text('name')} was added.` };
    },
  },
  {
    ...{ do: 'remove', label: 'Remove', where: 'block' },
    run: async (values, _, view) => {
      await send(view, values.text('name'), null);
      return { message: `${values.text('name')} was removed.` };
    },
  },
];

const rowOf = ({ name, title, type, choices, isRequired, isCustom }: Attribute) => ({
  cells: [
    title,
    codeCell(name),
    type === 'array' ? 'string array' : type,
    choices.join(', '),
    isRequired ? 'Yes' : 'No',
    isCustom ? 'Custom' : 'Base',
  ],
  buttons: isCustom
    ? [
        {
          ...{ do: 'remove', label: 'Remove', tone: 'danger' as const, values: { name } },
          confirm: `Remove ${name} and its value in every profile?`,
        },
      ]
    : [],
});

/** The attributes of one schema. */
const schema = screen<Item>({
  path: `${path}/:schemaId`,
  menu: path,
  load: (view) => view.api.get(schemaApi(view)),
  page: (loaded) => ({
    title: textAt(loaded, 'title') || textAt(loaded, 'name'),
    lead: textAt(loaded, 'description'),
    crumbs: [{ value: path, label: 'Profile Editor' }],
    blocks: [
      {
        ...{ kind: 'table', title: 'Attributes', empty: 'No attributes.' },
        columns: ['Display name', 'Variable name', 'Data type', 'Values', 'Required', 'Kind'],
        rows: attributesIn(loaded)
          .toSorted((a, b) => Number(b.isCustom) - Number(a.isCustom))
          .map(rowOf),
      },
    ],
  }),
  actions,
});

/** Directory > Profile Editor: what is known of people, of groups, and of people in each app. */
const schemaList = screen<Page>({
  path,
  load: ({ api, query }) =>
    api.page('/api/v1/apps', {
      ...{ limit: 50, q: query.get('q') ?? undefined },
      after: query.get('after') ?? undefined,
    }),
  page: ({ items, next }, { query }) => ({
    title: 'Profile Editor',
    lead: 'The profile attributes of people in Okta, and in each app.',
    blocks: [
      {
        ...{ kind: 'table', columns: ['Profile', 'Type'], empty: 'No apps match.' },
        search: { value: query.get('q') ?? '', label: 'Search apps by name' },
        next: next === undefined ? undefined : nextPage(query, next),
        rows: [
          ...(query.has('after') || (query.get('q') ?? '') !== ''
            ? []
            : [
                { cells: [{ text: 'User (default)', href: `${path}/default` }, 'Okta'] },
                { cells: [{ text: 'Group', href: `${path}/group` }, 'Okta'] },
              ]),
          ...items.map((app) => ({
            cells: [
              { text: `${textAt(app, 'label')} User`, href: `${path}/${textAt(app, 'id')}` },
              'Application',
            ],
          })),
        ],
      },
    ],
  }),
});

/** Directory > Profile Editor. */
export const schemaScreens: readonly Screen[] = [schemaList, schema];
