import { oauthForOktaScopes } from '../../org/apps/okta-scopes.ts';
import type { Item } from '../kernel/api.ts';
import { codeCell, timeCell } from '../kernel/cells.ts';
import { textAt } from '../kernel/item.ts';
import type { Action, Block, View } from '../kernel/screen.ts';
import { apiPath, isOidc, onTab } from './kinds.ts';

/** Okta API Scopes: what the app may request of the org's own APIs. */
export async function grantBlocks(app: Item, { api, query }: View): Promise<Block[]> {
  const grants = await api.list(`${apiPath(app)}/grants`, { limit: 200 });
  const held = new Map(grants.map((grant) => [textAt(grant, 'scopeId'), grant]));
  const typed = query.get('q')?.trim().toLowerCase() ?? '';
  const shown = oauthForOktaScopes.filter((scope) => scope.toLowerCase().includes(typed));
  const order = [...shown.filter((scope) => held.has(scope)), ...shown.filter((scope) => !held.has(scope))];
  return [
    {
      kind: 'table',
      title: 'Okta API Scopes',
      lead: 'Granted scopes are listed first. The app must also request them, and acts with the roles of the person who signs in.',
      columns: ['Scope', 'Granted'],
      search: { value: query.get('q') ?? '', label: 'Search scopes' },
      empty: 'No scopes match.',
      rows: order.map((scope) => {
        const grant = held.get(scope);
        return {
          cells: [codeCell(scope), grant ? timeCell(textAt(grant, 'created')) : undefined],
          buttons: grant
            ? [{ do: 'revoke', label: 'Revoke', values: { grant: textAt(grant, 'id') } }]
            : [{ do: 'grant', label: 'Grant', values: { scope } }],
        };
      }),
    },
  ];
}

const when = onTab('scopes', isOidc);

export const grantActions: readonly Action<Item>[] = [
  {
    ...{ do: 'grant', label: 'Grant', where: 'block', when },
    run: async (values, app, { api, orgUrl }) => {
      await api.post(`${apiPath(app)}/grants`, { scopeId: values.text('scope'), issuer: orgUrl });
      return { message: `${values.text('scope')} was granted.` };
    },
  },
  {
    ...{ do: 'revoke', label: 'Revoke', where: 'block', when },
    run: async (values, app, { api }) => {
      await api.delete(`${apiPath(app)}/grants/${encodeURIComponent(values.text('grant'))}`);
      return { message: 'The scope was revoked.' };
    },
  },
];
