import type { Item, Page } from '../kernel/api.ts';
import { statusCell, timeCell } from '../kernel/cells.ts';
import { nextPage } from '../kernel/list.ts';
import { itemsAt, textAt } from '../kernel/item.ts';
import { type Cell, type Row, type Screen, type View, screen } from '../kernel/screen.ts';
import { logPath, why, whyPath } from './why.ts';

const dayMs = 24 * 60 * 60 * 1000;

/** Okta's filter of the API, with the persons and apps of a click. */
function filterOf({ query }: View): string {
  const typed = query.get('filter')?.trim() ?? '';
  const id = (name: string): string => (query.get(name) ?? '').replaceAll(/[^\w.-]/g, '');
  const parts = [
    ...(typed === '' ? [] : [typed.includes(' or ') ? `(${typed})` : typed]),
    ...(id('person') === '' ? [] : [`(actor.id eq "${id('person')}" or target.id eq "${id('person')}")`]),
    ...(id('app') === '' ? [] : [`target.id eq "${id('app')}"`]),
  ];
  return parts.join(' and ');
}

const days: readonly (readonly [string, string])[] = [
  ['7', 'Last 7 days'],
  ['1', 'Last 24 hours'],
  ['90', 'Last 90 days'],
];

function load(view: View): Promise<Page> {
  const { api, query } = view;
  const back = Number(days.find(([value]) => value === query.get('days'))?.[0] ?? 7);
  return api.page('/api/v1/logs', {
    sortOrder: 'DESCENDING',
    limit: 100,
    q: query.get('q')?.trim(),
    filter: filterOf(view),
    since: back === 7 ? undefined : new Date(Date.parse(view.now) - back * dayMs).toISOString(),
    after: query.get('after') ?? undefined,
  });
}

/** The person or app of an event: a click narrows the log to it. */
function party(item: Item): Cell {
  const type = textAt(item, 'type');
  const id = encodeURIComponent(textAt(item, 'id'));
  const text = textAt(item, 'displayName') || textAt(item, 'alternateId');
  const note = textAt(item, 'alternateId');
  const name = type === 'AppInstance' || type === 'PublicClientApp' ? 'app' : 'person';
  return {
    text,
    ...(id !== '' && id !== 'unknown' && { href: `${logPath}?${name}=${id}` }),
    ...(note !== '' && note !== 'unknown' && note !== text && { note }),
  };
}

function rowOf(event: Item, view: View): Row {
  const [target] = itemsAt(event, 'target');
  const result = textAt(event, 'outcome.result');
  const reason = textAt(event, 'outcome.reason');
  return {
    id: `event-${textAt(event, 'uuid')}`,
    cells: [
      timeCell(textAt(event, 'published')),
      {
        text: textAt(event, 'displayMessage'),
        href: `${logPath}?filter=${encodeURIComponent(`eventType eq "${textAt(event, 'eventType')}"`)}`,
        note: textAt(event, 'eventType'),
      },
      party((event['actor'] ?? {}) as Item),
      { ...statusCell(result), ...(reason !== '' && { note: reason }) },
      target ? party(target) : undefined,
      whyCell(whyPath(event, view)),
    ],
    json: event,
  };
}

const whyCell = (href: string | undefined): Cell | undefined =>
  href === undefined ? undefined : { text: 'Why?', href };

/** Reports > System Log: live while it is open. */
const systemLog = screen<Page>({
  path: logPath,
  load,
  page: ({ items, next }, view) => {
    const { query } = view;
    const narrowed = ['person', 'app'].filter((name) => query.get(name));
    return {
      title: 'System Log',
      lead:
        narrowed.length > 0
          ? `Only events of the ${narrowed.join(' and the ')} that you selected. Search again to see all.`
          : 'What happened in this org, newest first. New events appear automatically.',
      blocks: [
        {
          kind: 'table',
          columns: ['Time', 'Event', 'Actor', 'Outcome', 'Target', 'Decision'],
          search: { value: query.get('q') ?? '', label: 'Search all fields' },
          filters: [
            {
              name: 'filter',
              label: 'Filter, such as eventType eq "user.session.start"',
              value: query.get('filter') ?? '',
              choices: [],
            },
            {
              name: 'days',
              label: 'Time',
              value: query.get('days') ?? '7',
              choices: days.map(([value, label]) => ({ value, label })),
            },
          ],
          rows: items.map((event) => rowOf(event, view)),
          empty: 'No event matches.',
          next: next !== undefined && items.length === 100 ? nextPage(query, next) : undefined,
          ...(!query.has('after') && { live: 3 }),
        },
      ],
    };
  },
});

export const reportScreens: readonly Screen[] = [systemLog, why];
