import { randomBytes } from 'node:crypto';
import type { Body, Party, RawHeaders, Recorded } from './recorded.ts';

/** What is known of a message when it is sent or arrives. */
export type Opening = Pick<Recorded, 'at' | 'method' | 'url' | 'requestHeaders'> &
  Partial<
    Pick<Recorded, 'sender' | 'receiver' | 'requestBody' | 'requestId' | 'browser' | 'cause' | 'isOffWire'>
  >;

/** What is known when a message is complete. */
export interface Ending {
  readonly ms: number;
  readonly status?: number | undefined;
  readonly responseHeaders?: RawHeaders;
  readonly responseBody?: Body | undefined;
  readonly failure?: string | undefined;
  readonly requestId?: string | undefined;
}

/** More than these are not kept: the oldest go first. */
export interface Bounds {
  readonly messages?: number;
  readonly bytes?: number;
  /** Requests per second recorded under sustained load: no one can follow more, and recording more would slow the demo. */
  readonly perSecond?: number;
}

/** `gone`: the other end of a message that was already shown has been recorded too, and replaces it. */
export type Change =
  { readonly kind: 'message'; readonly message: Recorded } | { readonly kind: 'gone'; readonly id: number };

/**
 * What went over the wire lately: every request that the shop and the org have received or sent, in memory only. A
 * request between the two is one message, joined by the request ID in its response. Shop and org may share a ledger.
 */
export class Ledger {
  /** Makes the hashes of this ledger's values useless elsewhere. */
  readonly salt: Uint8Array = randomBytes(16);
  readonly #messages = new Map<number, Recorded>();
  #bytes = 0;
  #last = 0;
  /** No message has a lower ID. */
  #oldest = 1;
  readonly #received = new Map<string, Recorded>();
  /** Messages that replace another one, by the ID of the other, and vice versa. */
  readonly #standsFor = new Map<number, Recorded>();
  readonly #joined = new Map<number, number>();
  readonly #places = new Map<string, Party>();
  readonly #listeners = new Set<(change: Change) => void>();

  readonly #mostMessages: number;
  readonly #mostBytes: number;
  readonly #perSecond: number;
  /** How many requests may currently be recorded, as of the time below (milliseconds). */
  #room: number;
  #roomAt = performance.now();
  #unrecorded = 0;

  constructor({ messages = 2000, bytes = 24 * 1024 * 1024, perSecond = Infinity }: Bounds = {}) {
    this.#mostMessages = messages;
    this.#mostBytes = bytes;
    this.#perSecond = perSecond;
    this.#room = messages;
  }

  /**
   * Whether a request that arrives now is recorded. As many as are kept may arrive at once; under load that lasts, it is
   * the first ones of each second, so that what belongs together is there, and the others are counted.
   */
  admits(now = performance.now()): boolean {
    if (this.#perSecond === Infinity) return true;
    if (this.#room < 1) {
      const seconds = (now - this.#roomAt) / 1000;
      if (seconds < 1) {
        this.#unrecorded += 1;
        return false;
      }
      this.#room = Math.min(this.#mostMessages, seconds * this.#perSecond);
      this.#roomAt = now;
    }
    this.#room -= 1;
    return true;
  }

  /** Requests that have arrived since the start, or since the ledger was cleared, and are not recorded. */
  get unrecorded(): number {
    return this.#unrecorded;
  }

  /** The highest ID so far. */
  get last(): number {
    return this.#last;
  }

  /** Says who answers at this origin. */
  place(url: string, party: Party): void {
    this.#places.set(new URL(url).origin, party);
  }

  placeOf(origin: string): Party | undefined {
    return this.#places.get(origin);
  }

  /** A message has been sent, or has arrived. */
  open(opening: Opening): Recorded {
    this.#last += 1;
    const { at, method, url, requestHeaders, sender, receiver, requestBody, requestId, browser, cause } =
      opening;
    const message: Recorded = {
      ...{ id: this.#last, at, ms: undefined, sender, receiver, method, url, requestHeaders },
      ...{ wireHeaders: undefined, requestBody, status: undefined, responseHeaders: [] },
      ...{ responseBody: undefined, failure: undefined, requestId, browser },
      ...{ isOffWire: opening.isOffWire ?? false, cause },
    };
    this.#messages.set(message.id, message);
    if (message.receiver !== undefined && message.requestId !== undefined)
      this.#received.set(message.requestId, message);
    if (this.#messages.size > this.#mostMessages) this.#dropOldest();
    return message;
  }

  /** Completes a message, with a response or without one. Later calls for the same message have no effect. */
  close(message: Recorded, ending: Ending): void {
    if (message.ms !== undefined) return;
    message.ms = ending.ms;
    message.status = ending.status;
    message.responseHeaders = ending.responseHeaders ?? [];
    message.responseBody = ending.responseBody;
    message.failure = ending.failure;
    message.requestId ??= ending.requestId;
    const whole = this.#standsFor.get(message.id);
    if (whole) {
      this.#complete(whole, message);
      return;
    }
    // It was dropped before it was over.
    if (!this.#messages.has(message.id)) return;
    this.#bytes += bytesOf(message);
    while (this.#bytes > this.#mostBytes && this.#messages.size > 1) this.#dropOldest();
    const arrived =
      message.sender !== undefined && message.requestId !== undefined
        ? this.#received.get(message.requestId)
        : undefined;
    if (arrived && arrived !== message) this.#join(message, arrived);
    this.#report({ kind: 'message', message });
  }

  /** If both ends of a message were recorded, the sender's record, which has the cause, replaces the other. */
  #join(sent: Recorded, arrived: Recorded): void {
    this.#standsFor.set(arrived.id, sent);
    this.#joined.set(sent.id, arrived.id);
    this.#messages.delete(arrived.id);
    this.#received.set(sent.requestId ?? '', sent);
    this.#complete(sent, arrived);
    if (arrived.ms === undefined) return;
    this.#bytes -= bytesOf(arrived);
    this.#report({ kind: 'gone', id: arrived.id });
  }

  #complete(sent: Recorded, arrived: Recorded): void {
    sent.receiver = arrived.receiver;
    sent.wireHeaders = arrived.requestHeaders;
    sent.browser ??= arrived.browser;
  }

  /** The message that this ID means now. */
  idOf(id: number): number {
    return this.#standsFor.get(id)?.id ?? id;
  }

  /** Complete messages, in the order in which they began. */
  list(after = 0): readonly Recorded[] {
    return [...this.#messages.values()].filter(({ id, ms }) => ms !== undefined && id > after);
  }

  /** The message of this ID, even if it is not over. */
  find(id: number): Recorded | undefined {
    return this.#messages.get(this.idOf(id));
  }

  clear(): void {
    for (const { id, ms } of this.#messages.values()) if (ms !== undefined) this.#messages.delete(id);
    this.#bytes = 0;
    this.#unrecorded = 0;
    this.#received.clear();
    this.#standsFor.clear();
    this.#joined.clear();
  }

  /** Registers a listener for complete messages. Returns a function that removes it. */
  subscribe(listener: (change: Change) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  #report(change: Change): void {
    for (const listener of this.#listeners) listener(change);
  }

  #dropOldest(): void {
    // Does not iterate over the map, which keeps gaps for deleted entries for a while and would visit them all.
    while (this.#oldest < this.#last && !this.#messages.has(this.#oldest)) this.#oldest += 1;
    const oldest = this.#messages.get(this.#oldest);
    if (!oldest) return;
    this.#messages.delete(oldest.id);
    if (oldest.ms !== undefined) this.#bytes -= bytesOf(oldest);
    if (oldest.requestId !== undefined) this.#received.delete(oldest.requestId);
    const other = this.#joined.get(oldest.id);
    if (other === undefined) return;
    this.#standsFor.delete(other);
    this.#joined.delete(oldest.id);
  }
}

const bytesOf = ({ requestBody, responseBody }: Recorded): number =>
  (requestBody?.kept ?? 0) + (responseBody?.kept ?? 0);
