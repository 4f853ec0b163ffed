import type { Item } from '../kernel/api.ts';
import { statusCell, timeCell } from '../kernel/cells.ts';
import { textAt } from '../kernel/item.ts';
import { type View, screen } from '../kernel/screen.ts';
import { decisionBlocks } from './decisions.ts';

export const logPath = '/report/system_log_2';

/** Events of sign-ins and tokens: about them it can be asked which policies and rules decided. */
const isDecided = (eventType: string): boolean =>
  /^(user\.(session\.start|authentication\.|account\.lock)|policy\.evaluate|app\.(oauth2|generic)\.)/.test(
    eventType,
  );

/** Where it is said why an event happened; undefined where policies had no say in it. */
export function whyPath(event: Item, { decisionsOf }: View): string | undefined {
  const id = textAt(event, 'transaction.id');
  if (!isDecided(textAt(event, 'eventType')) || decisionsOf(id).length === 0) return undefined;
  return `${logPath}/why/${encodeURIComponent(id)}`;
}

const transactionOf = ({ param }: View): string => param('transactionId').replaceAll(/[^\w-]/g, '');

/** Reports > System Log > Why?: the policies and rules that were considered in a request, as its evaluation noted them. */
export const why = screen<readonly Item[]>({
  path: `${logPath}/why/:transactionId`,
  menu: logPath,
  load: (view) =>
    view.api.list('/api/v1/logs', {
      filter: `transaction.id eq "${transactionOf(view)}"`,
      since: new Date(0).toISOString(),
    }),
  page: (events, view) => {
    // Only users who may read the log get these details, which are not in the log itself.
    const decisions = events.length === 0 ? [] : view.decisionsOf(transactionOf(view));
    return {
      title: 'Why?',
      lead: 'The policies and rules that were evaluated for this request, in order, as recorded when the decision was made.',
      crumbs: [{ value: logPath, label: 'System Log' }],
      blocks: [
        {
          ...{ kind: 'table', title: 'What happened', columns: ['Time', 'Event', 'Actor', 'Outcome'] },
          empty: 'The System Log does not contain this request, or no longer does.',
          rows: events.map((event) => ({
            cells: [
              timeCell(textAt(event, 'published')),
              { text: textAt(event, 'displayMessage'), note: textAt(event, 'eventType') },
              {
                text: textAt(event, 'actor.displayName'),
                href: `${logPath}?person=${encodeURIComponent(textAt(event, 'actor.id'))}`,
              },
              {
                ...statusCell(textAt(event, 'outcome.result')),
                note: textAt(event, 'outcome.reason'),
              },
            ],
          })),
        },
        ...decisionBlocks(decisions),
      ],
    };
  },
});
