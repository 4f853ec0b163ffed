import type { Bell } from './bell.ts';
import type { Events, NewEvent, StoredEvent } from './events.ts';

const page = 200;

/** Stored events as they arrive, in whichever shop of the database. Listeners get them from the store, so slow or late listeners miss nothing. */
export class EventFeed {
  readonly #events: Events;
  readonly #bell: Bell;
  constructor(events: Events, bell: Bell) {
    this.#events = events;
    this.#bell = bell;
  }

  async add(events: readonly NewEvent[]): Promise<number> {
    const added = await this.#events.add(events);
    if (added.length > 0) this.#bell.ring('events');
    return added.length;
  }

  /** All events after `number`, then new ones, until `signal` ends it. */
  async *follow(number: number, signal: AbortSignal): AsyncGenerator<StoredEvent, undefined> {
    let last = number;
    let rang = true;
    let wake = (): void => undefined;
    const ring = (): void => {
      rang = true;
      wake();
    };
    const stopListening = this.#bell.listen('events', ring);
    signal.addEventListener('abort', ring);
    try {
      while (!signal.aborted) {
        if (!rang) await new Promise<void>((resolve) => (wake = resolve));
        rang = false;
        for (;;) {
          const found = await this.#events.after(last, page);
          for (const event of found) {
            yield event;
            last = event.number;
          }
          if (found.length < page) break;
        }
      }
      return undefined;
    } finally {
      stopListening();
      signal.removeEventListener('abort', ring);
    }
  }
}
