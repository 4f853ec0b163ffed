import { Stopped, UserError } from '../errors.ts';
import type { Io } from '../io.ts';
import { kindTitle } from '../provision/plan.ts';
import type { Plan, Progress } from '../provision/plan.ts';
import { createOutput } from '../terminal/output.ts';
import type { Output } from '../terminal/output.ts';
import { createProgress } from '../terminal/progress.ts';

const verbs: Record<NonNullable<Progress['action']>, string> = {
  created: 'created',
  updated: 'changed',
  adopted: 'adopted',
  unchanged: 'unchanged',
  deleted: 'removed',
  restored: 'reverted',
};

interface Shown {
  plan: Plan;
  nameOf: (address: string) => string;
  io: Io;
  /** Nothing is shown with `--json`. */
  silent: boolean;
}

/** Runs an engine and shows its progress. */
export async function withProgress<T>(
  work: (onProgress: (progress: Progress) => void) => Promise<T>,
  { plan, nameOf, io, silent }: Shown,
): Promise<T> {
  if (silent) return work(() => undefined);
  const { paint } = createOutput(io);
  const bar = createProgress(io, plan.changes.length);
  const titles = plan.changes.map(({ address }) => kindTitle(address).length);
  const width = Math.max(0, ...titles);
  const told = (progress: Progress) => {
    const { address, phase, action = 'unchanged' } = progress;
    const step = `${kindTitle(address)} ${nameOf(address)}`;
    if (phase === 'started') bar.begin(step);
    else if (phase === 'failed') bar.failed(step, row(paint, 'failed', address, { width, nameOf }));
    else if (action !== 'unchanged') bar.done(step, row(paint, action, address, { width, nameOf }));
  };
  try {
    return await work(told);
  } finally {
    bar.end();
  }
}

function row(
  paint: Output['paint'],
  action: keyof typeof verbs | 'failed',
  address: string,
  { width, nameOf }: { width: number; nameOf: (address: string) => string },
): string {
  const sign = action === 'failed' ? paint.bad('✗') : paint.good('✓');
  const verb = action === 'failed' ? 'failed' : verbs[action];
  return `  ${sign} ${paint.quiet(kindTitle(address).padEnd(width))}  ${nameOf(address)} ${paint.quiet(verb)}`;
}

/**
 * Runs a step that changes the org. If it fails, the error also says what remains and how to go on.
 * @param remains called when it has failed
 */
export async function orSayWhatRemains<T>(step: Promise<T>, remains: () => string): Promise<T> {
  return step.catch((error: unknown) => {
    if (!(error instanceof UserError) || error instanceof Stopped) throw error;
    throw new UserError(error.message, [...error.remedy, remains()], { cause: error, code: error.code });
  });
}
