import { randomUUID } from 'node:crypto';
import type { OrgContext } from '../kernel/context.ts';
import { currentTransaction } from './decisions.ts';
import { displayMessages } from './log-messages.ts';
import type { LogClient, LogEvent, LogParty } from '../kernel/model.ts';
import type { Collection, Entity } from '../kernel/records.ts';

/** The oldest events go first when there are more: Okta keeps three months, a laptop need not. */
const capacity = 20_000;

export interface NewLogEvent {
  readonly eventType: string;
  /** The message, if a type has several (default: the type's message). */
  readonly displayMessage?: string;
  readonly actor: LogParty;
  readonly targets?: readonly LogParty[];
  readonly outcome?: LogEvent['outcome'];
  readonly client?: LogClient;
  readonly requestId?: string;
  readonly debugData?: Readonly<Record<string, unknown>>;
  readonly sessionId?: string;
}

/** The system log: what happened in the org, written by what happens. */
export class SystemLog {
  readonly #context: OrgContext;
  readonly #events: Collection<LogEvent>;
  readonly #told: Collection<Entity>;
  readonly #listeners: ((event: LogEvent) => void)[] = [];

  constructor(context: OrgContext) {
    this.#context = context;
    this.#events = context.records.collection('log');
    this.#told = context.records.collection('told');
  }

  /** The oldest first. */
  all(): LogEvent[] {
    return this.#events.all();
  }

  /** Adds an event. Listeners are called after the change that caused it has been committed. */
  write(input: NewLogEvent): LogEvent {
    return this.#context.records.transactionSoon(() => {
      const event = this.#events.put({
        id: randomUUID(),
        published: new Date(this.#context.clock()).toISOString(),
        eventType: input.eventType,
        displayMessage: input.displayMessage ?? displayMessages[input.eventType] ?? input.eventType,
        severity: input.outcome?.result === 'FAILURE' ? 'WARN' : 'INFO',
        outcome: input.outcome ?? { result: 'SUCCESS' },
        actor: input.actor,
        targets: input.targets ?? [],
        transactionId: currentTransaction() ?? input.requestId ?? randomUUID(),
        ...(input.client && { client: input.client }),
        ...(input.debugData && { debugData: input.debugData }),
        ...(input.sessionId !== undefined && { sessionId: input.sessionId }),
      });
      this.#events.keepNewest(capacity);
      this.#context.records.afterCommit(() => {
        for (const listener of this.#listeners) listener(event);
      });
      return event;
    });
  }

  /** Marks that this has been reported. @returns whether it had not been before */
  markTold(id: string): boolean {
    if (this.#told.get(id) !== undefined) return false;
    this.#context.records.transaction(() => this.#told.put({ id }));
    return true;
  }

  /** Registers a listener for all events. */
  onEvent(listener: (event: LogEvent) => void): void {
    this.#listeners.push(listener);
  }
}
