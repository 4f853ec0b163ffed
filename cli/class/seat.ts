import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { remove } from '../../shared/files.js';
import type { Script } from '../demo/schema.ts';
import { causeOf } from '../demo/words.ts';
import { UserError } from '../errors.ts';
import { LessonRun } from './lesson.ts';
import type { Part } from './places.ts';
import { seatName } from './places.ts';
import { newSeatRecord, readSeat, writeSeat } from './record.ts';
import type { SeatRecord } from './record.ts';
import { SeatDoors, openSeat } from './seat-demo.ts';
import type { SeatDemo, SeatOptions } from './seat-demo.ts';
import { SeatStage } from './stage.ts';

export type SeatState = 'asleep' | 'waking' | 'awake' | 'failed';

/** Where the person of a seat was last. */
export interface Visit {
  readonly part: Part;
  readonly path: string;
  readonly status: number;
  readonly at: number;
}

type Shared = Omit<SeatOptions, 'stage' | 'report' | 'folder' | 'place'> & {
  readonly placeOf: (seat: number, part: Part) => ReturnType<SeatOptions['place']>;
  readonly classFolder: string;
  /** The lesson of the class. */
  readonly script: Script | undefined;
  readonly now: () => number;
};

/** One person's demo: closed until it gets a request, and again when no one uses it. */
export class Seat {
  readonly number: number;
  readonly name: string;
  readonly folder: string;
  readonly stage = new SeatStage(() => this.lesson);
  record: SeatRecord = newSeatRecord();
  state: SeatState = 'asleep';
  /** Why it cannot be opened, or the last unexpected error in it. */
  problem: string | undefined;
  lastVisit: Visit | undefined;
  lesson: LessonRun | undefined;
  #usedAt = 0;
  readonly #shared: Shared;
  #doors: SeatDoors | undefined;
  #demo: SeatDemo | undefined;
  readonly #answering = new Set<ServerResponse>();
  /** One after the other: opening, closing, resetting. */
  #turn: Promise<void> = Promise.resolve();
  #saving: Promise<void> = Promise.resolve();

  constructor(number: number, shared: Shared) {
    this.number = number;
    this.name = seatName(number);
    this.folder = join(shared.classFolder, this.name);
    this.#shared = shared;
  }

  /** What is on disk of it. */
  async load(): Promise<void> {
    this.record = await readSeat(this.folder);
  }

  save(): Promise<void> {
    const saved = this.#saving.then(() => writeSeat(this.folder, this.record));
    this.#saving = saved.catch(() => undefined);
    return saved;
  }

  get shop(): string {
    return this.#shared.placeOf(this.number, 'shop').url;
  }

  url(part: Part): string {
    return this.#shared.placeOf(this.number, part).url;
  }

  /** Milliseconds since it was used; undefined while a request is in progress. */
  idleFor(now: number): number | undefined {
    const isBusy = [...this.#answering].some((response) => !isStream(response));
    return isBusy ? undefined : now - this.#usedAt;
  }

  /** Passes a request on; a seat that is asleep is opened for it first. */
  receive(part: Part, request: IncomingMessage, response: ServerResponse): void {
    const isPush = (request.headers.accept ?? '').includes('text/event-stream');
    if (this.state === 'asleep' && isPush) {
      // A page that someone has left open: a browser does not ask again after 204.
      response.writeHead(204).end();
      return;
    }
    if (!isPush) this.#usedAt = this.#shared.now();
    this.#answering.add(response);
    response.once('close', () => {
      this.#answering.delete(response);
      this.#noteVisit(part, request, response);
    });
    if (this.#doors) this.#doors.server(part).receive(request, response);
    else
      this.wake().then(
        () => {
          if (this.#doors) this.#doors.server(part).receive(request, response);
          else refuse(response);
        },
        () => refuse(response),
      );
  }

  #noteVisit(part: Part, { url = '/', headers }: IncomingMessage, { statusCode }: ServerResponse): void {
    if (headers['sec-fetch-dest'] === 'document')
      this.lastVisit = {
        ...{ part, path: url.replace(/[?#].*$/, ''), status: statusCode },
        at: this.#shared.now(),
      };
    this.lesson?.look();
  }

  /** @throws what prevents it */
  wake(): Promise<void> {
    return this.#enqueue(async () => {
      if (this.#demo) return;
      if (this.state === 'failed') throw new UserError(this.problem ?? 'It could not be opened.');
      this.state = 'waking';
      this.#doors = new SeatDoors((part) => this.#shared.placeOf(this.number, part));
      try {
        this.#demo = await openSeat(
          {
            ...{ ...this.#shared, folder: this.folder, stage: this.stage },
            place: (part) => this.#shared.placeOf(this.number, part),
            report: (problem) => (this.problem = problem),
          },
          this.#doors,
        );
        this.#usedAt = this.#shared.now();
        await this.#beginLesson();
        this.state = 'awake';
      } catch (error) {
        await this.#close();
        this.state = 'failed';
        this.problem = causeOf(error);
        throw error;
      }
    });
  }

  async #beginLesson(): Promise<void> {
    const { script, now } = this.#shared;
    if (!script || !this.#demo) return;
    const kept = this.record.lesson;
    const ending = new AbortController();
    this.lesson = new LessonRun(script, await this.#demo.ground(ending.signal), {
      ...{ now, ending },
      kept: kept?.name === script.name ? kept : undefined,
      keep: async (lesson) => {
        this.record.lesson = lesson;
        await this.save();
      },
    });
    await this.lesson.begin();
  }

  /** Closes it; the next request opens it again. */
  sleep(): Promise<void> {
    return this.#enqueue(async () => {
      if (!this.#demo) return;
      await this.#close();
      this.state = 'asleep';
    });
  }

  /** Restores the state of the first start; the person keeps the seat. */
  reset(): Promise<void> {
    return this.#enqueue(async () => {
      await this.#close();
      this.state = 'asleep';
      this.problem = undefined;
      this.lastVisit = undefined;
      delete this.record.lesson;
      delete this.record.hand;
      await remove(join(this.folder, '.multidemo'));
      await this.save();
    });
  }

  /** Takes the seat back from its person, and resets it. */
  async free(): Promise<void> {
    this.record = newSeatRecord();
    await this.reset();
  }

  async #close(): Promise<void> {
    const demo = this.#demo;
    // Those that come from now on wait until it is open again.
    const present = [...this.#answering];
    this.#demo = undefined;
    this.#doors = undefined;
    const { lesson } = this;
    this.lesson = undefined;
    await lesson?.end();
    for (const response of present) if (isStream(response)) response.destroy();
    await demo?.close();
    for (const response of present) refuse(response);
  }

  #enqueue(work: () => Promise<void>): Promise<void> {
    const done = this.#turn.then(work);
    this.#turn = done.catch(() => undefined);
    return done;
  }
}

const isStream = (response: ServerResponse): boolean =>
  String(response.getHeader('content-type') ?? '').startsWith('text/event-stream');

/** In place of a seat that does not open. */
function refuse(response: ServerResponse): void {
  if (response.writableEnded) return;
  if (response.headersSent) {
    response.destroy();
    return;
  }
  response.writeHead(503, {
    'content-type': 'text/plain; charset=utf-8',
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    'cache-control': 'no-store',
    'retry-after': '5',
  });
  response.end('This seat is closed at the moment. Try again, or ask the trainer to reset it.\n');
}
