import { randomBytes } from 'node:crypto';
import type { Stage, StageAnswer, StageView } from '../../app/index.ts';
import type { LessonRun } from './lesson.ts';

/** How long a link that signs someone in is valid. Milliseconds. */
const ticketMs = 30_000;

/**
 * What a seat's shop shows the class of itself: answers, for the lesson, and by a ticket it signs a demo person in. The page
 * /stage stays closed: tasks are on the page of the class.
 */
export class SeatStage implements Stage {
  readonly #lesson: () => LessonRun | undefined;
  readonly #tickets = new Map<string, { readonly login: string; readonly until: number }>();
  readonly keys = undefined;

  constructor(lesson: () => LessonRun | undefined) {
    this.#lesson = lesson;
  }

  get view(): StageView | undefined {
    return this.#lesson()?.view;
  }

  /** A path of the shop that opens a page as this person, once. */
  ticketFor(login: string, page: string): string {
    const now = Date.now();
    for (const [key, { until }] of this.#tickets) if (until < now) this.#tickets.delete(key);
    const ticket = randomBytes(24).toString('base64url');
    this.#tickets.set(ticket, { login, until: now + ticketMs });
    return `/presenter/person?${new URLSearchParams({ ticket, return: page }).toString()}`;
  }

  redeem(ticket: unknown): ReturnType<Stage['redeem']> {
    if (typeof ticket !== 'string') return undefined;
    const found = this.#tickets.get(ticket);
    this.#tickets.delete(ticket);
    return found && found.until >= Date.now() ? { login: found.login, isNew: true } : undefined;
  }

  observe(answer: StageAnswer): void {
    this.#lesson()?.observe({ kind: 'answer', ...answer });
  }

  record = (): Promise<object> => Promise.reject(new Error('A seat cannot record scripts.'));
  open = (): string => '/';
  start = (): Promise<void> => Promise.resolve();
  stop = (): Promise<void> => Promise.resolve();
  go = (): Promise<void> => Promise.resolve();
  play = (): Promise<void> => Promise.resolve();
}
