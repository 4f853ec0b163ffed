import type { Item } from '../kernel/api.ts';
import { codeCell, statusCell, timeCell } from '../kernel/cells.ts';
import { at, textAt, textsAt } from '../kernel/item.ts';
import { type Block, type View, screen } from '../kernel/screen.ts';
import { signOnOf } from './apps.ts';
import { assignmentActions, assignmentBlocks } from './assignments.ts';
import { generalActions } from './general.ts';
import { grantActions, grantBlocks } from './grants.ts';
import { apiPath, isOidc, isService } from './kinds.ts';
import { secretActions, secretBlocks } from './secrets.ts';
import { signOnActions, signOnBlocks } from './sign-on.ts';

const tabsOf = (app: Item) => [
  { name: 'general', title: 'General' },
  ...(isService(app) ? [] : [{ name: 'sign-on', title: 'Sign On' }]),
  ...(isService(app) ? [] : [{ name: 'assignments', title: 'Assignments' }]),
  ...(isOidc(app) ? [{ name: 'scopes', title: 'Okta API Scopes' }] : []),
];

async function blocksOf(tab: string, app: Item, view: View): Promise<Block[]> {
  switch (tab) {
    case 'sign-on':
      return signOnBlocks(app, view);
    case 'assignments':
      return assignmentBlocks(app, view);
    case 'scopes':
      return grantBlocks(app, view);
    default:
      return [
        ...(isOidc(app) ? await secretBlocks(app, view) : []),
        { kind: 'form', title: 'General settings', do: 'general' },
        factsOf(app),
      ];
  }
}

const factsOf = (app: Item): Block => ({
  kind: 'facts',
  title: 'About this app',
  facts: [
    ['App ID', codeCell(textAt(app, 'id'))],
    ['Sign-on method', signOnOf(app)],
    ['Application type', textAt(app, 'settings.oauthClient.application_type') || textAt(app, 'name')],
    ['Response types', textsAt(app, 'settings.oauthClient.response_types').join(', ')],
    ['App embed link', embedLink(app)],
    ['Created', timeCell(textAt(app, 'created'))],
    ['Last updated', timeCell(textAt(app, 'lastUpdated'))],
    [
      'System Log',
      {
        text: 'Events of this app',
        href: `/report/system_log_2?app=${encodeURIComponent(textAt(app, 'id'))}`,
      },
    ],
  ],
});

function embedLink(app: Item) {
  const [first] = (at(app, '_links.appLinks') ?? []) as readonly Item[];
  const href = textAt(first, 'href');
  return href === '' ? undefined : { text: new URL(href).pathname, href: new URL(href).pathname };
}

/** An app: its settings, sign-on, assignments, and access to Okta's APIs. */
export const app = screen<Item>({
  path: '/admin/app/:name/instance/:appId',
  menu: '/admin/apps/active',
  load: ({ api, param }) => api.get(`/api/v1/apps/${param('appId')}`),
  page: async (loaded, view) => {
    const tabs = tabsOf(loaded);
    const tab = tabs.find(({ name }) => name === view.query.get('tab'))?.name ?? 'general';
    return {
      title: textAt(loaded, 'label'),
      badge: statusCell(textAt(loaded, 'status')),
      lead: signOnOf(loaded),
      crumbs: [{ value: '/admin/apps/active', label: 'Applications' }],
      ...{ tabs, tab },
      blocks: await blocksOf(tab, loaded, view),
    };
  },
  actions: [
    {
      do: 'activate',
      label: 'Activate',
      tone: 'primary',
      when: (loaded) => textAt(loaded, 'status') === 'INACTIVE',
      run: async (_, loaded, { api }) => {
        await api.post(`${apiPath(loaded)}/lifecycle/activate`);
        return { message: `${textAt(loaded, 'label')} is active.` };
      },
    },
    {
      do: 'deactivate',
      label: 'Deactivate',
      when: (loaded) => textAt(loaded, 'status') === 'ACTIVE',
      confirm: 'No one can sign in to it until it is activated again.',
      run: async (_, loaded, { api }) => {
        await api.post(`${apiPath(loaded)}/lifecycle/deactivate`);
        return { message: `${textAt(loaded, 'label')} is inactive.` };
      },
    },
    {
      do: 'delete',
      label: 'Delete',
      tone: 'danger',
      when: (loaded) => textAt(loaded, 'status') === 'INACTIVE',
      confirm: 'The app is permanently deleted, with its assignments and keys.',
      run: async (_, loaded, { api }) => {
        await api.delete(apiPath(loaded));
        return { message: `${textAt(loaded, 'label')} was deleted.`, to: '/admin/apps/active' };
      },
    },
    ...generalActions,
    ...secretActions,
    ...signOnActions,
    ...assignmentActions,
    ...grantActions,
  ],
});
