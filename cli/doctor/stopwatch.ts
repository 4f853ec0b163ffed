import { setTimeout as sleep } from 'node:timers/promises';
import { ContextSlot } from '../../shared/context-slot.ts';

/** Milliseconds between two ticks. */
const tick = 25;

/** A check's requests, and how many responses it is currently waiting for. */
export interface Asking {
  /** As printed with `--verbose`. */
  requests: string[];
  waiting: number;
  /** The target of its last request. */
  host: string;
}

/** The running check. */
export const askingCheck = new ContextSlot<Asking>();

/** Waits for a response on behalf of the running check. */
export async function waitingFor<T>(host: string, answer: Promise<T>): Promise<T> {
  const asking = askingCheck.get();
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
 * Measures how long this process waits for others. Its own work, such as loading a package or computing a hash,
 * does not count: while it is busy, responses wait unread.
 */
export class Stopwatch {
  readonly #timer: NodeJS.Timeout;

  /**
   * @param limit milliseconds of waiting after which `late` is called, once
   * @param isWaiting whether the current time counts
   */
  constructor(limit: number, late: () => void, isWaiting: () => boolean = () => true) {
    let waited = 0;
    let before = performance.now();
    this.#timer = setInterval(() => {
      const now = performance.now();
      // A late tick means that this process was busy.
      if (isWaiting()) waited += Math.min(now - before, 2 * tick);
      before = now;
      if (waited < limit) return;
      this.stop();
      // Responses that have arrived in the meantime are read before the wait is declared over.
      setImmediate(late);
    }, tick);
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}

let pauses = 0;

/** Whether requests are waiting for the org's rate limit; this time does not count for any check. */
export const isPausing = (): boolean => pauses > 0;

/** Waits for the org's rate limit. */
export async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  pauses++;
  try {
    await sleep(milliseconds, undefined, { signal });
  } finally {
    pauses--;
  }
}
