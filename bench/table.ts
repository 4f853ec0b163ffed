/** One line of the result: a figure, what it is compared with, and how far it may be from it. */
export interface Row {
  what: string;
  figure: string;
  against: string;
  /** Figure and reference as a quotient; undefined when there is nothing to compare with. */
  ratio?: number | undefined;
  target?: { most: number } | { least: number };
}

export const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
export const ms = (value: number): string => `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`;
export const rate = (perSecond: number): string => `${Math.round(perSecond).toLocaleString('en')} /s`;

const isMissed = ({ ratio, target }: Row): boolean => {
  if (ratio === undefined || target === undefined) return false;
  return 'most' in target ? ratio > target.most : ratio < target.least;
};

const bound = ({ target }: Row): string => {
  if (target === undefined) return '';
  return 'most' in target ? `≤ ${target.most}` : `≥ ${target.least}`;
};

/** Prints each row as soon as it is measured, as a line of a Markdown table, and at the end what misses its target. */
export class Table {
  readonly #missed: Row[] = [];

  constructor() {
    console.log('| what | figure | compared with | ratio | target | |');
    console.log('|---|---|---|---|---|---|');
  }

  add(row: Row): void {
    if (isMissed(row)) this.#missed.push(row);
    const verdict =
      row.target === undefined || row.ratio === undefined ? '' : isMissed(row) ? 'misses' : 'ok';
    const cells = [row.what, row.figure, row.against, row.ratio?.toFixed(2) ?? '', bound(row), verdict];
    console.log(`| ${cells.join(' | ')} |`);
  }

  /** A row that could not be measured here. */
  skip(what: string, why: string): void {
    console.log(`| ${what} | | not measured: ${why.split('\n')[0]} | | | |`);
  }

  end(): void {
    console.log(
      this.#missed.length === 0
        ? '\nEvery row reaches its target.'
        : `\nMisses its target: ${this.#missed.map(({ what }) => what).join('; ')}.`,
    );
  }
}
