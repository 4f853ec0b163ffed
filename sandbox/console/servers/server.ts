import type { Item } from '../kernel/api.ts';
import { codeCell, statusCell, timeCell } from '../kernel/cells.ts';
import { textAt, textsAt } from '../kernel/item.ts';
import { creator, lifecycle, mover } from '../kernel/resource.ts';
import { type Action, type Block, type Tab, type View, screen } from '../kernel/screen.ts';
import { previewBlocks } from './preview.ts';
import { accessPolicyKind, claimKind, scopeKind, serverApi, serverKind } from './kinds.ts';

export const serversPath = '/admin/oauth2/as';
export const serverPath = ({ param }: View): string => `${serversPath}/${param('serverId')}`;

const tabs: readonly Tab[] = [
  { name: 'settings', title: 'Settings' },
  { name: 'scopes', title: 'Scopes' },
  { name: 'claims', title: 'Claims' },
  { name: 'policies', title: 'Access policies' },
  { name: 'preview', title: 'Token Preview' },
];

interface Loaded {
  readonly server: Item;
  /** Of the tab. */
  readonly items: readonly Item[];
}

const tabOf = ({ query }: View): string =>
  tabs.find(({ name }) => name === query.get('tab'))?.name ?? 'settings';
/** What the page of a tab lists; a preview chooses among the scopes. */
const listOf = (tab: string): string => (tab === 'preview' ? 'scopes' : tab);
const trustApi = (view: View): string => `${serverApi(view)}/associatedServers`;
const onTab =
  (name: string) =>
  (_: Loaded, view: View): boolean =>
    tabOf(view) === name;

const scopes = (items: readonly Item[], view: View): Block => ({
  kind: 'table',
  actions: ['scope'],
  columns: ['Scope', 'User consent', 'Default', 'In metadata'],
  empty: 'This server has no scopes.',
  rows: items.map((scope) => ({
    cells: [
      {
        text: textAt(scope, 'name'),
        href: `${serverPath(view)}/scopes/${textAt(scope, 'id')}`,
        note: textAt(scope, 'description'),
      },
      statusCell(textAt(scope, 'consent')).text,
      scope['default'] === true ? 'Yes' : 'No',
      textAt(scope, 'metadataPublish') === 'ALL_CLIENTS' ? 'Yes' : 'No',
    ],
  })),
});

const claims = (items: readonly Item[], view: View): Block => ({
  kind: 'table',
  actions: ['claim'],
  columns: ['Claim', 'Value', 'Scopes', 'Token', 'Included', 'Status'],
  empty: 'This server has no claims.',
  rows: items.map((claim) => ({
    cells: [
      { text: textAt(claim, 'name'), href: `${serverPath(view)}/claims/${textAt(claim, 'id')}` },
      textAt(claim, 'value') === '' ? 'Built in' : codeCell(textAt(claim, 'value')),
      textsAt(claim, 'conditions.scopes').join(', ') || 'Any',
      textAt(claim, 'claimType') === 'IDENTITY' ? 'ID' : 'Access',
      claim['alwaysIncludeInToken'] === true ? 'Always' : 'On request',
      statusCell(textAt(claim, 'status')),
    ],
  })),
});

const policies = (items: readonly Item[], view: View): Block => ({
  kind: 'order',
  do: 'move',
  actions: ['policy'],
  lead: 'The first policy that applies to the client and has a matching rule decides.',
  empty: 'This server has no access policies, so it issues no tokens.',
  items: items.map((policy) => ({
    id: textAt(policy, 'id'),
    name: textAt(policy, 'name'),
    priority: Number(policy['priority']),
    href: `${serverPath(view)}/policies/${textAt(policy, 'id')}`,
    facts: [
      textAt(policy, 'description'),
      `Clients: ${textsAt(policy, 'conditions.clients.include').join(', ').replace('ALL_CLIENTS', 'all')}`,
    ],
    status: textAt(policy, 'status'),
  })),
});

const settings = (server: Item, items: readonly Item[]): readonly Block[] => [
  { kind: 'form', title: 'Settings', do: 'edit' },
  trusted(items),
  {
    kind: 'facts',
    title: 'Addresses and key',
    facts: [
      ['Issuer', codeCell(textAt(server, 'issuer'))],
      [
        'Metadata URI',
        {
          text: `${textAt(server, 'issuer')}/.well-known/oauth-authorization-server`,
          href: `${textAt(server, 'issuer')}/.well-known/oauth-authorization-server`,
        },
      ],
      ['Signing key', codeCell(textAt(server, 'credentials.signing.kid'))],
      ['Last rotation', timeCell(textAt(server, 'credentials.signing.lastRotated'))],
      ['Next rotation', timeCell(textAt(server, 'credentials.signing.nextRotation'))],
      ['ID', codeCell(textAt(server, 'id'))],
    ],
  },
];

/** Servers whose tokens can be exchanged here. */
const trusted = (items: readonly Item[]): Block => ({
  ...{ kind: 'table', title: 'Trusted servers', actions: ['trust'], columns: ['Server', 'Audience'] },
  lead: 'Access tokens of these servers can be exchanged for tokens of this one.',
  empty: 'This server trusts no other.',
  rows: items.map((item) => ({
    cells: [
      { text: textAt(item, 'name'), href: `${serversPath}/${textAt(item, 'id')}` },
      textsAt(item, 'audiences').join(', '),
    ],
    buttons: [{ do: 'distrust', label: 'Remove', values: { server: textAt(item, 'id') } }],
  })),
});

const trustActions: readonly Action<Loaded>[] = [
  {
    ...{ do: 'trust', label: 'Add trusted servers', where: 'block', when: onTab('settings') },
    fields: async (_, view) => [
      {
        ...{ name: 'servers', label: 'Servers', type: 'choices' },
        choices: (await view.api.list(trustApi(view), { trusted: 'false', limit: 200 })).map((other) => ({
          ...{ value: textAt(other, 'id'), label: textAt(other, 'name') },
        })),
      },
    ],
    run: async (values, _, view) => {
      await view.api.post(trustApi(view), { trusted: values.choices('servers') });
      return { message: 'The servers are trusted.' };
    },
  },
  {
    ...{ do: 'distrust', label: 'Remove', where: 'block', when: onTab('settings') },
    run: async (values, _, view) => {
      await view.api.delete(`${trustApi(view)}/${encodeURIComponent(values.text('server'))}`);
      return { message: 'The server is no longer trusted.' };
    },
  },
];

const blocksOf: Readonly<
  Record<
    string,
    (server: Item, items: readonly Item[], view: View) => readonly Block[] | Promise<readonly Block[]>
  >
> = {
  scopes: (_, items, view) => [scopes(items, view)],
  claims: (_, items, view) => [claims(items, view)],
  policies: (_, items, view) => [policies(items, view)],
  preview: (loaded, items, view) => previewBlocks(loaded, items, view),
};

const actions: readonly Action<Loaded>[] = [
  {
    ...{ do: 'edit', label: 'Save', where: 'block', guarded: true },
    when: onTab('settings'),
    fields: ({ server }, view) => serverKind.fields(server, view),
    run: async (values, { server }, view) => {
      await view.api.put(serverApi(view), serverKind.body(values, server, view));
      return { message: 'The authorization server was saved.' };
    },
  },
  {
    ...{ do: 'rotate', label: 'Rotate key' },
    when: onTab('settings'),
    confirm:
      'New tokens are signed with the next key. The current key stays published for the tokens that it signed.',
    run: async (_, __, view) => {
      await view.api.post(`${serverApi(view)}/credentials/lifecycle/keyRotate`, { use: 'sig' });
      return { message: 'The signing key was rotated.' };
    },
  },
  ...trustActions,
  ...lifecycle<Loaded>(serverApi, 'authorization server', ({ server }) => server),
  {
    ...{ do: 'delete', label: 'Delete', tone: 'danger' },
    when: ({ server }) => server['default'] !== true,
    confirm: 'Its scopes, claims and policies are deleted too, and its tokens are no longer accepted.',
    run: async (_, { server }, view) => {
      await view.api.delete(serverApi(view));
      return { message: `${textAt(server, 'name')} was deleted.`, to: serversPath };
    },
  },
  creator<Loaded>(scopeKind, undefined, { do: 'scope', where: 'block', when: onTab('scopes') }),
  creator<Loaded>(claimKind, undefined, { do: 'claim', where: 'block', when: onTab('claims') }),
  creator<Loaded>(
    accessPolicyKind,
    (policy, view) => `${serverPath(view)}/policies/${textAt(policy, 'id')}`,
    { do: 'policy', where: 'block', when: onTab('policies') },
  ),
  {
    ...mover<Loaded>(
      ({ items }) => items,
      (view) => `${serverApi(view)}/policies`,
      'policy',
    ),
    when: onTab('policies'),
  },
];

/** Security > API > an authorization server: settings, scopes, claims, access policies. */
export const server = screen<Loaded>({
  path: `${serversPath}/:serverId`,
  menu: serversPath,
  load: async (view) => ({
    server: await view.api.get(serverApi(view)),
    items:
      tabOf(view) === 'settings'
        ? await view.api.list(trustApi(view), { trusted: 'true', limit: 200 })
        : await view.api.list(`${serverApi(view)}/${listOf(tabOf(view))}`, { limit: 200 }),
  }),
  page: async ({ server: loaded, items }, view) => ({
    title: textAt(loaded, 'name'),
    badge: statusCell(textAt(loaded, 'status')),
    lead: textAt(loaded, 'description'),
    crumbs: [{ value: serversPath, label: 'API' }],
    tabs,
    tab: tabOf(view),
    blocks: (await blocksOf[tabOf(view)]?.(loaded, items, view)) ?? settings(loaded, items),
  }),
  actions,
});
