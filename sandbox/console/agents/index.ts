import type { Page } from '../kernel/api.ts';
import { statusCell, timeCell } from '../kernel/cells.ts';
import { textAt } from '../kernel/item.ts';
import { list, nextPage } from '../kernel/list.ts';
import { type Row, type Screen, screen } from '../kernel/screen.ts';
import { agent, agentFields, agentsApi, agentsPath, bodyOf } from './agent.ts';
import { connectionCells } from './connections.ts';

const agentCell = (item: Readonly<Record<string, unknown>>) => ({
  text: textAt(item, 'profile.name'),
  href: `${agentsPath}/${textAt(item, 'id')}`,
  note: textAt(item, 'profile.description'),
});

const directory = list({
  path: agentsPath,
  title: 'AI agents',
  lead: 'Agents that act for people, each with its own keys and connections.',
  api: agentsApi,
  columns: [
    { title: 'Agent', cell: agentCell },
    { title: 'Status', cell: (item) => statusCell(textAt(item, 'status')) },
    { title: 'Last updated', cell: (item) => timeCell(textAt(item, 'lastUpdated')) },
  ],
  empty: 'No AI agents yet.',
  actions: [
    {
      ...{ do: 'create', label: 'Register AI agent', tone: 'primary' },
      fields: (_: Page, view) => agentFields({}, view),
      run: async (values, _, { api }) => {
        await api.post(agentsApi, bodyOf(values));
        return {
          message: `${values.text('name')} was registered. Give it a key or an app, then activate it.`,
        };
      },
    },
  ],
});

interface Connections extends Page {
  readonly rows: readonly Row[];
}

/** What the agents of a page of the directory may connect to. */
const connections = screen<Connections>({
  path: `${agentsPath}/connections`,
  load: async ({ api, query }) => {
    const page = await api.page(agentsApi, { limit: 50, after: query.get('after') ?? undefined });
    const rows = await Promise.all(
      page.items.map(async (item): Promise<Row[]> => {
        const held = await api.list(`${agentsApi}/${textAt(item, 'id')}/connections`, { limit: 200 });
        return held.map((one) => ({ cells: [agentCell(item), ...connectionCells(one)] }));
      }),
    );
    return { ...page, rows: rows.flat() };
  },
  page: ({ rows, next }, { query }) => ({
    title: 'Connections',
    lead: 'The resources that AI agents may use on behalf of people. Open an agent to change its connections.',
    blocks: [
      {
        ...{ kind: 'table', columns: ['Agent', 'Resource', 'Scopes', 'Status'], rows },
        empty: 'No agent is connected to a resource. Open an agent to connect it.',
        next: next === undefined ? undefined : nextPage(query, next),
      },
    ],
  }),
});

/** AI agents: the directory, and their connections. */
export const agentScreens: readonly Screen[] = [directory, connections, agent];
