import type { Item, Page } from '../kernel/api.ts';
import { codeCell, statusCell } from '../kernel/cells.ts';
import { textAt } from '../kernel/item.ts';
import { list } from '../kernel/list.ts';
import { editor, rowActions, statusButtons } from '../kernel/resource.ts';
import type { Action, Screen } from '../kernel/screen.ts';
import { type IdpKind, idpKind, idpsApi, kinds, typeLabel } from './kinds.ts';
import { idpTabs, idpsPath } from './routing.ts';

const pathOf = (idp: Item): string => `${idpsPath}/${textAt(idp, 'id')}`;

/** Adds a provider of one kind. */
const adder = ([name, { label, fields, body }]: [string, IdpKind]): Action<Page> => ({
  ...{ do: `add-${name}`, label },
  fields: () => fields({}),
  run: async (values, _, { api }) => {
    const made = await api.post(idpsApi, await body(values, {}, api));
    return { message: `${textAt(made, 'name')} was added.`, to: pathOf(made) };
  },
});

/** Security > Identity Providers. */
export const idpScreenList: readonly Screen[] = [
  list({
    path: idpsPath,
    title: 'Identity Providers',
    lead: 'Other places where people can sign in: social accounts, OpenID Connect and SAML.',
    tabs: idpTabs,
    api: idpsApi,
    columns: [
      { title: 'Name', cell: (idp) => ({ text: textAt(idp, 'name'), href: pathOf(idp) }) },
      { title: 'Type', cell: typeLabel },
      { title: 'IdP ID', cell: (idp) => codeCell(textAt(idp, 'id')) },
      { title: 'Status', cell: (idp) => statusCell(textAt(idp, 'status')) },
    ],
    buttons: (idp) => statusButtons(idp),
    search: { label: 'Search by name', query: (q) => ({ q }) },
    empty: 'No identity providers yet.',
    actions: [...Object.entries(kinds).map(adder), ...rowActions<Page>(() => idpsApi, 'identity provider')],
  }),
  editor({
    kind: idpKind,
    path: `${idpsPath}/:idpId`,
    ...{ menu: idpsPath, param: 'idpId', lead: typeLabel },
    above: () => [{ value: idpsPath, label: 'Identity Providers' }],
    blocks: (idp, { orgUrl }) => [
      {
        ...{ kind: 'facts', title: 'Values for the provider' },
        facts: [
          ['IdP ID', codeCell(textAt(idp, 'id'))],
          ...(textAt(idp, 'type') === 'SAML2'
            ? ([
                ['Assertion Consumer Service URL', codeCell(textAt(idp, '_links.acs.href'))],
                ['Audience URI', codeCell(textAt(idp, 'protocol.credentials.trust.audience'))],
                ['Metadata', codeCell(textAt(idp, '_links.metadata.href'))],
              ] as const)
            : ([['Redirect URI', codeCell(`${orgUrl}/oauth2/v1/authorize/callback`)]] as const)),
        ],
      },
    ],
  }),
];
