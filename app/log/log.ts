import { ContextSlot } from '../../shared/context-slot.ts';

export type Level = 'info' | 'warning' | 'error';

/**
 * What a line of the log says besides when and what. Never a secret, never a person's data: people are Okta
 * user ids.
 */
export type Details = Readonly<Record<string, string | number | undefined>>;

/** One thing that happened, as the shop writes it down; docs/security.md lists the events. */
export interface LogEntry {
  /** ISO 8601, UTC. */
  time: string;
  level: Level;
  event: string;
  /** Id of the request, as in its answer's X-Request-Id. */
  request?: string;
  /** Okta user id, or the client id of a machine. */
  who?: string;
  details: Details;
}

interface Request {
  readonly id: string;
  who?: string;
}

/**
 * The only place where the shop writes its log. The asynchronous context carries the request and the user, so
 * that code that logs does not have to pass them.
 */
export class Log {
  readonly #write: (entry: LogEntry) => void;
  readonly #now: () => number;
  readonly #request = new ContextSlot<Request>();
  constructor(write: (entry: LogEntry) => void, now: () => number) {
    this.#write = write;
    this.#now = now;
  }

  /** Runs `work`; lines that are written in it carry the request's id. */
  runFor<T>(id: string, work: () => T): T {
    return this.#request.run({ id }, work);
  }

  /** From here on the request is known to be this person's, or this machine's. */
  isOf(who: string): void {
    const request = this.#request.get();
    if (request) request.who = who;
  }

  info(event: string, details?: Details): void {
    this.#add('info', event, details);
  }

  warning(event: string, details?: Details): void {
    this.#add('warning', event, details);
  }

  /** An unexpected failure, logged with the error, its stack and its causes. */
  error(event: string, error: unknown, details?: Details): void {
    this.#add('error', event, { ...details, error: describe(error) });
  }

  #add(level: Level, event: string, details: Details = {}): void {
    const { id: request, who } = this.#request.get() ?? {};
    const time = new Date(this.#now()).toISOString();
    this.#write({ time, level, event, ...(request && { request }), ...(who && { who }), details });
  }
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined ? '' : `\nbecause ${describe(error.cause)}`;
  return (error.stack ?? error.message) + cause;
}
