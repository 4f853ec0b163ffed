import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { request, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Fields } from '../../../cli/provision/value.ts';
import { orgId } from './org-id.ts';
import type { Exchange, Json } from './recorder.ts';

/**
 * What is another in every org has a name in braces in a recording: `{org}` its URL, `{time}` any time, `{00g:1}` the
 * first group, `{key:2}`, `{secret:1}`.
 */
const placeholder = /\{(?:org|time|(?:[0-9a-zA-Z]{3}|key|secret):\d+)\}/g;
const time = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g;
const uuid = /\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g;
const secretKeys: Readonly<Record<string, string>> = {
  client_secret: 'secret',
  secret_hash: 'secret',
  kid: 'key',
};

/** What a client did, such as `apply`. */
export type Phase = string;
export type RecordedPhases = [Phase, Exchange[]][];

/** What that Okta provider and the sandbox said to each other: a line of JSON for stack and variables, then one a call. */
export const fixtureOf = (version: string): string =>
  join(import.meta.dirname, `../../contract/fixtures/okta-provider-${version}.jsonl`);

/** What was taken to the org. */
interface Made {
  variables: Fields;
  /** The demo org as Terraform JSON, as it was then. */
  stack: string;
}

/** @param urls under which the org was spoken to */
export function writeRecording(
  phases: RecordedPhases,
  urls: readonly string[],
  { variables, stack }: Made,
): string {
  const neutral = new Neutral(urls);
  const lines = phases.flatMap(([phase, exchanges]) =>
    exchanges.map((exchange) => ({ phase, ...neutral.exchange(exchange) })),
  );
  const made = { variables: neutral.value(variables), stack: JSON.parse(stack) as Json };
  return [made, ...lines].map((line) => `${JSON.stringify(line)}\n`).join('');
}

export async function readRecording(fixture: string): Promise<Made & { phases: RecordedPhases }> {
  const [first = '', ...lines] = (await readFile(fixture, 'utf8')).trimEnd().split('\n');
  const phases: RecordedPhases = [];
  for (const line of lines) {
    const { phase, ...exchange } = JSON.parse(line) as Exchange & { phase: Phase };
    if (phases.at(-1)?.[0] !== phase) phases.push([phase, []]);
    phases.at(-1)?.[1].push(exchange);
  }
  const { variables, stack } = JSON.parse(first) as { variables: Fields; stack: Json };
  return { variables, stack: JSON.stringify(stack), phases };
}

/** Takes out of exchanges what is another in every org. */
class Neutral {
  private readonly urls: readonly string[];
  private readonly names = new Map<string, string>();
  private readonly counts = new Map<string, number>();

  /** @param urls under which the org was spoken to */
  constructor(urls: readonly string[]) {
    this.urls = urls;
  }

  exchange(exchange: Exchange): Exchange {
    return {
      ...exchange,
      target: this.text(exchange.target),
      host: `http://${exchange.host}`.replace(/.+/, (host) =>
        this.urls.includes(host) ? '{org}' : exchange.host,
      ),
      ...(exchange.body !== undefined && { body: this.value(exchange.body) }),
      ...(exchange.answer !== undefined && { answer: this.value(exchange.answer, 'answer') }),
    };
  }

  /** A secret is the org's own when the org told it first; others are part of what was recorded. */
  value(value: Json, by: 'client' | 'answer' = 'client', key = ''): Json {
    if (typeof value === 'string') {
      const kind = by === 'answer' && value !== '' ? secretKeys[key] : undefined;
      return kind === undefined ? this.text(value) : this.nameOf(value, kind);
    }
    if (Array.isArray(value)) return value.map((one) => this.value(one, by));
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, this.value(one, by, name)]));
  }

  private text(whole: string): string {
    const known = this.names.get(whole);
    if (known !== undefined) return known;
    if (whole.length > 400) return whole; // a certificate
    return this.urls
      .reduce((said, url) => said.replaceAll(url, '{org}'), whole)
      .replace(uuid, (found) => this.nameOf(found, 'key'))
      .replace(orgId, (found) => this.nameOf(found, found.slice(0, 3)))
      .replace(time, '{time}');
  }

  private nameOf(value: string, kind: string): string {
    const known = this.names.get(value);
    if (known !== undefined) return known;
    const count = (this.counts.get(kind) ?? 0) + 1;
    this.counts.set(kind, count);
    const name = `{${kind}:${count}}`;
    this.names.set(value, name);
    return name;
  }
}

/** Sends recorded calls to another org, and compares its answers. */
export class Replay {
  private readonly orgUrl: string;
  private readonly apiToken: string;
  /** What the names in braces stand for in this org, learned from its answers. */
  private meaning: Map<string, string>;

  constructor(orgUrl: string, apiToken: string) {
    this.orgUrl = orgUrl;
    this.apiToken = apiToken;
    this.meaning = new Map([['{org}', orgUrl]]);
  }

  /** What of the recorded answer this org did not say; empty when a client that read the one can read the other. */
  async send(recorded: Exchange): Promise<string[]> {
    const { method, target, status } = recorded;
    const call = `${method} ${target}`;
    const answer = await this.request(recorded);
    const said = await text(answer);
    if (answer.statusCode !== status) return [`${call}: ${answer.statusCode} instead of ${status}: ${said}`];
    if (recorded.answer === undefined) return said === '' ? [] : [`${call}: an answer where there was none`];
    const meaning = new Map(this.meaning);
    const missing = this.compare(
      recorded.answer,
      said === '' ? null : (JSON.parse(said) as Json),
      call,
      meaning,
    );
    this.meaning = meaning;
    return missing;
  }

  private async request({ method, target, host, credentials, body }: Exchange): Promise<IncomingMessage> {
    const { hostname, port } = new URL(this.orgUrl);
    const sending = request({
      hostname,
      port,
      method,
      path: this.fill(target),
      headers: {
        host: this.fill(host).replace('http://', ''),
        accept: 'application/json',
        ...(credentials.includes('authorization') && { authorization: `SSWS ${this.apiToken}` }),
        ...(credentials.includes('proxy-authorization') && { 'proxy-authorization': 'Basic Og==' }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
    });
    const answered = once(sending, 'response') as Promise<[IncomingMessage]>;
    sending.end(body === undefined ? undefined : this.fill(JSON.stringify(body)));
    return (await answered)[0];
  }

  private fill(said: string): string {
    return said.replace(placeholder, (name) => {
      const value = this.meaning.get(name);
      if (value === undefined) throw new Error(`${name} is used before an answer has told it.`);
      return value;
    });
  }

  private compare(
    recorded: Json,
    said: Json | undefined,
    at: string,
    meaning: Map<string, string>,
  ): string[] {
    if (Array.isArray(recorded)) return this.compareLists(recorded, said, at, meaning);
    if (recorded !== null && typeof recorded === 'object') {
      if (said === null || typeof said !== 'object' || Array.isArray(said)) return [`${at}: ${show(said)}`];
      return Object.entries(recorded).flatMap(([key, one]) =>
        this.compare(one, said[key], `${at} ${key}`, meaning),
      );
    }
    if (typeof recorded === 'string' && typeof said === 'string' && learn(recorded, said, meaning)) return [];
    return recorded === said ? [] : [`${at}: ${show(said)} instead of ${show(recorded)}`];
  }

  /** Lists that Okta sorts by id come in another order in every org. */
  private compareLists(
    recorded: readonly Json[],
    said: Json | undefined,
    at: string,
    meaning: Map<string, string>,
  ): string[] {
    if (!Array.isArray(said) || said.length !== recorded.length)
      return [`${at}: ${show(said)} instead of ${show([...recorded])}`];
    const left = [...said];
    return recorded.flatMap((one, index) => {
      for (const [position, candidate] of left.entries()) {
        const attempt = new Map(meaning);
        if (this.compare(one, candidate, at, attempt).length > 0) continue;
        for (const [name, value] of attempt) meaning.set(name, value);
        left.splice(position, 1);
        return [];
      }
      return this.compare(one, said[index], `${at} ${index}`, new Map(meaning));
    });
  }
}

/** Whether the text says the recorded one, with what the names mean; new names get their meaning from it. */
function learn(recorded: string, said: string, meaning: Map<string, string>): boolean {
  const names: string[] = [];
  let pattern = '';
  let from = 0;
  for (const { 0: name, index } of recorded.matchAll(placeholder)) {
    pattern += escape(recorded.slice(from, index));
    const known = meaning.get(name);
    if (known !== undefined) pattern += escape(known);
    else if (name === '{time}') pattern += time.source;
    else if (names.includes(name)) pattern += `\\${names.indexOf(name) + 1}`;
    else {
      names.push(name);
      pattern += name.startsWith('{secret') || name.startsWith('{key') ? '([^/?&]+)' : '([A-Za-z0-9]{20})';
    }
    from = index + name.length;
  }
  const found = new RegExp(`^${pattern}${escape(recorded.slice(from))}$`).exec(said);
  names.forEach((name, index) => found?.[index + 1] !== undefined && meaning.set(name, found[index + 1]!));
  return found !== null;
}

const escape = (plain: string): string => plain.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
const show = (value: Json | undefined): string =>
  (value === undefined ? 'nothing' : JSON.stringify(value)).slice(0, 200);
