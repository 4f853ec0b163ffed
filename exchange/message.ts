import { createHash } from 'node:crypto';
import { bodyText, headerOf, headersOf } from './decode.ts';
import { KnownSecrets } from './known-secrets.ts';
import type { Ledger } from './ledger.ts';
import { linkCauses } from './causes.ts';
import { linksOf } from './links.ts';
import { maskBody, maskHeader, maskUrl } from './mask.ts';
import { isAsset, partiesOf } from './parties.ts';
import type { Body, Party, RawHeaders, Recorded } from './recorded.ts';

/** One request and its response as people see it: without secrets, and with what connects it to others. */
export interface Message {
  readonly id: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly ms: number;
  readonly from: Party;
  readonly to: Party;
  /** Front: through a browser, where users and their software can see and change it. Back: between servers. */
  readonly channel: 'front' | 'back';
  /** A style sheet, a script or a picture, or a question whether a page may ask (CORS). */
  readonly isAsset: boolean;
  /** What happened without HTTP: a call inside, a mail. */
  readonly isOffWire: boolean;
  readonly method: string;
  readonly url: string;
  /** Undefined if there was no response. */
  readonly status: number | undefined;
  readonly failure: string | undefined;
  /** Of a header that is there more than once, such as `Set-Cookie`, each value is a line. */
  readonly requestHeaders: Readonly<Record<string, string>>;
  readonly requestBody: string | undefined;
  readonly responseHeaders: Readonly<Record<string, string>>;
  readonly responseBody: string | undefined;
  /** Values by which messages belong together, such as `state` and `code`, as hashes. */
  readonly links: Readonly<Record<string, string>>;
  readonly cause: number | undefined;
}

/** A name that stands for a value of this ledger that must not be shown. */
const hashOf = (ledger: Ledger, value: string): string =>
  createHash('sha256').update(ledger.salt).update(value).digest('hex').slice(0, 6);

export interface Reading {
  /** Which of the messages are read; the others are looked at for causes and secrets. */
  readonly wants?: (message: Recorded, causes: ReadonlyMap<number, number>) => boolean;
  /** Secrets are shown. Only for demo people, on the sandbox. */
  readonly reveals?: boolean;
}

/** What happened after this message, for people; all of it by default. */
export function readMessages(ledger: Ledger, after = 0, reading: Reading = {}): Message[] {
  const { wants = () => true } = reading;
  return readAll(ledger, ledger.list(), {
    ...reading,
    wants: (one, causes) => one.id > after && wants(one, causes),
  });
}

/** These messages, linked with each other. */
export function readAll(ledger: Ledger, messages: readonly Recorded[], reading: Reading = {}): Message[] {
  const causes = linkCauses(ledger, messages);
  const secrets = new KnownSecrets(reading.reveals ? [] : messages);
  const { wants } = reading;
  const wanted = wants ? messages.filter((one) => wants(one, causes)) : messages;
  return wanted.map((one) => read(ledger, one, { causes, secrets, ...reading }));
}

/** The calls that the shop has made for this browser session, oldest first, as it made them. */
export function callsOf(ledger: Ledger, browser: string | undefined, after = 0): Message[] {
  if (browser === undefined) return [];
  const calls = ledger.list(after).filter((one) => one.browser === browser && one.sender !== undefined);
  const secrets = new KnownSecrets(calls);
  return calls.map((one) => read(ledger, { ...one, wireHeaders: undefined }, { causes: new Map(), secrets }));
}

interface Context extends Reading {
  readonly causes: ReadonlyMap<number, number>;
  readonly secrets: KnownSecrets;
}

function read(ledger: Ledger, message: Recorded, { causes, secrets, reveals = false }: Context): Message {
  const { id, at, ms = 0, method, status, failure } = message;
  const { from: sender, to } = partiesOf(message, ledger);
  const causeId = causes.get(id);
  const cause = causeId === undefined ? undefined : ledger.find(causeId);
  // What a person has clicked is the first request; the redirects after it are the browser's, although it says otherwise.
  const from = sender === 'person' && cause && leadsTo(cause, message.url) ? 'browser' : sender;
  const sent = message.wireHeaders ?? message.requestHeaders;
  const shown = (text: string): string => (reveals ? text : secrets.redact(text));
  const headers = (raw: RawHeaders): Record<string, string> => {
    const all: Record<string, string> = {};
    for (const [name, value] of headersOf(raw)) {
      const text = reveals ? value : shown(maskHeader(name, value));
      const before = all[name];
      all[name] = before === undefined ? text : `${before}\n${text}`;
    }
    return all;
  };
  const address = (url: string): string => {
    // A value that was secret elsewhere may be this URL or its path; it must remain a valid URL.
    const [base = ''] = /^\w+:\/\/[^/?#]*\/?/.exec(url) ?? [];
    return base + shown(url.slice(base.length));
  };
  const body = (kept: Body | undefined, raw: RawHeaders): string | undefined => {
    const text = bodyText(kept, raw);
    if (text === undefined) return undefined;
    if (reveals) return text;
    if (kept?.isCutOff === true) return `(${kept.size} bytes, too long to mask its secrets)`;
    return shown(maskBody(text, headerOf(raw, 'content-type') ?? ''));
  };
  return {
    ...{ id, at, ms, from, to, method, status, failure },
    channel: from === 'browser' || from === 'person' ? 'front' : 'back',
    isAsset: isAsset(message),
    isOffWire: message.isOffWire,
    url: reveals ? message.url : address(maskUrl(message.url)),
    requestHeaders: headers(sent),
    requestBody: body(message.requestBody, sent),
    responseHeaders: headers(message.responseHeaders),
    responseBody: body(message.responseBody, message.responseHeaders),
    links: Object.fromEntries(linksOf(message).map(([name, value]) => [name, hashOf(ledger, value)])),
    cause: causeId,
  };
}

function leadsTo({ url, responseHeaders }: Recorded, target: string): boolean {
  const location = headerOf(responseHeaders, 'location');
  return location !== undefined && URL.canParse(location, url) && new URL(location, url).href === target;
}
