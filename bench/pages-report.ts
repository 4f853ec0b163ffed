/** What `npm run pages` found, as the text of docs/pages.md. */

export interface Finding {
  readonly theme: string;
  readonly mode: string;
  readonly page: string;
  /** Whether Lighthouse and page size apply: pages with Okta's widget carry its megabyte. */
  readonly measured: boolean;
  /** One line for each axe rule violated. */
  readonly axe: readonly string[];
  /** Window widths at which the page scrolls horizontally. */
  readonly scrolls: readonly number[];
  readonly kilobytes: number;
  readonly performance?: number;
  readonly accessibility?: number;
}

/** The targets of the design. */
const LEAST_PERFORMANCE = 98;
const LEAST_ACCESSIBILITY = 100;
const MOST_KILOBYTES = 100;

export function describeFindings(findings: readonly Finding[]): string {
  const rows = [...new Set(findings.map(({ page }) => page))].map((page) =>
    row(
      page,
      findings.filter((finding) => finding.page === page),
    ),
  );
  const misses = findings.flatMap((finding) =>
    missesOf(finding).map((miss) => `- ${finding.page} in \`${finding.theme}\`, ${finding.mode}: ${miss}`),
  );
  return `# Page audit

Printed by \`npm run pages\`: ${list(findings.map(({ theme }) => `\`${theme}\``))}; ${list(findings.map(({ mode }) => mode))}.
Chromium 1350 × 940, cache off; axe also with the help open and at 390 pixels; horizontal scrolling at 360 to 1920 pixels.
\`·\`: not measured. Pages with Okta's widget (sign-up, recovery, widget, …) are checked by axe only.

| page | axe findings | scrolls horizontally | lowest performance | lowest accessibility | largest kB |
|---|---|---|---|---|---|
${rows.join('\n')}

${misses.length === 0 ? 'Everything measured meets the targets.' : `Not met:\n\n${misses.join('\n')}`}`;
}

function row(page: string, these: readonly Finding[]): string {
  const axe = these.reduce((sum, finding) => sum + finding.axe.length, 0);
  const scrolls = these.filter((finding) => finding.scrolls.length > 0).length;
  const cells = [
    page,
    `${axe} in ${these.length}`,
    `${scrolls} in ${these.length}`,
    worst(these.map(({ performance }) => performance)),
    worst(these.map(({ accessibility }) => accessibility)),
    Math.max(...these.map(({ kilobytes }) => kilobytes)),
  ];
  return `| ${cells.join(' | ')} |`;
}

function missesOf({ axe, scrolls, measured, kilobytes, performance, accessibility }: Finding): string[] {
  const misses = [...axe];
  if (scrolls.length > 0) misses.push(`scrolls horizontally at ${scrolls.join(', ')}`);
  if (performance !== undefined && performance < LEAST_PERFORMANCE) misses.push(`performance ${performance}`);
  if (accessibility !== undefined && accessibility < LEAST_ACCESSIBILITY)
    misses.push(`accessibility ${accessibility}`);
  if (measured && kilobytes > MOST_KILOBYTES) misses.push(`${kilobytes} kB`);
  return misses;
}

function worst(values: readonly (number | undefined)[]): string {
  const known = values.filter((value) => value !== undefined);
  return known.length === 0 ? '·' : String(Math.min(...known));
}

const list = (words: readonly string[]): string => [...new Set(words)].join(', ');
