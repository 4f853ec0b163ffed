import type { CheckReport, DoctorReport } from '../../app/index.ts';
import { consoleUrl, screenNamed } from '../../shared/admin-console.ts';
import type { Check, Finding, Verdict } from './check.ts';
import { notRun } from './check.ts';
import type { Context } from './context.ts';
import { explainTrouble, nameTrouble, whereOf } from './explain-trouble.ts';
import { Stopwatch, askingCheck, isPausing } from './stopwatch.ts';
import type { Asking } from './stopwatch.ts';
import { Trouble } from './trouble.ts';

/** Milliseconds to wait for responses: in one check, and in all. */
export interface Limits {
  check: number;
  all: number;
  /**
   * For a check that is not waiting for a response and still does not end: a bug, or a problem of this machine.
   */
  own: number;
}
export const usualLimits: Limits = { check: 6000, all: 14_000, own: 40_000 };

/** A check's report with its fix, which only this process can use. */
export interface Result {
  check: Check;
  report: CheckReport;
  verdict: Verdict;
}

interface Options {
  limits: Limits;
  verbose: boolean;
  /** Called with each result, in the order of the list, as soon as all before it are available. */
  onResult?: (result: Result) => void;
}

/**
 * Runs the checks in parallel, each as soon as those it depends on have passed. A check that hangs is
 * canceled; a problem that affects all, such as an org that is down, is reported by the first in the list, and
 * the others refer to it.
 */
export async function examine(
  checks: readonly Check[],
  context: Context,
  { limits, verbose, onResult }: Options,
): Promise<Result[]> {
  const running = new Map<string, Promise<Raw>>();
  const asking = new Set<Asking>();
  const over = new AbortController();
  const stopwatch = new Stopwatch(
    limits.all,
    () => over.abort(),
    () => !isPausing() && [...asking].some(({ waiting }) => waiting > 0),
  );
  const shared = { context, limits, asking, over: over.signal };
  for (const check of checks) running.set(check.id, runWhenReady(check, running, shared));
  try {
    return await collect(checks, running, context, { verbose, ...(onResult && { onResult }) });
  } finally {
    stopwatch.stop();
  }
}

/** Their results in the order of the list. */
async function collect(
  checks: readonly Check[],
  running: ReadonlyMap<string, Promise<Raw>>,
  context: Context,
  { verbose, onResult }: Omit<Options, 'limits'>,
): Promise<Result[]> {
  const told = new Map<string, string>();
  const results: Result[] = [];
  for (const check of checks) {
    const raw = (await running.get(check.id)) as Raw;
    const verdict = tellOnce(check, raw.outcome, told, context);
    const report = context.redactor.all(asReport(check, verdict, raw, { verbose, context }));
    const result = { check, verdict, report };
    results.push(result);
    // Whatever was still running has failed because it was stopped.
    if (!context.signal.aborted) onResult?.(result);
  }
  return results;
}

interface Raw {
  outcome: Verdict | Trouble;
  milliseconds: number;
  requests: string[];
}

/** Shared by all checks of a run. */
interface Shared {
  context: Context;
  limits: Limits;
  /** Checks currently running. */
  asking: Set<Asking>;
  /** Aborts when the total waiting time is exceeded. */
  over: AbortSignal;
}

/** `earlier` contains only checks that come before in the list, so dependencies cannot be circular. */
async function runWhenReady(
  check: Check,
  earlier: ReadonlyMap<string, Promise<Raw>>,
  shared: Shared,
): Promise<Raw> {
  const own: Asking = { requests: [], waiting: 0, host: '' };
  const needed = await Promise.all(check.needs.map(async (id) => ({ id, raw: await earlier.get(id) })));
  const missing = needed.find(({ raw }) => raw && hasFailed(raw.outcome));
  if (missing)
    return { outcome: becauseOf(missing.id, missing.raw), milliseconds: 0, requests: own.requests };
  const started = performance.now();
  shared.asking.add(own);
  const outcome = await askingCheck.run(own, () => withLimit(check, own, shared));
  shared.asking.delete(own);
  return { outcome, milliseconds: Math.round(performance.now() - started), requests: own.requests };
}

/** Names the root cause, not the last link of the chain. */
function becauseOf(id: string, raw: Raw | undefined): Verdict {
  const outcome = raw?.outcome;
  if (outcome instanceof Trouble && outcome.kind === 'not-offered') return notRun(nameTrouble(outcome));
  if (outcome && !(outcome instanceof Trouble) && outcome.status === 'not-run') return outcome;
  return notRun(`it depends on “${id}”, which failed`);
}

const hasFailed = (outcome: Raw['outcome']): boolean =>
  outcome instanceof Trouble || outcome.status === 'failure' || outcome.status === 'not-run';

/** Canceled if the responses it waits for take too long; its own computing time does not count. */
async function withLimit(
  check: Check,
  own: Asking,
  { context, limits, over }: Shared,
): Promise<Verdict | Trouble> {
  const limit = Math.max(limits.check, check.limit ?? 0);
  const done = new AbortController();
  const late = new Promise<Verdict | Trouble>((settle) => {
    const tooSlow = (milliseconds: number) => {
      settle(new Trouble('slow', own.host, `its responses took more than ${milliseconds / 1000} s`));
    };
    const stopwatch = new Stopwatch(
      limit,
      () => tooSlow(limit),
      () => !isPausing() && own.waiting > 0,
    );
    const all = setInterval(() => over.aborted && own.waiting > 0 && tooSlow(limits.all), 50);
    const stuck = new Stopwatch(
      limits.own,
      () => settle(neverEnded(limits.own)),
      () => !isPausing(),
    );
    done.signal.addEventListener('abort', () => {
      stopwatch.stop();
      clearInterval(all);
      stuck.stop();
    });
  });
  try {
    return await Promise.race([Promise.resolve(check.run(context)), late]);
  } catch (error) {
    return error instanceof Trouble ? error : foreseenByNobody(error);
  } finally {
    done.abort();
  }
}

const neverEnded = (milliseconds: number): Verdict => ({
  status: 'warning',
  found: `The check did not finish within ${milliseconds / 1000} s.`,
  expected: 'A result within a few seconds.',
  consequence: 'Unknown: this check could not run.',
  remedy:
    'The machine may be busy, or a disk or database slow. Run the check alone with --only and --verbose.',
});

function foreseenByNobody(error: unknown): Verdict {
  return {
    status: 'failure',
    found: `The check itself failed: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`,
    expected: 'A response that the check can read.',
    consequence: 'Unknown: this check could not run.',
    remedy: 'Run the check alone with --only and --verbose, and report the problem with its output.',
  };
}

function tellOnce(
  check: Check,
  outcome: Raw['outcome'],
  told: Map<string, string>,
  { env }: Context,
): Verdict {
  if (!(outcome instanceof Trouble)) return outcome;
  if (outcome.kind === 'not-offered') return notRun(nameTrouble(outcome));
  const where = whereOf(outcome, env);
  const key = where === 'shop' ? `${outcome.kind} of the shop` : outcome.kind;
  const first = told.get(key);
  if (first !== undefined) return notRun(`${nameTrouble(outcome, where)} (see “${first}”)`);
  told.set(key, check.id);
  return { status: 'failure', ...explainTrouble(outcome, where) };
}

/** The address of the screen that the remedy names, in the org's own console. */
function consoleOf({ remedy, ids }: Finding, { env }: Context): string | undefined {
  const org = env.OKTA_BASE_URL ?? '';
  const screen = URL.canParse(org) ? screenNamed(remedy, ids) : undefined;
  return screen && consoleUrl(org, screen);
}

function asReport(
  check: Check,
  verdict: Verdict,
  raw: Raw,
  { verbose, context }: { verbose: boolean; context: Context },
): CheckReport {
  const { id, title, area, docs } = check;
  const base = { id, title, area, status: verdict.status };
  const rest = {
    docs,
    milliseconds: raw.milliseconds,
    ...(verbose && { requests: raw.requests }),
  };
  if (verdict.status === 'not-run')
    return { ...base, found: '', details: [], because: verdict.because, ...rest };
  const { found, details = [] } = verdict;
  if (verdict.status === 'ok') return { ...base, found, details, ...rest };
  const { expected, consequence, remedy, fix } = verdict;
  const screen = consoleOf(verdict, context);
  return {
    ...base,
    found,
    details,
    expected,
    consequence,
    remedy,
    ...(screen !== undefined && { console: screen }),
    ...(fix && { fix: fix.will }),
    ...rest,
  };
}

/** Summarizes a run. */
export function summarise(
  results: readonly Result[],
  context: Context,
  { at, milliseconds }: { at: number; milliseconds: number },
): DoctorReport {
  const counts = { ok: 0, warning: 0, failure: 0, 'not-run': 0 };
  for (const { report } of results) counts[report.status]++;
  return {
    version: 1,
    status: counts.failure > 0 ? 'failure' : counts.warning > 0 ? 'warning' : 'ok',
    at: new Date(at).toISOString(),
    milliseconds: Math.round(milliseconds),
    org: { url: context.env.OKTA_BASE_URL ?? null, sandbox: context.sandbox !== undefined },
    shop: context.env.APP_URL ?? null,
    counts,
    checks: results.map(({ report }) => report),
  };
}
