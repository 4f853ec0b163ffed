import type { DoctorReport } from '../../app/index.ts';
import type { Check } from './check.ts';
import { createContext } from './context.ts';
import type { Context, Subject } from './context.ts';
import { examine, summarise, usualLimits } from './examine.ts';
import type { Limits, Result } from './examine.ts';
import { checks } from './checks/index.ts';

export interface ExamineOptions {
  signal: AbortSignal;
  checks?: readonly Check[];
  verbose?: boolean;
  limits?: Limits;
  /** Milliseconds for one request. */
  timeout?: number;
  onResult?: (result: Result) => void;
  /** Called when requests wait for the org's rate limit. */
  onWait?: (milliseconds: number) => void;
}

export interface Examination {
  report: DoctorReport;
  results: readonly Result[];
  context: Context;
}

/** Runs all checks once. Changes nothing, and asks nothing. */
export async function examineSubject(subject: Subject, options: ExamineOptions): Promise<Examination> {
  const { signal, timeout = 4000, limits = usualLimits, verbose = false, onResult, onWait } = options;
  const at = Date.now();
  const started = performance.now();
  const context = await createContext(subject, { signal, timeout, ...(onWait && { onWait }) });
  const results = await examine(options.checks ?? checks, context, {
    limits,
    verbose,
    ...(onResult && { onResult }),
  });
  const milliseconds = performance.now() - started;
  return { report: summarise(results, context, { at, milliseconds }), results, context };
}

/** The quick checks, which `serve` runs in the background. */
export const quickChecks: readonly Check[] = checks.filter(({ slow }) => slow !== true);
