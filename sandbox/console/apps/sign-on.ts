import type { Item } from '../kernel/api.ts';
import { codeCell } from '../kernel/cells.ts';
import { at, textAt } from '../kernel/item.ts';
import type { Action, Block, CellValue, View } from '../kernel/screen.ts';
import { certificateActions, certificateBlocks } from './certificates.ts';
import { apiPath, onTab } from './kinds.ts';

const policyOf = (app: Item): string => textAt(app, '_links.accessPolicy.href').split('/').at(-1) ?? '';

/** Sign On: the app's authentication policy, and what a SAML app is configured with. */
export async function signOnBlocks(app: Item, view: View): Promise<Block[]> {
  const { api } = view;
  const id = policyOf(app);
  const policy = id === '' ? undefined : await api.find(`/api/v1/policies/${id}`);
  return [
    {
      kind: 'facts',
      title: 'User authentication',
      facts: [
        [
          'Authentication policy',
          policy && {
            text: textAt(policy, 'name'),
            href: `/admin/authn/authentication-policies/${id}`,
          },
        ],
        ['Application username format', codeCell(textAt(app, 'credentials.userNameTemplate.template'))],
      ],
    },
    { kind: 'form', title: 'Change the policy', do: 'policy' },
    ...samlBlocks(app),
    ...(await certificateBlocks(app, view)),
  ];
}

function samlBlocks(app: Item): Block[] {
  const settings = at(app, 'settings.signOn');
  if (textAt(app, 'signOnMode') !== 'SAML_2_0' || typeof settings !== 'object' || settings === null)
    return [];
  const facts = Object.entries(settings as Item)
    .filter(([, value]) => typeof value === 'string' || typeof value === 'boolean')
    .map(([name, value]): readonly [string, CellValue] => [name, codeCell(String(value))]);
  const metadata = textAt(app, '_links.metadata.href');
  return [
    {
      kind: 'facts',
      title: 'SAML 2.0',
      facts: [...(metadata === '' ? [] : [['Metadata URL', codeCell(metadata)] as const]), ...facts],
    },
    { kind: 'json', title: 'Attribute statements', value: (settings as Item)['attributeStatements'] ?? [] },
  ];
}

export const signOnActions: readonly Action<Item>[] = [
  ...certificateActions,
  {
    do: 'policy',
    label: 'Save',
    where: 'block',
    when: onTab('sign-on', (app) => policyOf(app) !== ''),
    fields: async (app, { api }) => [
      {
        name: 'policy',
        label: 'Authentication policy',
        type: 'select',
        value: policyOf(app),
        choices: (await api.listIfAllowed('/api/v1/policies', { type: 'ACCESS_POLICY' })).map((policy) => ({
          value: textAt(policy, 'id'),
          label: textAt(policy, 'name'),
        })),
      },
    ],
    run: async (values, app, { api }) => {
      await api.put(`${apiPath(app)}/policies/${encodeURIComponent(values.text('policy'))}`);
      return { message: 'The app’s authentication policy was changed.' };
    },
  },
];
