import { statusCell } from '../kernel/cells.ts';
import type { Item } from '../kernel/api.ts';
import { at, edited, itemsAt, textAt } from '../kernel/item.ts';
import { list } from '../kernel/list.ts';
import { type Kind, creator, editor, isSystem } from '../kernel/resource.ts';
import type { Screen } from '../kernel/screen.ts';
import type { Values } from '../kernel/values.ts';

const path = '/admin/access/networks';
const api = '/api/v1/zones';

const addressesOf = (zone: Item, name: string): string[] =>
  itemsAt(zone, name).map((one) => textAt(one, 'value'));

const addresses = (values: Values, name: string): unknown =>
  values.lines(name).map((value) => ({ type: value.includes('/') ? 'CIDR' : 'RANGE', value }));

const zone: Kind = {
  noun: 'zone',
  api: () => api,
  fields: (item) => [
    { name: 'name', label: 'Zone name', required: true, value: textAt(item, 'name') },
    {
      ...{ name: 'blocked', label: 'Block access from IPs matching conditions listed in this zone' },
      ...{ type: 'flag', value: textAt(item, 'usage') === 'BLOCKLIST' },
    },
    ...((textAt(item, 'type') || 'IP') === 'IP'
      ? [
          {
            ...{ name: 'gateways', label: 'Gateway IPs', type: 'lines' as const },
            ...{
              value: addressesOf(item, 'gateways'),
              hint: 'One address, range or CIDR block per line.',
            },
          },
          {
            ...{ name: 'proxies', label: 'Trusted proxy IPs', type: 'lines' as const },
            value: addressesOf(item, 'proxies'),
          },
        ]
      : [
          {
            ...{ name: 'settings', label: 'Locations, networks and services', type: 'json' as const },
            value: Object.fromEntries(
              ['locations', 'proxyType', 'asns', 'ipServiceCategories']
                .filter((name) => at(item, name) !== undefined)
                .map((name) => [name, at(item, name)]),
            ),
          },
        ]),
  ],
  body: (values, item) => {
    const type = textAt(item, 'type') || 'IP';
    return edited(item, {
      ...{ _links: undefined, type, name: values.text('name') },
      usage: values.flag('blocked') ? 'BLOCKLIST' : 'POLICY',
      ...(type === 'IP'
        ? { gateways: addresses(values, 'gateways'), proxies: addresses(values, 'proxies') }
        : values.json('settings', 'The settings')),
    });
  },
};

const zoneList = list({
  path,
  title: 'Networks',
  lead: 'Addresses and places that policies can refer to in their conditions.',
  api,
  columns: [
    {
      title: 'Zone',
      cell: (item) => ({ text: textAt(item, 'name'), href: `${path}/${textAt(item, 'id')}` }),
    },
    { title: 'Type', cell: (item) => (textAt(item, 'type') === 'IP' ? 'IP' : 'Dynamic') },
    { title: 'Use', cell: (item) => (textAt(item, 'usage') === 'BLOCKLIST' ? 'Blocked' : 'Policies') },
    { title: 'Gateways', cell: (item) => addressesOf(item, 'gateways').join(', ') },
    { title: 'Status', cell: (item) => statusCell(textAt(item, 'status')) },
  ],
  empty: 'No network zones yet.',
  actions: [creator(zone, undefined, { label: 'Add IP zone' })],
});

/** Security > Networks. */
export const zoneScreens: readonly Screen[] = [
  zoneList,
  editor({
    kind: zone,
    path: `${path}/:zoneId`,
    ...{ menu: path, param: 'zoneId', isFixed: isSystem },
    above: () => [{ value: path, label: 'Networks' }],
  }),
];
