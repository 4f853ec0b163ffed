import type { MadeCall } from './api.ts';
import type { Outcome } from './screen.ts';

/** What the page after an action says, once. */
export interface Flash extends Outcome {
  readonly calls: readonly MadeCall[];
}

/** How many sessions may have a message waiting; beyond that, the oldest message is discarded. */
const capacity = 100;

/** Messages for the next page of a session, kept until that page was shown, so that no secret in them is lost. */
export class Flashes {
  readonly #bySession = new Map<string, Flash>();

  keep(sessionId: string, flash: Flash): void {
    this.#bySession.delete(sessionId);
    this.#bySession.set(sessionId, flash);
    const [oldest] = this.#bySession.keys();
    if (this.#bySession.size > capacity && oldest !== undefined) this.#bySession.delete(oldest);
  }

  of(sessionId: string): Flash | undefined {
    return this.#bySession.get(sessionId);
  }

  /** @param flash the message that was shown; newer ones wait for their own page */
  said(sessionId: string, flash: Flash): void {
    if (this.#bySession.get(sessionId) === flash) this.#bySession.delete(sessionId);
  }
}
