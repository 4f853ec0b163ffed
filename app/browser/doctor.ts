/** The doctor's page: runs the checks and shows the results, problems first. */
import { reload } from '../../shared/reload.ts';
import type { CheckReport, DoctorReport } from '../site/doctor-report.ts';
import { breakable, element, icon } from './parts/dom.ts';

const place = document.getElementById('report');
const again = document.getElementById('look-again');

async function look(): Promise<void> {
  if (!place || !(again instanceof HTMLButtonElement)) return;
  again.disabled = true;
  place.setAttribute('aria-busy', 'true');
  try {
    const response = await fetch('/admin/doctor/report', { headers: { Accept: 'application/json' } });
    if (response.status === 401) reload();
    else if (response.ok) show((await response.json()) as DoctorReport);
    else failed(`The shop responded with ${response.status}.`);
  } catch {
    failed('The shop is not responding. Is it running?');
  } finally {
    again.disabled = false;
    place.removeAttribute('aria-busy');
  }
}

function failed(text: string): void {
  place?.replaceChildren(element('p', { class: 'doctor-sum is-failure' }, icon('warning'), text));
}

function show(report: DoctorReport): void {
  const wrong = report.checks.filter(({ status }) => status === 'failure' || status === 'warning');
  const areas = [...new Set(report.checks.map(({ area }) => area))];
  place?.replaceChildren(
    element('p', { class: `doctor-sum is-${report.status}` }, mark(report.status), summary(report)),
    element('p', { class: 'doctor-of' }, subject(report)),
    ...wrong.map(complaint),
    ...areas.map((area) =>
      element(
        'section',
        { class: 'doctor-area' },
        element('h3', {}, area),
        element('ul', {}, ...report.checks.filter((check) => check.area === area).map(line)),
      ),
    ),
  );
}

function summary({ counts, milliseconds }: DoctorReport): string {
  const total = counts.ok + counts.warning + counts.failure + counts['not-run'];
  const parts = [
    `${counts.ok} of ${total} passed`,
    ...(counts.failure > 0 ? [`${counts.failure} failed`] : []),
    ...(counts.warning > 0 ? [`${counts.warning} ${counts.warning === 1 ? 'warning' : 'warnings'}`] : []),
    ...(counts['not-run'] > 0 ? [`${counts['not-run']} not run`] : []),
  ];
  return `${parts.join(', ')} · ${(milliseconds / 1000).toFixed(1)} s`;
}

function subject({ at, org, shop }: DoctorReport): string {
  const time = new Date(at).toLocaleTimeString('en-GB');
  return `${time} · org ${org.url ?? 'none'}${org.sandbox ? ' (sandbox)' : ''} · shop ${shop ?? 'none'}`;
}

const mark = (status: CheckReport['status']): Node =>
  status === 'ok' ? icon('check') : status === 'not-run' ? element('span', {}, '–') : icon('warning');

/** A problem, with everything needed to fix it. */
function complaint(check: CheckReport): HTMLElement {
  const rows: [string, Node | string | undefined][] = [
    ['Found', check.found],
    ['Expected', check.expected],
    ['On stage', check.consequence],
    ['Remedy', check.remedy],
    ['Console', check.console && link(check.console)],
    ['Fix', check.fix && `multidemo doctor --fix would ${check.fix}`],
    ['See', link(check.docs)],
  ];
  const facts = rows.flatMap(([name, value]) =>
    value === undefined ? [] : [element('dt', {}, name), element('dd', {}, value)],
  );
  return element(
    'article',
    { class: `doctor-complaint is-${check.status}` },
    element('h3', {}, mark(check.status), check.title),
    element('dl', { class: 'facts' }, ...facts),
  );
}

/** Our own documentation consists of files, which are not served. */
const link = (docs: string): Node | string =>
  /^https?:/.test(docs) ? element('a', { href: docs, rel: 'noreferrer' }, ...breakable(docs)) : docs;

function line(check: CheckReport): HTMLLIElement {
  const said = check.status === 'not-run' ? `not run, because ${check.because ?? ''}` : check.found;
  return element(
    'li',
    { class: `doctor-line is-${check.status}`, 'data-check': check.id },
    mark(check.status),
    element('b', {}, check.title),
    element('span', {}, said),
  );
}

again?.addEventListener('click', () => void look());
void look();
