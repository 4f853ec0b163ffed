import { setTimeout as sleep } from 'node:timers/promises';
import { checks } from '../doctor/checks/index.ts';
import { examineSubject } from '../doctor/index.ts';
import type { Examination } from '../doctor/index.ts';
import { applyFixes, fixesOf } from '../doctor/fixes.ts';
import { ReportPrinter, summaryLine } from '../doctor/print.ts';
import { selectChecks } from '../doctor/select.ts';
import { findRunning, findSubject } from '../doctor/subject.ts';
import type { Found } from '../doctor/subject.ts';
import { Interrupted, UserError } from '../errors.ts';
import { explainSystemError } from '../explain.ts';
import type { Io } from '../io.ts';
import { noteWaits } from '../provision/retries.ts';
import { canRedraw, createOutput } from '../terminal/output.ts';
import type { Output } from '../terminal/output.ts';
import { canAsk, confirm } from '../terminal/prompt.ts';

export interface DoctorOptions {
  fix?: boolean;
  yes?: boolean;
  json?: boolean;
  only?: string[];
  skip?: string[];
  /** Seconds between two runs; true for the default. */
  watch?: number | true;
  verbose?: boolean;
}

/** Exit status if nothing could be checked. */
export const couldNotRun = 2;
const usualPause = 10;

/**
 * Checks everything the demo depends on.
 * @returns 0 without failures (there may be warnings), 1 with failures, 2 if it could not run
 */
export async function doctor(options: DoctorOptions, io: Io): Promise<number> {
  const output = createOutput(io);
  try {
    const run = new Run(options, io, output, selectChecks(checks, options));
    return options.watch === undefined ? await run.once() : await run.again(options.watch);
  } catch (error) {
    if (error instanceof Interrupted) throw error;
    const told = error instanceof UserError ? error : explainSystemError(error);
    if (!told) throw error;
    output.failure(told.message, told.remedy);
    if (options.json) output.error(told.message, told.remedy, told.code);
    return couldNotRun;
  }
}

/** One invocation of the command. */
class Run {
  readonly #options: DoctorOptions;
  readonly #io: Io;
  readonly #output: Output;
  readonly #selection: ReturnType<typeof selectChecks>;

  constructor(options: DoctorOptions, io: Io, output: Output, selection: ReturnType<typeof selectChecks>) {
    this.#options = options;
    this.#io = io;
    this.#output = output;
    this.#selection = selection;
  }

  async once(): Promise<number> {
    const found = await findSubject(this.#io);
    try {
      if (found.note !== undefined && !this.#options.json) this.#output.note(found.note);
      let examination = await this.#look(found);
      const tried = new Set<string>();
      while (this.#options.fix && (await this.#fix(examination, tried))) {
        this.#say('');
        this.#say('Re-checked:');
        // A fix may have changed .env.
        examination = await this.#look((await findRunning(this.#io)) ?? found, { brief: true });
      }
      const { report } = examination;
      if (this.#options.json) this.#output.line(JSON.stringify(report, null, 2));
      // Of an org with failures, a rehearsal says less than the checks do.
      else if (report.status !== 'failure' && this.#isWhole)
        this.#say('Next, rehearse: multidemo demo check --all plays every demo script.');
      return report.status === 'failure' ? 1 : 0;
    } finally {
      await found.close();
    }
  }

  /**
   * Until Ctrl-C; on a terminal each run replaces the last, in a pipe only changes are printed. Each run reads
   * the configuration again, and starts nothing: the ports belong to `serve`.
   */
  async again(pause: number | true): Promise<number> {
    let before = '';
    let status = 0;
    while (!this.#io.signal.aborted) {
      const found = await findRunning(this.#io);
      const report = found && (await this.#look(found, { silent: true })).report;
      status = report?.status === 'ok' || report?.status === 'warning' ? 0 : 1;
      const wrong = report?.checks.filter((check) => check.status !== 'ok') ?? [];
      const now = report
        ? JSON.stringify(wrong.map(({ id, status: state, found: said }) => [id, state, said]))
        : 'nothing is running';
      const redraws = canRedraw(this.#io.stdout, this.#io.env);
      if (redraws) this.#io.stdout.write('\x1b[2J\x1b[H');
      if (redraws || now !== before) {
        if (report) this.#report(report, wrong);
        else this.#output.note('No org is configured and serve is not running yet. Run multidemo serve.');
      }
      before = now;
      await sleep((pause === true ? usualPause : pause) * 1000, undefined, { signal: this.#io.signal }).catch(
        () => undefined,
      );
    }
    return status;
  }

  get #isWhole(): boolean {
    const { only, skip } = this.#options;
    return only === undefined && skip === undefined;
  }

  #report(report: Examination['report'], wrong: Examination['report']['checks']): void {
    if (this.#options.json) {
      this.#output.line(JSON.stringify(report));
      return;
    }
    const printer = this.#printer();
    for (const check of wrong) printer.print(check);
    this.#output.line(`${new Date(report.at).toLocaleTimeString('en-GB')}  ${summaryLine(report)}`);
  }

  /** @param brief print only problems; `silent` prints nothing */
  async #look({ subject }: Found, { silent = false, brief = false } = {}): Promise<Examination> {
    const { json, verbose = false } = this.#options;
    const { run, shown } = this.#selection;
    const printer = this.#printer();
    const examination = await examineSubject(subject, {
      signal: this.#io.signal,
      checks: run,
      verbose,
      onWait: noteWaits((text) => this.#output.note(text)),
      onResult: ({ check, report }) => {
        // Dependencies of the selected checks are only reported if they are the reason for a failure.
        const isTold = brief ? report.status !== 'ok' : shown(check) || report.status === 'failure';
        if (!silent && !json && isTold) printer.print(report);
      },
    });
    if (!silent && this.#io.signal.aborted) throw new Interrupted('Stopped.');
    if (!silent && !json) {
      this.#say('');
      this.#say(summaryLine(examination.report));
    }
    return examination;
  }

  /**
   * Shows the fixes, asks, and applies them. One fix often reveals the next problem, so this repeats until
   * nothing is left.
   * @param tried fixes already tried in this run, which are not repeated
   * @returns whether something was tried
   */
  async #fix({ results, context }: Examination, tried: Set<string>): Promise<boolean> {
    const fixes = fixesOf(results).filter(({ id, will }) => !tried.has(`${id} ${will}`));
    if (fixes.length === 0) {
      if (tried.size === 0) this.#say('--fix has nothing to fix.');
      return false;
    }
    this.#say('');
    this.#say('--fix will');
    for (const { will } of fixes) this.#say(`  · ${will}`);
    if (!this.#options.yes && !(await this.#agree(tried))) return false;
    for (const { id, will } of fixes) tried.add(`${id} ${will}`);
    await applyFixes(fixes, context.redactor, (id, refused) => {
      this.#say(refused === undefined ? `  ✓ ${id}` : `  ✗ ${id}: ${refused}`);
    });
    return true;
  }

  async #agree(tried: ReadonlySet<string>): Promise<boolean> {
    if (!canAsk(this.#io))
      throw new UserError(
        'Without a terminal, --yes is required to confirm.',
        'Add --yes to apply all fixes.',
      );
    try {
      return await confirm(this.#io, 'Apply all of these?', { unattended: false });
    } catch (error) {
      if (tried.size === 0 || !(error instanceof Interrupted)) throw error;
      throw new Interrupted('Stopped. Fixes already applied are kept.', [], { cause: error });
    }
  }

  #printer = (): ReportPrinter => new ReportPrinter(this.#output, this.#io.stdout.columns ?? 100);

  /** Omitted with --json, which then is the only output. */
  #say(text: string): void {
    if (!this.#options.json) this.#output.line(text);
  }
}
