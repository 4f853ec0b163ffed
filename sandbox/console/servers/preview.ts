import { decisionBlocks } from '../reports/decisions.ts';
import type { Item } from '../kernel/api.ts';
import { textAt } from '../kernel/item.ts';
import type { Block, View } from '../kernel/screen.ts';
import { clientsAmong, grantTypes } from './kinds.ts';

/** The tab Token Preview: what tokens would say that a client gets for a person, and which rule allows them. */
export async function previewBlocks(server: Item, scopes: readonly Item[], view: View): Promise<Block[]> {
  const { api, query } = view;
  // A role that may not see the apps gets no further.
  const apps = await api.list('/api/v1/apps', { filter: 'status eq "ACTIVE"', limit: 200 });
  const grant = query.get('grant') ?? 'authorization_code';
  const form: Block = {
    ...{ kind: 'query', title: 'Request', label: 'Preview tokens' },
    lead: 'No token is issued, and the rule’s inline hook is not called. If you enter no scopes, the server’s default scopes are used.',
    fields: [
      {
        ...{ name: 'client', label: 'OAuth client', type: 'select', required: true },
        ...{ choices: clientsAmong(apps), value: query.get('client') ?? '' },
      },
      { ...{ name: 'grant', label: 'Grant type', type: 'select' }, choices: grantTypes, value: grant },
      {
        ...{ name: 'user', label: 'User', value: query.get('user') ?? '' },
        hint: 'A username. Client Credentials need none.',
      },
      {
        ...{ name: 'scope', label: 'Scopes', type: 'choices', value: query.getAll('scope') },
        choices: scopes.map((scope) => ({ value: textAt(scope, 'name'), label: textAt(scope, 'name') })),
      },
    ],
  };
  return query.has('client') ? [form, ...(await resultOf(server, view, grant))] : [form];
}

async function resultOf(server: Item, view: View, grantType: string): Promise<readonly Block[]> {
  const { api, query } = view;
  const login = query.get('user')?.trim() ?? '';
  const isForUser = grantType !== 'client_credentials';
  if (isForUser && login === '')
    return [{ kind: 'notice', message: 'Choose a user: this grant type issues tokens for people.' }];
  // The API says whether there is such a person, and whether this administrator may see them.
  const person = isForUser ? await api.find(`/api/v1/users/${encodeURIComponent(login)}`) : undefined;
  if (isForUser && person === undefined)
    return [
      { kind: 'notice', message: `There is no user ${login}, or your role is not allowed to see them.` },
    ];
  const preview = view.previewTokens({
    ...{ serverId: textAt(server, 'id'), clientId: query.get('client') ?? '', grantType },
    userId: person && textAt(person, 'id'),
    scopes: query.getAll('scope').join(' '),
  });
  const { idToken, accessToken, refusal, decisions } = preview;
  return [
    ...(refusal === undefined ? [] : [{ kind: 'notice' as const, message: refusal }]),
    ...(idToken ? [{ kind: 'json' as const, title: 'ID token', value: idToken }] : []),
    ...(accessToken ? [{ kind: 'json' as const, title: 'Access token', value: accessToken }] : []),
    ...decisionBlocks(decisions),
  ];
}
