import { AsyncLocalStorage } from 'node:async_hooks';

/** Milliseconds between two looks at the clock. */
const tick = 25;

/** What one check asked of others, and for how many of these answers it waits at the moment. */
export interface Asking {
  /** As it is printed with `--verbose`. */
  requests: string[];
  waiting: number;
  /** Whom it asked last. */
  host: string;
}

/** The check that is running. */
export const askingCheck = new AsyncLocalStorage<Asking>();

/** Waits for an answer on behalf of the check that is running. */
export async function waitingFor<T>(host: string, answer: Promise<T>): Promise<T> {
  const asking = askingCheck.getStore();
  if (!asking) return answer;
  asking.waiting++;
  asking.host = host;
  try {
    return await answer;
  } finally {
    asking.waiting--;
  }
}

/**
 * Measures how long others let this process wait. What it takes for itself, such as loading a package or computing a
 * hash, is nobody else's slowness: while it is busy, answers lie there unread.
 */
export class Stopwatch {
  readonly #timer: NodeJS.Timeout;

  /**
   * @param limit milliseconds of waiting after which `late` is called, once
   * @param isWaiting whether the time that passes now counts
   */
  constructor(limit: number, late: () => void, isWaiting: () => boolean = () => true) {
    let waited = 0;
    let before = performance.now();
    this.#timer = setInterval(() => {
      const now = performance.now();
      // A tick that comes late says that this process was busy.
      if (isWaiting()) waited += Math.min(now - before, 2 * tick);
      before = now;
      if (waited < limit) return;
      this.stop();
      // Answers that came meanwhile are read before it is said that none came.
      setImmediate(late);
    }, tick);
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
