import type { Item } from '../kernel/api.ts';
import { statusCell } from '../kernel/cells.ts';
import { at, edited, textAt } from '../kernel/item.ts';
import { list } from '../kernel/list.ts';
import { type Kind, creator, editor } from '../kernel/resource.ts';
import type { Screen } from '../kernel/screen.ts';

const path = '/admin/access/behavior-detection';
const api = '/api/v1/behaviors';

const types = [
  ['ANOMALOUS_LOCATION', 'Location'],
  ['ANOMALOUS_DEVICE', 'Device'],
  ['ANOMALOUS_IP', 'IP'],
  ['VELOCITY', 'Velocity'],
  ['ANOMALOUS_ASN', 'ASN'],
].map(([value = '', label = '']) => ({ value, label }));
const typeOf = (item: Item): string =>
  types.find(({ value }) => value === textAt(item, 'type'))?.label ?? textAt(item, 'type');

const behavior: Kind = {
  noun: 'behavior',
  api: () => api,
  fields: (item) => [
    { name: 'name', label: 'Behavior name', required: true, value: textAt(item, 'name') },
    ...(item['id'] === undefined
      ? [{ name: 'type', label: 'Type', type: 'select' as const, choices: types }]
      : [{ name: 'settings', label: 'Settings', type: 'json' as const, value: at(item, 'settings') }]),
  ],
  body: (values, item) =>
    edited(item, {
      ...{ _links: undefined, name: values.text('name'), type: textAt(item, 'type') || values.text('type') },
      ...(item['id'] !== undefined && { settings: values.json('settings', 'The settings') }),
    }),
};

/** Security > Behavior detection. */
export const behaviorScreens: readonly Screen[] = [
  list({
    path,
    title: 'Behavior detection',
    lead: 'What counts as unusual at a sign-in. Stored, but the sandbox never finds a sign-in unusual.',
    api,
    columns: [
      {
        title: 'Behavior',
        cell: (item) => ({ text: textAt(item, 'name'), href: `${path}/${textAt(item, 'id')}` }),
      },
      { title: 'Type', cell: typeOf },
      { title: 'Status', cell: (item) => statusCell(textAt(item, 'status')) },
    ],
    empty: 'No behaviors yet.',
    actions: [creator(behavior, (made) => `${path}/${textAt(made, 'id')}`)],
  }),
  editor({
    kind: behavior,
    path: `${path}/:behaviorId`,
    ...{ menu: path, param: 'behaviorId' },
    above: () => [{ value: path, label: 'Behavior detection' }],
    lead: typeOf,
  }),
];
