import type { Item, Page } from '../kernel/api.ts';
import { statusCell } from '../kernel/cells.ts';
import { edited, textAt } from '../kernel/item.ts';
import { list } from '../kernel/list.ts';
import { type Kind, creator, editor, rowActions, statusButtons } from '../kernel/resource.ts';
import type { Choice, Screen, View } from '../kernel/screen.ts';
import { authenticatorTabs } from '../policies/enrollment.ts';

const path = '/admin/access/multifactor';
const api = '/api/v1/authenticators';
const isPassword = (item: Item): boolean => textAt(item, 'key') === 'okta_password';

/** What users can enroll in this org, by Okta's names. */
const usable = [
  ['okta_email', 'Email'],
  ['phone_number', 'Phone'],
  ['okta_verify', 'Okta Verify'],
  ['google_otp', 'Google Authenticator'],
  ['webauthn', 'Security Key or Biometric'],
  ['security_question', 'Security Question'],
].map(([value = '', label = '']) => ({ value, label }));

/** Those that the org does not have yet. */
const addable = ({ items }: Page): Choice[] =>
  usable.filter(({ value }) => !items.some((item) => textAt(item, 'key') === value));

const added: Kind = {
  noun: 'authenticator',
  api: () => api,
  fields: () => [],
  body: (values) => ({ key: values.text('key'), status: 'ACTIVE' }),
};

const authenticatorList = list({
  path,
  title: 'Authenticators',
  lead: 'How people can prove their identity. Policies decide which authenticators are required.',
  api,
  tabs: authenticatorTabs,
  columns: [
    {
      title: 'Name',
      cell: (item) => ({ text: textAt(item, 'name'), href: `${path}/${textAt(item, 'id')}` }),
    },
    { title: 'Type', cell: (item) => statusCell(textAt(item, 'type')).text },
    { title: 'Status', cell: (item) => statusCell(textAt(item, 'status')) },
  ],
  buttons: (item) => (isPassword(item) ? [] : statusButtons(item)),
  empty: 'No authenticators.',
  actions: [
    creator<Page>(added, (made) => `${path}/${textAt(made, 'id')}`, {
      when: (loaded) => addable(loaded).length > 0,
      fields: (loaded) => [{ name: 'key', label: 'Authenticator', type: 'select', choices: addable(loaded) }],
    }),
    ...rowActions<Page>(() => api, 'authenticator'),
  ],
});

const kind: Kind = {
  ...added,
  fields: (item) => [
    { name: 'name', label: 'Name', required: true, value: textAt(item, 'name') },
    { name: 'settings', label: 'Settings', type: 'json', value: item['settings'] ?? {} },
  ],
  body: (values, item) => {
    const settings = values.json('settings', 'The settings');
    const isEmpty = item['settings'] === undefined && Object.keys(settings).length === 0;
    return edited(item, {
      ...{ _links: undefined, name: values.text('name') },
      settings: isEmpty ? undefined : settings,
    });
  },
};

const methodsApi = ({ param }: View): string => `${api}/${param('authenticatorId')}/methods`;

const authenticator = editor({
  kind,
  path: `${path}/:authenticatorId`,
  ...{ menu: path, param: 'authenticatorId', canDelete: () => false },
  above: () => [{ value: path, label: 'Authenticators' }],
  canDeactivate: (item) => !isPassword(item),
  blocks: async (_, view) => {
    const methods = await view.api.list(methodsApi(view));
    return [
      {
        ...{ kind: 'table', title: 'Methods', columns: ['Method', 'Status'], empty: 'No methods.' },
        rows: methods.map((method) => ({
          cells: [statusCell(textAt(method, 'type')).text, statusCell(textAt(method, 'status'))],
          buttons:
            methods.length > 1
              ? statusButtons(method, textAt(method, 'type')).map((button) => ({
                  ...button,
                  do: `method-${button.do}`,
                }))
              : [],
        })),
      },
    ];
  },
  actions: rowActions<Item>(methodsApi, 'method').map((action) => ({ ...action, do: `method-${action.do}` })),
});

/** Security > Authenticators. */
export const authenticatorScreens: readonly Screen[] = [authenticatorList, authenticator];
