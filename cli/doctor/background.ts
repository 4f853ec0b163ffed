import type { DoctorReport } from '../../app/index.ts';
import type { Output } from '../terminal/output.ts';
import type { Subject } from './context.ts';

/** All checks, for the shop's Doctor page. Concurrent requests share one run. */
export function reportProvider(subject: Subject, signal: AbortSignal): () => Promise<DoctorReport> {
  let running: Promise<DoctorReport> | undefined;
  const examine = async (): Promise<DoctorReport> => {
    const { examineSubject } = await import('./index.ts');
    return (await examineSubject(subject, { signal })).report;
  };
  return () => (running ??= examine().finally(() => (running = undefined)));
}

/** The quick checks, while the shop is already serving. Prints something only if a check fails. */
export async function examineQuietly(subject: Subject, signal: AbortSignal, output: Output): Promise<void> {
  const { examineSubject, quickChecks } = await import('./index.ts');
  const { report } = await examineSubject(subject, { signal, checks: quickChecks });
  if (signal.aborted) return;
  const failed = report.checks.filter(({ status }) => status === 'failure');
  for (const { title, found, remedy } of failed) {
    output.note(`${title}: ${found}`);
    if (remedy !== undefined) output.note(`  ${remedy}`);
  }
  if (failed.length > 0) output.note('Run multidemo doctor for details; with --fix it fixes some problems.');
}
