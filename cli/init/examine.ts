import type { DoctorReport } from '../../app/index.ts';
import { checks } from '../doctor/checks/index.ts';
import type { Subject } from '../doctor/context.ts';
import { examineSubject } from '../doctor/index.ts';
import { ReportPrinter, summaryLine } from '../doctor/print.ts';
import { Interrupted } from '../errors.ts';
import type { Io } from '../io.ts';
import { noteWaits } from '../provision/retries.ts';
import type { Telling } from './telling.ts';

/** Only the running shop can respond to the org's challenge: `serve` has the org verify the hook at startup. */
const afterServe = ['event-hook', 'hook-delivery'];

/** Checks that the demo works. Reports only problems and the summary. */
export async function examineAfterInit(subject: Subject, telling: Telling, io: Io): Promise<DoctorReport> {
  const examining = examineSubject(subject, {
    signal: io.signal,
    checks: checks.filter(({ id }) => !afterServe.includes(id)),
    onWait: noteWaits(telling.note),
  });
  const { report } = await telling.during('Checking that the demo works', examining);
  if (io.signal.aborted)
    throw new Interrupted(
      'Stopped. The org is configured, but not checked.',
      'To check it: multidemo doctor',
    );
  if (telling.silent) return report;
  const printer = new ReportPrinter(telling.output, io.stdout.columns ?? 100);
  const wrong = report.checks.filter(({ status }) => status === 'failure' || status === 'warning');
  if (wrong.length > 0) telling.line();
  for (const check of wrong) printer.print(check);
  if (wrong.length > 0) telling.line();
  telling.row('Doctor', summaryLine(report));
  return report;
}
