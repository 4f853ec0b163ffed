import { join } from 'node:path';
import { sameText } from '../../shared/same-text.ts';
import type { Script } from '../demo/schema.ts';
import type { Places } from './places.ts';
import { asTyped, hashOf, random, writeClass } from './record.ts';
import type { ClassRecord } from './record.ts';
import { Seat } from './seat.ts';
import type { SeatOptions } from './seat-demo.ts';

export interface RoomOptions extends Omit<SeatOptions, 'stage' | 'report' | 'folder' | 'place' | 'cacheDir'> {
  readonly classFolder: string;
  readonly record: ClassRecord;
  readonly places: Places;
  readonly seats: readonly number[];
  readonly script: Script | undefined;
  /** A seat that no one has used for this long is closed. Milliseconds. */
  readonly sleepAfter: number;
  readonly now?: () => number;
}

/** The sender of a request. */
export interface Visitor {
  /** What the cookie says. */
  readonly browser: string;
  readonly address: string;
}

/** How often seats are looked after. Milliseconds. */
const round = 1000;
/** Wrong codes in a minute, from one address. */
const mostMistakes = 10;

/** A class: its seats, who has them, and who may manage them. */
export class Room {
  readonly seats: readonly Seat[];
  readonly places: Places;
  readonly script: Script | undefined;
  /** The seat that everyone sees. */
  shown: Seat | undefined;
  readonly #record: ClassRecord;
  readonly #options: RoomOptions;
  readonly #now: () => number;
  readonly #timer: NodeJS.Timeout;
  readonly #mistakes = new Map<string, number[]>();
  #isStopping = false;
  #preparing: Promise<void> | undefined;

  private constructor(options: RoomOptions, seats: readonly Seat[]) {
    this.#options = options;
    this.#record = options.record;
    this.#now = options.now ?? Date.now;
    this.places = options.places;
    this.script = options.script;
    this.seats = seats;
    this.#timer = setInterval(() => this.#lookAfter(), Math.min(round, options.sleepAfter));
    this.#timer.unref();
  }

  static async open(options: RoomOptions): Promise<Room> {
    const shared = {
      ...options,
      placeOf: (...which: Parameters<Places['of']>) => options.places.of(...which),
      cacheDir: join(options.classFolder, 'themes'),
      now: options.now ?? Date.now,
    };
    const seats = options.seats.map((number) => new Seat(number, shared));
    await Promise.all(seats.map((seat) => seat.load()));
    return new Room(options, seats);
  }

  get now(): number {
    return this.#now();
  }

  get code(): string {
    return this.#record.code;
  }

  get secret(): string {
    return this.#record.secret;
  }

  seat(number: number): Seat | undefined {
    return this.seats.find((seat) => seat.number === number);
  }

  /** The seat that a browser has. */
  seatOf(browser: string): Seat | undefined {
    const hash = hashOf(browser);
    return this.seats.find(({ record }) => record.holders.includes(hash));
  }

  /**
   * Gives a browser the next free seat, or the one that it has.
   * @returns why not, if it gets none
   */
  async join(
    { browser, address }: Visitor,
    person: string,
    code: string,
  ): Promise<Seat | 'wrong-code' | 'too-many' | 'full'> {
    const has = this.seatOf(browser);
    if (has) return has;
    if (this.#isTooMany(address)) return 'too-many';
    if (!sameText(asTyped(code), this.code)) return this.#mistake(address);
    const free = this.seats.filter((seat) => seat.record.person === undefined);
    const seat = free.find(({ state }) => state !== 'failed') ?? free[0];
    if (!seat) return 'full';
    seat.record = { ...seat.record, person, holders: [hashOf(browser)] };
    await seat.save();
    // Its person is about to use it. What prevents it is on the board.
    seat.wake().catch(() => undefined);
    return seat;
  }

  /** Lets another browser of the same person in, by the key in the seat's link. */
  async enter(browser: string, key: string): Promise<Seat | undefined> {
    const seat = this.seats.find(({ record }) => record.person !== undefined && sameText(record.key, key));
    if (!seat) return undefined;
    await this.#leave(browser);
    seat.record.holders.push(hashOf(browser));
    await seat.save();
    return seat;
  }

  async #leave(browser: string): Promise<void> {
    const hash = hashOf(browser);
    const former = this.seatOf(browser);
    if (!former) return;
    former.record.holders = former.record.holders.filter((one) => one !== hash);
    await former.save();
  }

  isTrainer(browser: string): boolean {
    return this.#record.boards.includes(hashOf(browser));
  }

  /** @returns a new cookie value for the browser, which no one can have known before and which keeps its seat; or why not */
  async admitTrainer(
    { browser: before, address }: Visitor,
    code: string,
  ): Promise<{ browser: string } | 'wrong-code' | 'too-many'> {
    if (this.#isTooMany(address)) return 'too-many';
    if (!sameText(hashOf(asTyped(code)), this.#record.trainer)) return this.#mistake(address);
    const browser = random();
    const seat = this.seatOf(before);
    if (seat) {
      seat.record.holders = seat.record.holders.map((one) =>
        one === hashOf(before) ? hashOf(browser) : one,
      );
      await seat.save();
    }
    this.#record.boards = [...this.#record.boards, hashOf(browser)].slice(-10);
    await writeClass(this.#options.classFolder, this.#record);
    return { browser };
  }

  async dismissTrainer(browser: string): Promise<void> {
    this.#record.boards = this.#record.boards.filter((one) => one !== hashOf(browser));
    await writeClass(this.#options.classFolder, this.#record);
  }

  #isTooMany(address: string): boolean {
    const recent = (this.#mistakes.get(address) ?? []).filter((at) => at > this.now - 60_000);
    if (recent.length === 0) this.#mistakes.delete(address);
    else this.#mistakes.set(address, recent);
    return recent.length >= mostMistakes;
  }

  #mistake(address: string): 'wrong-code' {
    this.#mistakes.set(address, [...(this.#mistakes.get(address) ?? []), this.now]);
    return 'wrong-code';
  }

  /** Creates new seats in advance, one after the other, so that no one has to wait; they sleep until someone joins. */
  prepare(isReady: (seat: Seat) => boolean): Promise<void> {
    this.#preparing ??= (async () => {
      for (const seat of this.seats) {
        if (this.#isStopping) return;
        if (seat.state !== 'asleep' || isReady(seat)) continue;
        await seat.wake().catch(() => undefined);
        if (seat.record.person === undefined) await seat.sleep();
      }
    })();
    return this.#preparing;
  }

  #lookAfter(): void {
    const { sleepAfter } = this.#options;
    for (const seat of this.seats)
      if (seat.state === 'awake' && (seat.idleFor(this.#now()) ?? -1) >= sleepAfter) void seat.sleep();
  }

  async close(): Promise<void> {
    this.#isStopping = true;
    clearInterval(this.#timer);
    await this.#preparing;
    await Promise.all(this.seats.map((seat) => seat.sleep()));
  }
}
