import type { Item, Page } from '../kernel/api.ts';
import { statusCell, timeCell } from '../kernel/cells.ts';
import { textAt } from '../kernel/item.ts';
import { list } from '../kernel/list.ts';
import type { Action } from '../kernel/screen.ts';

/** The address of an app's page, as Okta has it. */
export const appPath = (app: Item): string =>
  `/admin/app/${encodeURIComponent(textAt(app, 'name'))}/instance/${textAt(app, 'id')}`;

const signOnModes: Readonly<Record<string, string>> = {
  OPENID_CONNECT: 'OpenID Connect',
  SAML_2_0: 'SAML 2.0',
  BOOKMARK: 'Bookmark',
  BASIC_AUTH: 'Basic authentication',
  AUTO_LOGIN: 'Secure Web Authentication',
};

export const signOnOf = (app: Item): string =>
  signOnModes[textAt(app, 'signOnMode')] ?? textAt(app, 'signOnMode');

/** What can be created, in the words of Okta's wizard, with what each kind begins with. */
const kinds: Readonly<Record<string, { label: string; grants: readonly string[]; method: string }>> = {
  web: {
    label: 'OpenID Connect: web application',
    grants: ['authorization_code'],
    method: 'client_secret_basic',
  },
  browser: {
    label: 'OpenID Connect: single-page application',
    grants: ['authorization_code'],
    method: 'none',
  },
  native: {
    label: 'OpenID Connect: native application',
    grants: ['authorization_code', 'refresh_token'],
    method: 'none',
  },
  service: {
    label: 'API services (machine to machine)',
    grants: ['client_credentials'],
    method: 'client_secret_basic',
  },
};

const create: Action<Page> = {
  do: 'create',
  label: 'Create app integration',
  tone: 'primary',
  fields: () => [
    { name: 'label', label: 'App integration name', required: true },
    {
      name: 'kind',
      label: 'Sign-in method',
      type: 'select',
      choices: [
        ...Object.entries(kinds).map(([value, { label }]) => ({ value, label })),
        { value: 'bookmark', label: 'Bookmark' },
      ],
    },
    {
      name: 'uris',
      label: 'Sign-in redirect URIs',
      type: 'lines',
      hint: 'One per line; for a bookmark, its URL. API services need none.',
      at: () => 'redirect_uris',
    },
  ],
  run: async (values, _, { api }) => {
    const app = await api.post(
      '/api/v1/apps',
      bodyOf(values.text('kind'), values.text('label'), values.lines('uris')),
    );
    return {
      message: `${values.text('label')} was created. Assign it to people or groups.`,
      to: appPath(app),
    };
  },
};

function bodyOf(kind: string, label: string, uris: readonly string[]): Item {
  if (kind === 'bookmark')
    return {
      ...{ name: 'bookmark', label, signOnMode: 'BOOKMARK' },
      settings: { app: { url: uris[0] ?? '', requestIntegration: false } },
    };
  const { grants, method } = kinds[kind] ?? { grants: [], method: '' };
  return {
    ...{ name: 'oidc_client', label, signOnMode: 'OPENID_CONNECT' },
    credentials: { oauthClient: { token_endpoint_auth_method: method } },
    settings: {
      oauthClient: {
        ...{ application_type: kind, grant_types: grants },
        response_types: [kind === 'service' ? 'token' : 'code'],
        ...(kind !== 'service' && { redirect_uris: uris }),
      },
    },
  };
}

/** The apps of the org. */
export const appList = list({
  path: '/admin/apps/active',
  title: 'Applications',
  api: '/api/v1/apps',
  columns: [
    {
      title: 'Application',
      cell: (app) => ({ text: textAt(app, 'label'), href: appPath(app), note: textAt(app, 'id') }),
    },
    { title: 'Sign-on method', cell: signOnOf },
    { title: 'Status', cell: (app) => statusCell(textAt(app, 'status')) },
    { title: 'Last updated', cell: (app) => timeCell(textAt(app, 'lastUpdated')) },
  ],
  search: { label: 'Search by name', query: (q) => ({ q }) },
  filters: [
    {
      name: 'status',
      label: 'Status',
      choices: [
        { value: '', label: 'All apps' },
        { value: 'ACTIVE', label: 'Active' },
        { value: 'INACTIVE', label: 'Inactive' },
      ],
      query: (status) => ({ filter: `status eq "${status}"` }),
    },
  ],
  empty: 'No applications yet.',
  actions: [create],
});
