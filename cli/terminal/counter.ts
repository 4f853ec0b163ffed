import type { Io } from '../io.ts';
import { canRedraw } from './output.ts';

/** A counter: one line that is rewritten in a terminal, an occasional line in a pipe. */
export interface Counter {
  show(done: number, of: number): void;
  end(): void;
}

const every = 50;

/** Builds a counter on standard error, where it does not mix with the result. */
export function createCounter({ stderr, env }: Io, verb: string): Counter {
  const isTerminal = canRedraw(stderr, env);
  let isOpen = false;
  return {
    show: (done, of) => {
      const text = `${String(done).padStart(String(of).length)} of ${of} ${verb}`;
      if (isTerminal) stderr.write(`\r${text}`);
      else if (done % every === 0) stderr.write(`${text}\n`);
      isOpen = isTerminal;
    },
    end: () => {
      if (isOpen) stderr.write('\n');
    },
  };
}
