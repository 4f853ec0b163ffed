import { addedBy } from '../provision/additions.ts';
import { kindTitle } from '../provision/plan.ts';
import type { Drift, Plan, PlannedAction } from '../provision/plan.ts';
import type { Value } from '../provision/value.ts';
import type { Output } from '../terminal/output.ts';
import { wrap } from '../terminal/wrap.ts';

type Paint = Output['paint'];

/** The actions on a resource with their sign and color, in the order of the legend. */
const actions: Record<PlannedAction, { sign: string; word: string; colour: keyof Paint }> = {
  create: { sign: '+', word: 'create', colour: 'good' },
  update: { sign: '~', word: 'change', colour: 'warn' },
  replace: { sign: '±', word: 'replace', colour: 'warn' },
  import: { sign: '↓', word: 'adopt', colour: 'link' },
  delete: { sign: '-', word: 'remove', colour: 'bad' },
  restore: { sign: '↺', word: 'revert', colour: 'link' },
};

interface Look {
  paint: Paint;
  /** Width of the terminal. */
  columns: number;
  /** The display name of a resource. */
  nameOf: (address: string) => string;
}

/** A plan as a table: one row per kind of resource, with its resources and actions. */
export function planTable({ changes, drift }: Plan, look: Look): string[] {
  const { paint } = look;
  const used = (Object.keys(actions) as PlannedAction[]).filter((action) =>
    changes.some((change) => change.action === action),
  );
  const rows = new Map<string, string[]>();
  for (const { address, action } of changes) {
    const title = kindTitle(address);
    const { sign, colour } = actions[action];
    // A name broken over two lines would look like two names.
    const entry = `${sign} ${look.nameOf(address)}`.replaceAll(' ', nbsp);
    rows.set(title, [...(rows.get(title) ?? []), paint[colour](entry)]);
  }
  const counts = used.map((action) => {
    const { sign, word, colour } = actions[action];
    const many = changes.filter((change) => change.action === action).length;
    return paint[colour](`${sign} ${many} to ${word}`);
  });
  return [
    ...driftLines(drift, look),
    ...table(rows, look),
    ...fieldLines(changes, look),
    ...(counts.length > 0 ? ['', `  ${counts.join(paint.quiet(' · '))}`] : []),
  ];
}

/** What is added to resources that existed before, or taken back from them: one line per field. */
function fieldLines(changes: Plan['changes'], { paint, nameOf }: Look): string[] {
  const lines = changes.flatMap(({ address, action, fields = [] }) =>
    fields.map((addition) => {
      const sign = action === 'restore' ? '-' : '+';
      const values = addedBy(addition).map((value) => `${sign} ${show(value)}`);
      return `    ${kindTitle(address)}, ${nameOf(address)}: ${addition.field} ${values.join(' ')}`;
    }),
  );
  if (lines.length === 0) return [];
  const heading = changes.some(({ action }) => action === 'restore')
    ? '  Removed from resources that existed before; nothing else in them changes'
    : '  Added to existing resources; nothing else in them changes';
  return ['', paint.warn(heading), ...lines];
}

const show = (value: Value): string => (typeof value === 'string' ? value : JSON.stringify(value));

const nbsp = '\u00a0';

function table(rows: ReadonlyMap<string, readonly string[]>, { paint, columns }: Look): string[] {
  const width = Math.max(0, ...[...rows.keys()].map((title) => title.length));
  return [...rows].flatMap(([title, entries]) => {
    const separate = entries.map((entry, at) => (at < entries.length - 1 ? `${entry},` : entry));
    const lines = wrapPainted(separate, columns - width - 5);
    return lines.map((line, at) => `  ${paint.quiet((at === 0 ? title : '').padEnd(width))}  ${line}`);
  });
}

// eslint-disable-next-line no-control-regex -- colors take no space on the screen
const colours = /\u001b\[\d+m/g;

/** Breaks between entries; colors take no space. */
function wrapPainted(entries: readonly string[], room: number): string[] {
  const plain = entries.map((entry) => entry.replace(colours, ''));
  const lines = wrap(plain.join(' '), room);
  let at = 0;
  return lines.map((line) => {
    const many = line.split(' ').length;
    const part = entries.slice(at, at + many).join(' ');
    at += many;
    return part.replaceAll(nbsp, ' ');
  });
}

/** What others changed since the last run, one line each. */
function driftLines(drift: readonly Drift[], { paint, nameOf }: Look): string[] {
  if (drift.length === 0) return [];
  const lines = drift.map(({ address, action, attributes }) => {
    const what =
      action === 'delete' ? 'removed' : `changed${attributes.length > 0 ? `: ${attributes.join(', ')}` : ''}`;
    return `    ${kindTitle(address)}, ${nameOf(address)}: ${what}`;
  });
  return [paint.warn('  Changed by others since the last run'), ...lines, ''];
}
