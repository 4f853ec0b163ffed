import { appPath } from '../apps/apps.ts';
import { isOidc } from '../apps/kinds.ts';
import type { Item } from '../kernel/api.ts';
import { codeCell, statusCell, timeCell } from '../kernel/cells.ts';
import { textAt } from '../kernel/item.ts';
import { lifecycle, rowActions, statusButtons } from '../kernel/resource.ts';
import { type Action, type Block, type Field, type View, screen } from '../kernel/screen.ts';
import type { Values } from '../kernel/values.ts';
import { connectionActions, connectionBlock } from './connections.ts';

export const agentsPath = '/admin/ai-agents';
export const agentsApi = '/workload-principals/api/v1/ai-agents';
const agentApi = ({ param }: View): string => `${agentsApi}/${param('agentId')}`;
const keysApi = (view: View): string => `${agentApi(view)}/credentials/jwks`;

/** The form of an agent: its name, and the app through which people sign in to it. */
export const agentFields = async (agent: Item, { api }: View): Promise<readonly Field[]> => [
  { name: 'name', label: 'Name', required: true, value: textAt(agent, 'profile.name') },
  { name: 'description', label: 'Description', value: textAt(agent, 'profile.description') },
  {
    ...{ name: 'app', label: 'Linked app', type: 'select', value: textAt(agent, 'appId'), at: () => 'appId' },
    hint: 'The app that people use to sign in to the agent.',
    choices: [
      { value: '', label: 'None' },
      ...(await api.listIfAllowed('/api/v1/apps', { limit: 200 }))
        .filter(isOidc)
        .map((app) => ({ value: textAt(app, 'id'), label: textAt(app, 'label') })),
    ],
  },
];

export const bodyOf = (values: Values): Item => ({
  profile: { name: values.text('name'), description: values.optional('description') },
  appId: values.optional('app'),
});

async function keyBlock(view: View): Promise<Block> {
  const keys = await view.api.list(keysApi(view));
  return {
    ...{ kind: 'table', title: 'Public keys', columns: ['Key ID', 'Type', 'Status'], actions: ['add-key'] },
    empty: 'No keys. The agent can only authenticate with its linked app.',
    rows: keys.map((key) => ({
      cells: [codeCell(textAt(key, 'kid')), textAt(key, 'kty'), statusCell(textAt(key, 'status'))],
      buttons: [
        ...statusButtons(key).map((button) => ({ ...button, do: `key-${button.do}` })),
        ...(textAt(key, 'status') === 'INACTIVE'
          ? [
              {
                ...{ do: 'delete-key', label: 'Delete', tone: 'danger' as const },
                ...{ values: { id: textAt(key, 'id') }, confirm: 'Delete this key?' },
              },
            ]
          : []),
      ],
    })),
  };
}

const keyActions: readonly Action<Item>[] = [
  {
    ...{ do: 'add-key', label: 'Add key', where: 'block' },
    fields: () => [
      {
        ...{ name: 'key', label: 'Public key (JWK)', type: 'json', required: true },
        hint: 'Only the public part: with kty, kid and, for RSA, n and e.',
      },
    ],
    run: async (values, _, view) => {
      await view.api.post(keysApi(view), values.json('key', 'The public key'));
      return { message: 'The key was added.' };
    },
  },
  ...rowActions<Item>(keysApi, 'key').map((action) => ({ ...action, do: `key-${action.do}` })),
  {
    ...{ do: 'delete-key', label: 'Delete', where: 'block' },
    run: async (values, _, view) => {
      await view.api.delete(`${keysApi(view)}/${encodeURIComponent(values.text('id'))}`);
      return { message: 'The key was deleted.' };
    },
  },
];

/** AI agents > Directory > an agent. */
export const agent = screen<Item>({
  path: `${agentsPath}/:agentId`,
  menu: agentsPath,
  load: (view) => view.api.get(agentApi(view)),
  page: async (loaded, view) => {
    const id = textAt(loaded, 'appId');
    const app = id === '' ? undefined : await view.api.find(`/api/v1/apps/${id}`);
    return {
      title: textAt(loaded, 'profile.name'),
      badge: statusCell(textAt(loaded, 'status')),
      lead: textAt(loaded, 'profile.description'),
      crumbs: [{ value: agentsPath, label: 'AI agents' }],
      blocks: [
        await keyBlock(view),
        await connectionBlock(view),
        { kind: 'form', title: 'Settings', do: 'edit' },
        {
          kind: 'facts',
          facts: [
            ['ID', codeCell(textAt(loaded, 'id'))],
            ['Linked app', app && { text: textAt(app, 'label'), href: appPath(app) }],
            ['Created', timeCell(textAt(loaded, 'created'))],
            ['Last updated', timeCell(textAt(loaded, 'lastUpdated'))],
          ],
        },
      ],
    };
  },
  actions: [
    {
      ...{ do: 'edit', label: 'Save', where: 'block', guarded: true },
      fields: agentFields,
      run: async (values, _, view) => {
        await view.api.put(agentApi(view), bodyOf(values));
        return { message: 'The agent was saved.' };
      },
    },
    ...lifecycle<Item>(agentApi, 'agent', (item) => item),
    {
      ...{ do: 'delete', label: 'Delete', tone: 'danger' },
      when: (loaded) => textAt(loaded, 'status') !== 'ACTIVE',
      confirm: 'The agent is permanently deleted, with its keys and connections.',
      run: async (_, loaded, view) => {
        await view.api.delete(agentApi(view));
        return { message: `${textAt(loaded, 'profile.name')} was deleted.`, to: agentsPath };
      },
    },
    ...keyActions,
    ...connectionActions,
  ],
});
