import { AsyncLocalStorage } from 'node:async_hooks';

/** One outgoing call, as help and request strips show it. Its secrets are already redacted. */
export interface TracedCall {
  /** Milliseconds since the epoch. */
  at: number;
  durationMs: number;
  method: string;
  url: string;
  requestHeaders: Record<string, string>;
  requestBody: string | undefined;
  /** Undefined if there was no response. */
  status: number | undefined;
  responseHeaders: Record<string, string>;
  responseBody: string | undefined;
  /** Why there was no response. */
  failure: string | undefined;
}

const callsPerBrowser = 50;
const browsersKept = 500;

/**
 * The last outgoing calls of each browser session, in memory only. The asynchronous context tracks which
 * browser a call belongs to, so that libraries in between do not have to.
 */
export class Trace {
  readonly #browser = new AsyncLocalStorage<string>();
  readonly #calls = new Map<string, TracedCall[]>();

  /** Runs `work`; its calls are recorded for this browser. */
  runFor<T>(browserId: string, work: () => T): T {
    return this.#browser.run(browserId, work);
  }

  record(call: TracedCall): void {
    const browserId = this.#browser.getStore();
    if (browserId === undefined) return;
    const calls = this.#calls.get(browserId) ?? [];
    calls.push(call);
    if (calls.length > callsPerBrowser) calls.shift();
    // Re-inserting keeps the map in the order of last use, so the first key is the one to evict.
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
