import { ContextSlot } from '../shared/context-slot.ts';
import type { Ledger } from './ledger.ts';
import type { Recorded } from './recorded.ts';

/** What a part of the house is doing: which message it answers, for which browser. */
export interface Current {
  readonly ledger: Ledger;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly message: Recorded | undefined;
  browser: string | undefined;
}

const storage = new ContextSlot<Current>();

/** The asynchronous context says which message caused a call, so that libraries in between do not have to. */
export const current = (): Current | undefined => storage.get();

export const runIn = <T>(context: Current, work: () => T): T => storage.run(context, work);

/** Runs `work`; its calls belong to this browser session. */
export function runForBrowser<T>(browser: string, work: () => T): T {
  const context = storage.get();
  return context ? storage.run({ ...context, browser }, work) : work();
}

/** Assigns the current message, and the messages that it causes, to this browser session. */
export function belongsTo(browser: string): void {
  const context = storage.get();
  if (!context) return;
  context.browser = browser;
  if (context.message) context.message.browser = browser;
}
