import type { CheckReport, DoctorReport } from '../../app/index.ts';
import type { Output } from '../terminal/output.ts';
import { wrap } from '../terminal/wrap.ts';
import { checks } from './checks/index.ts';

/** What is found begins in one column, whichever checks are run. */
const width = Math.max(...checks.map(({ title }) => title.length));

/** Prints results as they arrive, under the heading of each area. */
export class ReportPrinter {
  readonly #output: Output;
  readonly #columns: number;
  #area: string | undefined;

  /** @param columns width of the terminal; texts are wrapped to it */
  constructor(output: Output, columns: number) {
    this.#output = output;
    this.#columns = Math.max(60, Math.min(columns, 120));
  }

  print(report: CheckReport): void {
    const { paint, line } = this.#output;
    if (report.area !== this.#area) {
      if (this.#area !== undefined) line();
      line(paint.strong(report.area));
      this.#area = report.area;
    }
    const said = report.status === 'not-run' ? `not run, because ${report.because ?? ''}` : report.found;
    this.#wrapped(
      `  ${this.#mark(report)} ${report.title.padEnd(width)} `,
      said,
      report.status === 'not-run',
    );
    const bad = report.status === 'warning' || report.status === 'failure';
    if (bad) {
      this.#row('expected', report.expected);
      this.#row('on stage', report.consequence);
      this.#row('remedy', report.remedy);
      this.#row('console', report.console);
      if (report.fix !== undefined) this.#row('--fix', `would ${report.fix}`);
      this.#row('see', report.docs);
    }
    if (report.requests) for (const text of [...report.details, ...report.requests]) this.#row('', text);
  }

  #mark({ status }: CheckReport): string {
    const { paint } = this.#output;
    if (status === 'ok') return paint.good('✓');
    if (status === 'warning') return paint.warn('!');
    return status === 'failure' ? paint.bad('✗') : paint.quiet('–');
  }

  #row(name: string, text: string | undefined): void {
    if (text === undefined) return;
    this.#wrapped(`      ${this.#output.paint.quiet(name.padEnd(9))} `, text, name === '');
  }

  #wrapped(head: string, text: string, quiet: boolean): void {
    const { paint, line } = this.#output;
    // eslint-disable-next-line no-control-regex -- colors take no space on the screen
    const indent = head.replace(/\x1b\[\d+m/g, '').length;
    const [first = '', ...rest] = wrap(text, this.#columns - indent);
    const say = (part: string) => (quiet ? paint.quiet(part) : part);
    line(head + say(first));
    for (const part of rest) line(' '.repeat(indent) + say(part));
  }
}

/** `40 of 40 passed · 1.2 s`, and how many did not. */
export function summaryLine({ counts, milliseconds }: DoctorReport): string {
  const { ok, warning, failure } = counts;
  const seconds = `${(milliseconds / 1000).toFixed(1)} s`;
  const total = ok + warning + failure + counts['not-run'];

  const parts = [
    ...(failure > 0 ? [`${failure} failed`] : []),
    ...(warning > 0 ? [`${warning} ${warning === 1 ? 'warning' : 'warnings'}`] : []),
    ...(counts['not-run'] > 0 ? [`${counts['not-run']} not run`] : []),
  ];
  return [`${ok} of ${total} passed`, ...parts].join(', ') + ` · ${seconds}`;
}
