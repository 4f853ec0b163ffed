/** Who takes part. `outside`: phone, mailbox and identity providers; `client`: any other program. */
export type Party = 'person' | 'browser' | 'shop' | 'api' | 'org' | 'outside' | 'agent' | 'client';

/** The beginning of a body of data, as it was on the wire. Of pages, scripts and pictures there is none. */
export class Body {
  readonly chunks: (Uint8Array | string)[] = [];
  /** Of the whole body, in bytes. */
  size = 0;
  /** Whether more was sent than is kept. */
  isCutOff = false;
  #kept = 0;

  constructor(first?: Uint8Array | string) {
    if (first !== undefined) this.add(first);
  }

  add(chunk: Uint8Array | string): void {
    this.size += typeof chunk === 'string' ? Buffer.byteLength(chunk) : chunk.length;
    const room = largestBody - this.#kept;
    if (chunk.length > room) this.isCutOff = true;
    if (room <= 0) return;
    const part = chunk.length <= room ? chunk : chunk.slice(0, room);
    this.#kept += part.length;
    this.chunks.push(typeof part === 'string' ? part : alone(part));
  }

  /** What of it is in memory. */
  get kept(): number {
    return this.#kept;
  }
}

/** What arrives lies in a buffer of 64 kB, which a part of it would keep in memory. */
const alone = (bytes: Uint8Array): Uint8Array =>
  bytes.buffer.byteLength > 2 * bytes.length ? new Uint8Array(bytes) : bytes;

/** Bytes of a body that are kept. */
const largestBody = 32 * 1024;

/** Names and values by turns, as `rawHeaders` of Node has them; of a response the lines that were sent. */
export type RawHeaders = readonly string[] | HeaderLines;

/** The head of a message as Node has written it, taken apart when someone reads it. */
export class HeaderLines {
  readonly #text: string;
  #list: readonly string[] | undefined;

  constructor(text: string) {
    this.#text = text;
  }

  get list(): readonly string[] {
    return (this.#list ??= this.#text
      .split('\r\n')
      .slice(1)
      .flatMap((line) => {
        const [name = '', ...value] = line.split(': ');
        return name === '' ? [] : [name, value.join(': ')];
      }));
  }
}

/** One request and its response as they were: nothing in here is parsed or masked. See `Message` for what is shown. */
export interface Recorded {
  readonly id: number;
  /** Milliseconds since the epoch, by the clock of the part that recorded it. */
  readonly at: number;
  /** Undefined until there is a response. */
  ms: number | undefined;
  /** The part of the house that sent it, and recorded it. */
  readonly sender: Party | undefined;
  /** The part of the house that received it, and recorded it. */
  receiver: Party | undefined;
  readonly method: string;
  readonly url: string;
  requestHeaders: readonly string[];
  /** What its receiver saw, for a message that both ends have recorded. */
  wireHeaders: readonly string[] | undefined;
  requestBody: Body | undefined;
  status: number | undefined;
  responseHeaders: RawHeaders;
  responseBody: Body | undefined;
  /** Why there was no response. */
  failure: string | undefined;
  /** How its receiver calls it: `X-Okta-Request-Id`, `X-Request-Id`. */
  requestId: string | undefined;
  /** The browser session for which the shop sent or received it. */
  browser: string | undefined;
  /** What happened without HTTP: a call inside, a mail. Nobody else on the wire can see it. */
  readonly isOffWire: boolean;
  /** The message that was being answered when this one was sent. */
  cause: number | undefined;
}

export const isData = (contentType: string | undefined): boolean =>
  contentType !== undefined && /json|x-www-form-urlencoded|text\/plain|xml|jwt/i.test(contentType);
