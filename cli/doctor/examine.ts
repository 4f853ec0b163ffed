import type { CheckReport, DoctorReport } from '../../app/index.ts';
import type { Check, Verdict } from './check.ts';
import { notRun } from './check.ts';
import { requestsOfCheck } from './context.ts';
import type { Context } from './context.ts';
import { explainTrouble, nameTrouble } from './explain-trouble.ts';
import { Trouble } from './trouble.ts';

/** Milliseconds for one check, and for all. */
export interface Limits {
  check: number;
  all: number;
}
export const usualLimits: Limits = { check: 6000, all: 14_000 };

/** A check's report with what only this process can use: how to fix it. */
export interface Result {
  check: Check;
  report: CheckReport;
  verdict: Verdict;
}

interface Options {
  limits: Limits;
  verbose: boolean;
  /** Told of each result, in the order of the list, as soon as all before it are there. */
  onResult?: (result: Result) => void;
}

/**
 * Runs the checks side by side, each as soon as those that it needs have passed. A check that hangs is given up; what
 * all meet alike, such as an org that is down, is told by the first in the list, and the others refer to it.
 */
export async function examine(
  checks: readonly Check[],
  context: Context,
  { limits, verbose, onResult }: Options,
): Promise<Result[]> {
  const deadline = performance.now() + limits.all;
  const running = new Map<string, Promise<Raw>>();
  for (const check of checks) running.set(check.id, runWhenReady(check, running, context, limits, deadline));
  const told = new Map<string, string>();
  const results: Result[] = [];
  for (const check of checks) {
    const raw = (await running.get(check.id)) as Raw;
    const verdict = tellOnce(check, raw.outcome, told);
    const report = context.redactor.all(asReport(check, verdict, raw, verbose));
    const result = { check, verdict, report };
    results.push(result);
    onResult?.(result);
  }
  return results;
}

interface Raw {
  outcome: Verdict | Trouble;
  milliseconds: number;
  requests: string[];
}

/** `earlier` holds only checks that stand before in the list: so needs cannot go round in circles. */
async function runWhenReady(
  check: Check,
  earlier: ReadonlyMap<string, Promise<Raw>>,
  context: Context,
  limits: Limits,
  deadline: number,
): Promise<Raw> {
  const requests: string[] = [];
  const needed = await Promise.all(check.needs.map(async (id) => ({ id, raw: await earlier.get(id) })));
  const missing = needed.find(({ raw }) => raw && hasFailed(raw.outcome));
  if (missing) return { outcome: becauseOf(missing.id, missing.raw), milliseconds: 0, requests };
  const started = performance.now();
  const limit = Math.max(0, Math.min(Math.max(limits.check, check.limit ?? 0), deadline - started));
  const outcome = await requestsOfCheck.run(requests, () => withLimit(check, context, limit));
  return { outcome, milliseconds: Math.round(performance.now() - started), requests };
}

/** The root is named, not the last link of the chain. */
function becauseOf(id: string, raw: Raw | undefined): Verdict {
  const outcome = raw?.outcome;
  if (outcome instanceof Trouble && outcome.kind === 'not-offered') return notRun(nameTrouble(outcome));
  if (outcome && !(outcome instanceof Trouble) && outcome.status === 'not-run') return outcome;
  return notRun(`it needs “${id}”, which failed`);
}

const hasFailed = (outcome: Raw['outcome']): boolean =>
  outcome instanceof Trouble || outcome.status === 'failure' || outcome.status === 'not-run';

async function withLimit(check: Check, context: Context, limit: number): Promise<Verdict | Trouble> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Trouble>((settle) => {
    timer = setTimeout(
      () => settle(new Trouble('slow', check.title, `not done within ${(limit / 1000).toFixed(1)} s`)),
      limit,
    );
  });
  try {
    return await Promise.race([Promise.resolve(check.run(context)), late]);
  } catch (error) {
    return error instanceof Trouble ? error : foreseenByNobody(error);
  } finally {
    clearTimeout(timer);
  }
}

function foreseenByNobody(error: unknown): Verdict {
  return {
    status: 'failure',
    found: `The check itself failed: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`,
    expected: 'An answer that the check understands.',
    consequence: 'Nobody knows; what it looks at was not seen.',
    remedy: 'Run it alone with --verbose, and report it with what it prints.',
  };
}

function tellOnce(check: Check, outcome: Raw['outcome'], told: Map<string, string>): Verdict {
  if (!(outcome instanceof Trouble)) return outcome;
  if (outcome.kind === 'not-offered') return notRun(nameTrouble(outcome));
  const first = told.get(outcome.kind);
  if (first !== undefined) return notRun(`${nameTrouble(outcome)} (see “${first}”)`);
  told.set(outcome.kind, check.id);
  return { status: 'failure', ...explainTrouble(outcome) };
}

function asReport(check: Check, verdict: Verdict, raw: Raw, verbose: boolean): CheckReport {
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
  return {
    ...base,
    found,
    details,
    expected,
    consequence,
    remedy,
    ...(fix && { fix: fix.will }),
    ...rest,
  };
}

/** Sums up an examination. */
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
