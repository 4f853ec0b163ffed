import type { MadeCall } from './api.ts';
import type { Outcome } from './screen.ts';

/** What the page after an action says, once. */
export interface Flash extends Outcome {
  readonly calls: readonly MadeCall[];
}

/** Sessions for which something waits to be said: of one that never opens another page, the oldest goes. */
const capacity = 100;

/** What the next page of a session says; it waits until that page is there, so that no secret in it is lost. */
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

  /** @param flash what was said; what has come since then waits for its own page */
  said(sessionId: string, flash: Flash): void {
    if (this.#bySession.get(sessionId) === flash) this.#bySession.delete(sessionId);
  }
}
