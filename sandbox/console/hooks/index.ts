import type { Item } from '../kernel/api.ts';
import { codeCell, statusCell } from '../kernel/cells.ts';
import { edited, itemsAt, textAt, textsAt } from '../kernel/item.ts';
import { list } from '../kernel/list.ts';
import { type Kind, creator, editor } from '../kernel/resource.ts';
import type { Field, Screen } from '../kernel/screen.ts';
import type { Values } from '../kernel/values.ts';

const eventsPath = '/admin/workflow/eventhooks';
const inlinePath = '/admin/workflow/inlinehooks';
const eventApi = '/api/v1/eventHooks';
const inlineApi = '/api/v1/inlineHooks';

const channelFields = (hook: Item): readonly Field[] => [
  { name: 'name', label: 'Name', required: true, value: textAt(hook, 'name') },
  { name: 'uri', label: 'URL', required: true, value: textAt(hook, 'channel.config.uri') },
  {
    ...{ name: 'header', label: 'Authentication field' },
    value: hook['id'] === undefined ? 'Authorization' : textAt(hook, 'channel.config.authScheme.key'),
  },
  {
    ...{ name: 'secret', label: 'Authentication secret', type: 'password' },
    ...(hook['id'] !== undefined && { hint: 'Leave it empty to keep the current one.' }),
  },
];

function channel(values: Values, hook: Item): Item {
  const key = values.text('header');
  const isOAuth = textAt(hook, 'channel.type') === 'OAUTH';
  return edited(hook, {
    ...{ _links: undefined, name: values.text('name') },
    'channel.type': textAt(hook, 'channel.type') || 'HTTP',
    'channel.version': '1.0.0',
    'channel.config.uri': values.text('uri'),
    'channel.config.authScheme':
      isOAuth || key === ''
        ? undefined
        : { type: 'HEADER', key, value: values.secret('secret') || undefined },
  });
}

const eventHook: Kind = {
  noun: 'event hook',
  api: () => eventApi,
  fields: (hook) => [
    ...channelFields(hook),
    {
      ...{ name: 'events', label: 'Subscribe to events', type: 'lines', required: true },
      ...{
        value: textsAt(hook, 'events.items'),
        hint: 'Event types, one per line, such as user.session.start',
        at: () => 'events.items',
      },
    },
    ...filtersOf(hook).map(({ name, event, expression }, index) => ({
      ...{ name, label: `Filter for ${event}`, type: 'code' as const, value: expression },
      ...(index === 0 && { hint: filterHint }),
      at: (values: Values) => {
        const place = filtersIn(values, hook).findIndex((filter) => filter.name === name);
        return `events.filter.eventFilterMap.${String(place)}`;
      },
    })),
  ],
  body: (values, hook) => {
    const filters = filtersIn(values, hook).map(({ event, expression }) => ({
      ...{ event, condition: { expression } },
    }));
    return edited(channel(values, hook), {
      ...{ 'events.type': 'EVENT_TYPE', 'events.items': values.lines('events') },
      'events.filter': filters.length > 0 ? { eventFilterMap: filters } : undefined,
    });
  },
};

const filterHint =
  "In Okta Expression Language, such as event.outcome.result eq 'SUCCESS'. The hook gets the events for which this is true. Leave it empty to send all of them.";

/** A field for each filter of a hook, and an empty one for each event type that has none. */
function filtersOf(hook: Item) {
  const set = itemsAt(hook, 'events.filter.eventFilterMap');
  return textsAt(hook, 'events.items').flatMap((event) => {
    const expressions = set
      .filter((filter) => textAt(filter, 'event') === event)
      .map((filter) => textAt(filter, 'condition.expression'));
    return (expressions.length > 0 ? expressions : ['']).map((expression, index) => ({
      ...{ name: `filter.${String(index)}.${event}`, event, expression },
    }));
  });
}

/** The filters in a form, without those for event types that the form removes. */
const filtersIn = (values: Values, hook: Item) =>
  filtersOf(hook)
    .filter(({ event }) => values.lines('events').includes(event))
    .map((filter) => ({ ...filter, expression: values.text(filter.name) }))
    .filter(({ expression }) => expression !== '');

const inlineTypes = [
  ['com.okta.oauth2.tokens.transform', 'Token'],
  ['com.okta.saml.tokens.transform', 'SAML assertion'],
  ['com.okta.import.transform', 'User import'],
  ['com.okta.user.pre-registration', 'Registration'],
  ['com.okta.user.credential.password.import', 'Password import'],
  ['com.okta.telephony.provider', 'Telephony'],
].map(([value = '', label = '']) => ({ value, label }));
const inlineTypeOf = (hook: Item): string =>
  inlineTypes.find(({ value }) => value === textAt(hook, 'type'))?.label ?? textAt(hook, 'type');

const inlineHook: Kind = {
  noun: 'inline hook',
  api: () => inlineApi,
  fields: (hook) => [
    ...(hook['id'] === undefined
      ? [{ name: 'type', label: 'Type', type: 'select' as const, choices: inlineTypes }]
      : []),
    ...channelFields(hook),
  ],
  body: (values, hook) =>
    edited(channel(values, hook), {
      type: textAt(hook, 'type') || values.text('type'),
      version: textAt(hook, 'version') || '1.0.0',
    }),
};

/** What the preview sends at first. */
const sample = (hook: Item): Item => ({
  eventType: textAt(hook, 'type'),
  eventTypeVersion: '1.0',
  cloudEventVersion: '0.1',
  contentType: 'application/json',
  source: 'https://preview',
  data: { context: {}, identity: { claims: {} }, access: { claims: {}, scopes: {} } },
});

const name = (path: string) => ({
  title: 'Name',
  cell: (item: Item) => ({ text: textAt(item, 'name'), href: `${path}/${textAt(item, 'id')}` }),
});
const address = { title: 'URL', cell: (item: Item) => codeCell(textAt(item, 'channel.config.uri')) };
const status = { title: 'Status', cell: (item: Item) => statusCell(textAt(item, 'status')) };
const verified = (item: Item) => statusCell(textAt(item, 'verificationStatus'));
const isInactive = (item: Item): boolean => textAt(item, 'status') === 'INACTIVE';

/** Workflow > Event hooks and Inline hooks. */
export const hookScreens: readonly Screen[] = [
  list({
    path: eventsPath,
    title: 'Event hooks',
    lead: 'The org sends events to these URLs.',
    api: eventApi,
    columns: [name(eventsPath), address, status, { title: 'Verification', cell: verified }],
    empty: 'No event hooks yet.',
    actions: [creator(eventHook, (made) => `${eventsPath}/${textAt(made, 'id')}`)],
  }),
  editor({
    kind: eventHook,
    path: `${eventsPath}/:hookId`,
    ...{ menu: eventsPath, param: 'hookId', canDelete: isInactive },
    above: () => [{ value: eventsPath, label: 'Event hooks' }],
    blocks: (hook) => [{ kind: 'facts', facts: [['Verification', verified(hook)]] }],
    actions: [
      {
        ...{ do: 'verify', label: 'Verify' },
        when: (hook) => textAt(hook, 'verificationStatus') !== 'VERIFIED',
        run: async (_, __, { api, param }) => {
          await api.post(`${eventApi}/${param('hookId')}/lifecycle/verify`);
          return { message: 'The URL is verified and receives events from now on.' };
        },
      },
    ],
  }),
  list({
    path: inlinePath,
    title: 'Inline hooks',
    lead: 'The org calls these URLs in the middle of a flow and uses what they return.',
    api: inlineApi,
    columns: [name(inlinePath), { title: 'Type', cell: inlineTypeOf }, address, status],
    empty: 'No inline hooks yet.',
    actions: [creator(inlineHook, (made) => `${inlinePath}/${textAt(made, 'id')}`)],
  }),
  editor({
    kind: inlineHook,
    path: `${inlinePath}/:hookId`,
    ...{ menu: inlinePath, param: 'hookId', canDelete: isInactive, lead: inlineTypeOf },
    above: () => [{ value: inlinePath, label: 'Inline hooks' }],
    blocks: () => [
      {
        ...{ kind: 'form', title: 'Preview', do: 'preview' },
        lead: 'Sends this request to the service. The response is shown under API calls at the bottom of the page.',
      },
    ],
    actions: [
      {
        ...{ do: 'preview', label: 'Send', where: 'block' },
        fields: (hook) => [
          { name: 'payload', label: 'Request', type: 'json', required: true, value: sample(hook) },
        ],
        run: async (values, _, { api, param }) => {
          const payload = values.json('payload', 'The request');
          await api.post(`${inlineApi}/${param('hookId')}/execute`, payload);
          return { message: 'The service responded. The response is under the POST below.' };
        },
      },
    ],
  }),
];
