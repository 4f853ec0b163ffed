import { codeCell, statusCell } from '../kernel/cells.ts';
import { textAt, textsAt } from '../kernel/item.ts';
import { list } from '../kernel/list.ts';
import { creator } from '../kernel/resource.ts';
import type { Screen } from '../kernel/screen.ts';
import { serverKind, serversApi } from './kinds.ts';
import { serverParts } from './policy.ts';
import { server, serversPath } from './server.ts';

const serverList = list({
  path: serversPath,
  title: 'API',
  lead: 'Authorization servers issue access tokens for your APIs, each with its own scopes, claims and policies.',
  api: serversApi,
  columns: [
    {
      title: 'Name',
      cell: (item) => ({
        text: textAt(item, 'name'),
        href: `${serversPath}/${textAt(item, 'id')}`,
        note: textAt(item, 'description'),
      }),
    },
    { title: 'Audience', cell: (item) => textsAt(item, 'audiences').join(', ') },
    { title: 'Issuer URI', cell: (item) => codeCell(textAt(item, 'issuer')) },
    { title: 'Status', cell: (item) => statusCell(textAt(item, 'status')) },
  ],
  search: { label: 'Search by name or audience', query: (q) => ({ q }) },
  empty: 'No authorization servers yet.',
  actions: [creator(serverKind, (made) => `${serversPath}/${textAt(made, 'id')}`)],
});

/** Security > API: authorization servers. */
export const serverScreens: readonly Screen[] = [serverList, server, ...serverParts];
