import type { Item } from '../kernel/api.ts';
import { codeCell, statusCell, timeCell } from '../kernel/cells.ts';
import { at, edited, itemsAt, textAt } from '../kernel/item.ts';
import type { Action, Block, RowButton, View } from '../kernel/screen.ts';
import { apiPath, isOidc, onTab } from './kinds.ts';

const secretsOf = (app: Item): string => `${apiPath(app)}/credentials/secrets`;
const keysPath = 'settings.oauthClient.jwks.keys';

function buttonsOf(secret: Item): RowButton[] {
  const values = { secret: textAt(secret, 'id') };
  const show: RowButton = { do: 'show-secret', label: 'Show', values };
  return textAt(secret, 'status') === 'ACTIVE'
    ? [show, { do: 'deactivate-secret', label: 'Deactivate', values }]
    : [
        show,
        { do: 'activate-secret', label: 'Activate', values },
        { do: 'delete-secret', label: 'Delete', tone: 'danger', values, confirm: 'Delete this secret?' },
      ];
}

/** Client credentials: the ID, the secrets and the public keys. */
export async function secretBlocks(app: Item, { api }: View): Promise<Block[]> {
  const secrets = await api.listIfAllowed(secretsOf(app));
  const keys = itemsAt(app, keysPath);
  return [
    {
      kind: 'facts',
      title: 'Client credentials',
      facts: [
        ['Client ID', codeCell(textAt(app, 'credentials.oauthClient.client_id'))],
        [
          'Public keys',
          at(app, 'settings.oauthClient.jwks_uri')
            ? codeCell(textAt(app, 'settings.oauthClient.jwks_uri'))
            : String(keys.length),
        ],
      ],
    },
    ...(secrets.length > 0 ||
    textAt(app, 'credentials.oauthClient.token_endpoint_auth_method').startsWith('client_secret')
      ? [
          {
            kind: 'table',
            title: 'Client secrets',
            columns: ['Secret', 'Created', 'Status'],
            actions: ['new-secret'],
            empty: 'No secrets.',
            rows: secrets.map((secret) => ({
              cells: [
                codeCell(`${textAt(secret, 'client_secret').slice(0, 4)}••••••••`),
                timeCell(textAt(secret, 'created')),
                statusCell(textAt(secret, 'status')),
              ],
              buttons: buttonsOf(secret),
            })),
          } as const,
        ]
      : []),
    {
      kind: 'table',
      title: 'Public keys',
      columns: ['Key ID', 'Type', 'Use'],
      actions: ['add-key'],
      empty: 'No public key: add one to sign client assertions with its private key.',
      rows: keys.map((key) => ({
        cells: [codeCell(textAt(key, 'kid')), textAt(key, 'kty'), textAt(key, 'use') || 'sig'],
        buttons: [
          {
            do: 'remove-key',
            label: 'Remove',
            tone: 'danger',
            values: { kid: textAt(key, 'kid') },
            confirm: 'Remove this key? Assertions signed with it are no longer accepted.',
          },
        ],
      })),
    },
  ];
}

const onGeneral = onTab('general', isOidc);

const secretStep = (verb: string, label: string, done: string): Action<Item> => ({
  ...{ do: `${verb}-secret`, label, where: 'block', when: onGeneral },
  run: async (values, app, { api }) => {
    const path = `${secretsOf(app)}/${encodeURIComponent(values.text('secret'))}`;
    await (verb === 'delete' ? api.delete(path) : api.post(`${path}/lifecycle/${verb}`));
    return { message: done };
  },
});

export const secretActions: readonly Action<Item>[] = [
  {
    do: 'new-secret',
    label: 'Generate new secret',
    where: 'block',
    when: onGeneral,
    run: async (_, app, { api }) => {
      const { client_secret: value } = await api.post(secretsOf(app), {});
      return {
        message: 'The new secret was generated. The old one works until you deactivate it.',
        secret: { label: 'Client secret', value: String(value) },
      };
    },
  },
  {
    do: 'show-secret',
    label: 'Show',
    where: 'block',
    when: onGeneral,
    run: async (values, app, { api }) => {
      const secret = await api.get(`${secretsOf(app)}/${encodeURIComponent(values.text('secret'))}`);
      return {
        message: 'Copy the secret into the app’s configuration.',
        secret: { label: 'Client secret', value: textAt(secret, 'client_secret') },
      };
    },
  },
  secretStep('activate', 'Activate', 'The secret is active.'),
  secretStep('deactivate', 'Deactivate', 'The secret is inactive.'),
  secretStep('delete', 'Delete', 'The secret was deleted.'),
  {
    do: 'add-key',
    label: 'Add key',
    where: 'block',
    guarded: true,
    when: onGeneral,
    fields: () => [
      {
        name: 'key',
        label: 'Public key (JWK)',
        type: 'json',
        required: true,
        hint: 'Only the public part: with kty, kid and, for RSA, n and e.',
      },
    ],
    run: async (values, app, { api }) => {
      const keys = [...itemsAt(app, keysPath), values.json('key', 'The public key')];
      await api.put(apiPath(app), edited(app, { [keysPath]: keys }));
      return { message: 'The key was added.' };
    },
  },
  {
    do: 'remove-key',
    label: 'Remove',
    where: 'block',
    when: onGeneral,
    run: async (values, app, { api }) => {
      const keys = itemsAt(app, keysPath).filter((key) => textAt(key, 'kid') !== values.text('kid'));
      await api.put(apiPath(app), edited(app, { [keysPath]: keys }));
      return { message: 'The key was removed.' };
    },
  },
];
