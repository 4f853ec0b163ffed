import type { Item } from '../kernel/api.ts';
import { statusCell } from '../kernel/cells.ts';
import { textAt, textsAt } from '../kernel/item.ts';
import { rowActions, statusButtons } from '../kernel/resource.ts';
import type { Action, Block, CellValue, Field, View } from '../kernel/screen.ts';
import type { Values } from '../kernel/values.ts';

const connectionsApi = ({ param }: View): string =>
  `/workload-principals/api/v1/ai-agents/${param('agentId')}/connections`;

const conditions = [
  { value: 'ALL_SCOPES', label: 'All scopes' },
  { value: 'INCLUDE_ONLY', label: 'Only these scopes' },
  { value: 'EXCLUDE', label: 'All but these scopes' },
];

const scopeFields = (connection: Item = {}): readonly Field[] => [
  {
    ...{ name: 'condition', label: 'Scopes', type: 'select', choices: conditions },
    value: textAt(connection, 'scopeCondition'),
  },
  {
    ...{ name: 'scopes', label: 'These scopes', type: 'lines' },
    value: textsAt(connection, 'scopes').filter((scope) => scope !== '*'),
    hint: 'One per line, such as products:read. Security > API shows the scopes of each authorization server.',
  },
];

function scopesIn(values: Values): Item {
  const scopeCondition = values.text('condition');
  return { scopeCondition, ...(scopeCondition !== 'ALL_SCOPES' && { scopes: values.lines('scopes') }) };
}

/** What a connection leads to, with which scopes, and whether it is active. */
export const connectionCells = (connection: Item): CellValue[] => [
  {
    text: textAt(connection, 'authorizationServer.name'),
    href: `/admin/oauth2/as/${textAt(connection, 'authorizationServer.orn').split(':').at(-1) ?? ''}`,
    note: textAt(connection, 'authorizationServer.resourceIndicator'),
  },
  textAt(connection, 'scopeCondition') === 'ALL_SCOPES'
    ? 'All'
    : `${textAt(connection, 'scopeCondition') === 'EXCLUDE' ? 'All but ' : ''}${textsAt(connection, 'scopes').join(', ')}`,
  statusCell(textAt(connection, 'status')),
];

/** What the agent may connect to. */
export const connectionBlock = async (view: View): Promise<Block> => {
  const held = await view.api.list(connectionsApi(view), { limit: 200 });
  return {
    ...{ kind: 'table', title: 'Resource connections' },
    actions: [...(held.length > 0 ? ['scopes'] : []), 'connect'],
    columns: ['Resource', 'Scopes', 'Status'],
    empty: 'The agent may not use any resources yet.',
    rows: held.map((one) => ({
      cells: connectionCells(one),
      buttons: [
        ...statusButtons(one).map((button) => ({ ...button, do: `connection-${button.do}` })),
        {
          ...{ do: 'disconnect', label: 'Delete', tone: 'danger', values: { id: textAt(one, 'id') } },
          confirm: 'Delete this connection? The agent can no longer use the resource.',
        },
      ],
    })),
  };
};

export const connectionActions: readonly Action<Item>[] = [
  {
    ...{ do: 'connect', label: 'Add connection', where: 'block' },
    fields: async (_, { api }) => [
      {
        ...{ name: 'server', label: 'Authorization server', type: 'select', at: () => 'authorizationServer' },
        choices: (await api.list('/api/v1/authorizationServers', { limit: 200 })).map((server) => ({
          ...{ value: textAt(server, 'id'), label: textAt(server, 'name') },
        })),
      },
      {
        ...{ name: 'resource', label: 'Resource indicator', at: () => 'resourceIndicator' },
        hint: 'The address of the resource, such as https://mcp.example.com; leave it empty for none.',
      },
      ...scopeFields(),
    ],
    run: async (values, _, view) => {
      const orgId = textAt(await view.api.get('/api/v1/org'), 'id');
      await view.api.post(connectionsApi(view), {
        connectionType: 'IDENTITY_ASSERTION_CUSTOM_AS',
        authorizationServer: {
          orn: `orn:okta:idp:${orgId}:authorization_servers:${values.text('server')}`,
          resourceIndicator: values.optional('resource'),
        },
        ...scopesIn(values),
      });
      return { message: 'The agent was connected.' };
    },
  },
  {
    ...{ do: 'scopes', label: 'Change scopes', where: 'block' },
    fields: async (_, view) => {
      const held = await view.api.list(connectionsApi(view), { limit: 200 });
      const choices = held.map((one) => ({
        ...{ value: textAt(one, 'id'), label: textAt(one, 'authorizationServer.name') },
      }));
      // With several, the form cannot know whose scopes to begin with.
      const only = held.length === 1 ? held[0] : undefined;
      return [{ name: 'connection', label: 'Resource', type: 'select', choices }, ...scopeFields(only)];
    },
    run: async (values, _, view) => {
      const id = encodeURIComponent(values.text('connection'));
      await view.api.patch(`${connectionsApi(view)}/${id}`, scopesIn(values));
      return { message: 'The scopes were changed.' };
    },
  },
  ...rowActions<Item>(connectionsApi, 'connection').map((action) => ({
    ...action,
    do: `connection-${action.do}`,
  })),
  {
    ...{ do: 'disconnect', label: 'Delete', where: 'block' },
    run: async (values, _, view) => {
      await view.api.delete(`${connectionsApi(view)}/${encodeURIComponent(values.text('id'))}`);
      return { message: 'The connection was deleted.' };
    },
  },
];
