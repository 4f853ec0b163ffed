import type { Item } from '../kernel/api.ts';
import { codeCell, statusCell, timeCell } from '../kernel/cells.ts';
import { edited, textAt } from '../kernel/item.ts';
import type { Action, Block, View } from '../kernel/screen.ts';
import { apiPath, onTab } from './kinds.ts';

const isSaml = (app: Item): boolean => textAt(app, 'signOnMode') === 'SAML_2_0';
const keysOf = (app: Item): string => `${apiPath(app)}/credentials/keys`;
const current = 'credentials.signing.kid';

/** SAML Signing Certificates: with the active one the org signs its assertions. */
export async function certificateBlocks(app: Item, { api }: View): Promise<Block[]> {
  if (!isSaml(app)) return [];
  const keys = await api.listIfAllowed(keysOf(app));
  return [
    {
      ...{ kind: 'table', title: 'SAML Signing Certificates', actions: ['certificate'] },
      columns: ['Key ID', 'Created', 'Expires', 'Status'],
      empty: 'No certificates.',
      rows: keys.map((key) => {
        const kid = textAt(key, 'kid');
        const isActive = kid === textAt(app, current);
        return {
          cells: [
            codeCell(kid),
            timeCell(textAt(key, 'created')),
            timeCell(textAt(key, 'expiresAt')),
            statusCell(isActive ? 'ACTIVE' : 'INACTIVE'),
          ],
          buttons: isActive ? [] : [{ do: 'use-certificate', label: 'Activate', values: { kid } }],
        };
      }),
    },
  ];
}

const when = onTab('sign-on', isSaml);

export const certificateActions: readonly Action<Item>[] = [
  {
    ...{ do: 'certificate', label: 'Generate new certificate', where: 'block', when },
    fields: () => [{ name: 'years', label: 'Valid for (years)', type: 'number', required: true, value: 10 }],
    run: async (values, app, { api }) => {
      const validityYears = values.number('years', 'The number of years');
      await api.post(`${keysOf(app)}/generate`, undefined, { validityYears });
      return { message: 'The new certificate was generated. Activate it once the service provider has it.' };
    },
  },
  {
    ...{ do: 'use-certificate', label: 'Activate', where: 'block', when },
    run: async (values, app, { api }) => {
      await api.put(apiPath(app), edited(app, { [current]: values.text('kid') }));
      return { message: 'Assertions are signed with this certificate from now on.' };
    },
  },
];
