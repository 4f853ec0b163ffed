import { AsyncLocalStorage } from 'node:async_hooks';

/** One call that went out, as help and request strips show it. Secrets are blanked before it gets here. */
export interface TracedCall {
  /** Milliseconds since the epoch. */
  at: number;
  durationMs: number;
  method: string;
  url: string;
  requestHeaders: Record<string, string>;
  requestBody: string | undefined;
  /** Undefined when no answer came. */
  status: number | undefined;
  responseHeaders: Record<string, string>;
  responseBody: string | undefined;
  /** Why no answer came. */
  failure: string | undefined;
}

const callsPerBrowser = 50;
const browsersKept = 500;

/**
 * The last outgoing calls of each browser session, in memory only. Which browser a call belongs to is carried by
 * the asynchronous context, so that libraries in between need not know.
 */
export class Trace {
  readonly #browser = new AsyncLocalStorage<string>();
  readonly #calls = new Map<string, TracedCall[]>();

  /** Runs `work`; calls made in it are kept for this browser. */
  runFor<T>(browserId: string, work: () => T): T {
    return this.#browser.run(browserId, work);
  }

  record(call: TracedCall): void {
    const browserId = this.#browser.getStore();
    if (browserId === undefined) return;
    const calls = this.#calls.get(browserId) ?? [];
    calls.push(call);
    if (calls.length > callsPerBrowser) calls.shift();
    // Re-inserting keeps the map in the order of last use, so the first key is the one to drop.
    this.#calls.delete(browserId);
    this.#calls.set(browserId, calls);
    if (this.#calls.size > browsersKept) this.#calls.delete(this.#calls.keys().next().value ?? browserId);
  }

  /** Oldest first. */
  callsOf(browserId: string | undefined): readonly TracedCall[] {
    return (browserId !== undefined && this.#calls.get(browserId)) || [];
  }

  forget(browserId: string): void {
    this.#calls.delete(browserId);
  }
}
