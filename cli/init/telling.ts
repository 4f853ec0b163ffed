import type { Io } from '../io.ts';
import type { Plan } from '../provision/plan.ts';
import { canRedraw, createOutput } from '../terminal/output.ts';
import type { Output } from '../terminal/output.ts';
import { whileWaiting } from '../terminal/waiting.ts';
import { planTable } from './plan-table.ts';
import type { Target } from './target.ts';

const engines = { idx: 'Identity Engine', v1: 'Classic engine' } as const;

/** Messages of `init` and `destroy`; with `--json` only the result is printed. */
export class Telling {
  readonly silent: boolean;
  readonly output: Output;
  private readonly io: Io;

  constructor(io: Io, silent: boolean) {
    this.io = io;
    this.silent = silent;
    this.output = createOutput(io);
  }

  line = (text = ''): void => {
    if (!this.silent) this.output.line(text);
  };

  /** A note to the user, on standard error. */
  note = (text: string): void => {
    // A progress bar may be there.
    if (!this.silent && canRedraw(this.io.stdout, this.io.env)) this.io.stdout.write('\r\u001b[K');
    this.output.note(text);
  };

  /** Says in a terminal what is being waited for. */
  during<T>(text: string, work: Promise<T>): Promise<T> {
    return whileWaiting(this.io, text, work, { silent: this.silent });
  }

  /** `name      text`, in one column with the others. */
  row(name: string, text: string): void {
    this.line(`  ${this.output.paint.quiet(name.padEnd(9))} ${text}`);
  }

  org({ url, facts, sandbox }: Target): void {
    const { paint } = this.output;
    this.line();
    this.row('Okta org', `${paint.strong(facts.name)}  ${paint.link(url)}${sandbox ? '  sandbox' : ''}`);
    this.row('Engine', engines[facts.engine]);
    this.row('Account', `${facts.account}  ${paint.good('✓')} ${facts.rights}`);
    this.line();
  }

  plan(plan: Plan, nameOf: (address: string) => string): void {
    const columns = Math.max(60, Math.min(this.io.stdout.columns ?? 100, 120));
    for (const text of planTable(plan, { paint: this.output.paint, columns, nameOf })) this.line(text);
    this.line();
  }

  json(result: unknown): void {
    if (this.silent) this.output.json(result);
  }
}
