import type { Recorded } from '../recorded.ts';

/** More than these are not kept: the oldest go first. */
const mostRuns = 20;
const mostMessages = 500;

export interface Run {
  readonly id: string;
  readonly name: string;
  readonly messages: readonly Recorded[];
}

/** Messages that someone has given a name, to look at them again; in memory only. */
export class Runs {
  #runs: Run[] = [];
  #last = 0;

  /** Latest first. */
  all(): readonly Run[] {
    return this.#runs.toReversed();
  }

  get(id: string): Run | undefined {
    return this.#runs.find((run) => run.id === id);
  }

  keep(name: string, messages: readonly Recorded[]): Run {
    this.#last += 1;
    const run = { id: String(this.#last), name, messages: messages.slice(-mostMessages) };
    this.#runs = [...this.#runs, run].slice(-mostRuns);
    return run;
  }
}
