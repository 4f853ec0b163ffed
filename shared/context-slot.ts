import { AsyncLocalStorage } from 'node:async_hooks';

/** What one slot holds, and around it what the others hold. */
interface Held {
  readonly slot: object;
  readonly value: unknown;
  readonly outer: Held | undefined;
}

const storage = new AsyncLocalStorage<Held>();

/**
 * A value that asynchronous code carries along, as with `AsyncLocalStorage`. All slots share one storage, because Node.js 20
 * copies each storage of the process to every new promise and callback, which took a tenth of the API's time.
 */
export class ContextSlot<T extends object> {
  /** What the code that runs was started with, if anything. */
  get(): T | undefined {
    let held = storage.getStore();
    while (held !== undefined && held.slot !== this) held = held.outer;
    return held?.value as T | undefined;
  }

  /** Runs `work`; in it and in all that it starts, `get` returns `value`. */
  run<R>(value: T, work: () => R): R {
    return storage.run({ slot: this, value, outer: without(storage.getStore(), this) }, work);
  }

  /** From here on, in the callback that runs and all that it starts. */
  enterWith(value: T): void {
    storage.enterWith({ slot: this, value, outer: without(storage.getStore(), this) });
  }
}

/**
 * The same without what this slot holds, which no one can access any more. A connection that is kept alive hands the context of
 * one request on to the next, which would hold all requests before it in memory.
 */
function without(held: Held | undefined, slot: object): Held | undefined {
  if (held === undefined) return undefined;
  if (held.slot === slot) return held.outer;
  const outer = without(held.outer, slot);
  return outer === held.outer ? held : { ...held, outer };
}
