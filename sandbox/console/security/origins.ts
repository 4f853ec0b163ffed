import { codeCell, statusCell, timeCell } from '../kernel/cells.ts';
import { type Item, at, edited, itemsAt, textAt } from '../kernel/item.ts';
import { list } from '../kernel/list.ts';
import { type Kind, creator, editor } from '../kernel/resource.ts';
import type { Screen } from '../kernel/screen.ts';
import { nameOfPerson, personPath } from '../people/people.ts';

const path = '/admin/access/api/trusted_origins';

const kinds = [
  { value: 'CORS', label: 'Cross-Origin Resource Sharing (CORS)' },
  { value: 'REDIRECT', label: 'Redirect' },
  { value: 'IFRAME_EMBED', label: 'iFrame embed' },
];

const kind: Kind = {
  noun: 'origin',
  api: () => '/api/v1/trustedOrigins',
  fields: (origin) => [
    { name: 'name', label: 'Origin name', required: true, value: textAt(origin, 'name') },
    {
      ...{ name: 'origin', label: 'Origin URL', required: true, value: textAt(origin, 'origin') },
      hint: 'Scheme, host and port, such as https://shop.example.com.',
    },
    {
      ...{ name: 'types', label: 'Type', type: 'choices', choices: kinds },
      value: itemsAt(origin, 'scopes').map((scope) => textAt(scope, 'type')),
    },
  ],
  body: (values, origin) =>
    edited(origin, {
      ...{ _links: undefined, name: values.text('name'), origin: values.text('origin') },
      scopes: values
        .choices('types')
        .map((type) => itemsAt(origin, 'scopes').find((scope) => textAt(scope, 'type') === type) ?? { type }),
    }),
};

const originList = list({
  path,
  title: 'Trusted origins',
  lead: 'Web pages that may call this org from browsers, and addresses that users may be sent to after sign-out.',
  api: '/api/v1/trustedOrigins',
  columns: [
    {
      title: 'Name',
      cell: (item) => ({ text: textAt(item, 'name'), href: `${path}/${textAt(item, 'id')}` }),
    },
    { title: 'Origin', cell: (item) => codeCell(textAt(item, 'origin')) },
    {
      title: 'Types',
      cell: (item) =>
        itemsAt(item, 'scopes')
          .map((scope) => textAt(scope, 'type'))
          .join(', '),
    },
    { title: 'Status', cell: (item) => statusCell(textAt(item, 'status')) },
  ],
  search: { label: 'Search by name or origin', query: (q) => ({ q }) },
  empty: 'No trusted origins yet.',
  actions: [creator(kind)],
});

const tokenList = list({
  path: '/admin/access/api/tokens',
  title: 'Tokens',
  lead: 'API tokens act as the person who created them. Their values are shown only once, when they are created.',
  api: '/api/v1/api-tokens',
  enrich: async (item, { api }) => ({
    ...item,
    owner: await api.find(`/api/v1/users/${textAt(item, 'userId')}`),
  }),
  columns: [
    { title: 'Token', cell: (item) => textAt(item, 'name') },
    {
      title: 'Person',
      cell: (item) => ({
        text: nameOfPerson(at(item, 'owner') as Item) || textAt(item, 'userId'),
        note: textAt(item, 'owner.profile.login'),
        href: personPath(textAt(item, 'userId')),
      }),
    },
    { title: 'Created', cell: (item) => timeCell(textAt(item, 'created')) },
    { title: 'Expires', cell: (item) => timeCell(textAt(item, 'expiresAt')) },
  ],
  buttons: (item) => [
    {
      ...{ do: 'revoke', label: 'Revoke', tone: 'danger', values: { id: textAt(item, 'id') } },
      confirm: 'Programs that use this token will be rejected. Revoke it?',
    },
  ],
  empty: 'No API tokens.',
  actions: [
    {
      ...{ do: 'create', label: 'Create token', tone: 'primary' },
      fields: () => [
        {
          ...{ name: 'name', label: 'What do you want your token to be named?', required: true },
          hint: 'It acts as you, with your roles.',
        },
      ],
      run: async (values, _, view) => {
        // As Okta's own console does: the public API makes no tokens.
        const made = await view.api.post('/api/internal/tokens', { name: values.text('name') });
        return {
          message: `${values.text('name')} was created.`,
          secret: { label: 'Token value', value: textAt(made, 'token') },
        };
      },
    },
    {
      ...{ do: 'revoke', label: 'Revoke', where: 'block' },
      run: async (values, _, view) => {
        await view.api.delete(`/api/v1/api-tokens/${encodeURIComponent(values.text('id'))}`);
        return { message: 'The token was revoked.' };
      },
    },
  ],
});

/** Security > API > Trusted origins and Tokens. */
export const originScreens: readonly Screen[] = [
  originList,
  tokenList,
  editor({
    kind,
    path: `${path}/:originId`,
    ...{ menu: path, param: 'originId' },
    above: () => [{ value: path, label: 'Trusted origins' }],
  }),
];
