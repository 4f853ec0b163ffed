/**
 * Fetches one file of a remote theme. Not through app/outgoing/http.ts: the connection must go to the address
 * that was checked, since a name could change between the two, which `fetch` does not support.
 */
import { request as requestPlain } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { request as requestSecure } from 'node:https';
import { isIP } from 'node:net';
import type { LookupFunction } from 'node:net';
import { locate } from './address.ts';
import type { Network } from './address.ts';
import { HostError, ThemeError, error } from './problems.ts';

const MOST_REDIRECTS = 3;

/** The server's validators from last time, which allow a 304 response. */
export interface Validators {
  readonly etag?: string | undefined;
  readonly lastModified?: string | undefined;
}

export type Download =
  | { readonly kind: 'file'; readonly bytes: Buffer; readonly validators: Validators }
  | { readonly kind: 'unchanged' }
  /** `forbidden`: it may be there, but the server does not show it. */
  | { readonly kind: 'missing'; readonly forbidden: boolean };

export interface DownloadOptions {
  /** Path inside the theme, for messages. */
  readonly path: string;
  readonly largest: number;
  readonly validators: Validators;
  readonly network: Network;
  readonly signal: AbortSignal;
}

/** @throws ThemeError if the server is unreachable, returns an error, or sends something unsuitable. */
export async function download(start: URL, options: DownloadOptions): Promise<Download> {
  const fail = (message: string, remedy: string) =>
    new ThemeError(start.href, [error(options.path, '', message, remedy)]);
  const failHost = (message: string, remedy: string) =>
    new HostError(start.href, [error(options.path, '', message, remedy)]);
  const signal = AbortSignal.any([options.signal, AbortSignal.timeout(options.network.timeout)]);
  let url = start;
  const first = await locateOrFail(url, options, failHost);
  let { addresses } = first;
  if (first.zone === 'forbidden')
    throw failHost(
      `${url.hostname} (${addresses.join(', ')}) is not a web server's address`,
      'Use the address of a public server or your own.',
    );
  for (let redirects = 0; ; redirects++) {
    const answer = await ask(url, addresses, options, signal).catch((cause: unknown) => {
      throw failHost(
        describeFailure(url, cause, signal.aborted ? options.network.timeout : undefined),
        'Check the address, and that the server is running.',
      );
    });
    const status = answer.statusCode ?? 0;
    const location = answer.headers.location;
    if (status >= 300 && status < 400 && status !== 304 && location !== undefined) {
      answer.destroy();
      if (redirects === MOST_REDIRECTS)
        throw fail(`is redirected more than ${MOST_REDIRECTS} times`, 'Use the final address.');
      const next = followable(url, location, fail);
      const found = await locateOrFail(next, options, failHost);
      if (found.zone === 'forbidden' || (found.zone !== 'public' && next.hostname !== start.hostname))
        throw fail(
          `is redirected from ${start.hostname} to ${next.hostname} (${found.addresses.join(', ')}), which is in a private network`,
          'Use the address of the theme itself.',
        );
      url = next;
      ({ addresses } = found);
      continue;
    }
    return await take(answer, status, options, { fail, failHost, signal });
  }
}

type Fail = (message: string, remedy: string) => ThemeError;

async function locateOrFail(url: URL, { network }: DownloadOptions, fail: Fail) {
  const found = await locate(url.hostname, network).catch(() => undefined);
  if (found === undefined || found.addresses.length === 0)
    throw fail(`the host ${url.hostname} was not found`, 'Check the address and the network.');
  return found;
}

function followable(from: URL, location: string, fail: Fail): URL {
  const next = URL.canParse(location, from) ? new URL(location, from) : undefined;
  if (next === undefined || !/^https?:$/.test(next.protocol))
    throw fail(`is redirected to ${location}, which is not http(s)`, 'Use the address of the theme itself.');
  if (from.protocol === 'https:' && next.protocol === 'http:')
    throw fail('is redirected from https to http', 'Use an https address, or the http address itself.');
  return next;
}

function ask(
  url: URL,
  addresses: readonly string[],
  { network, validators }: DownloadOptions,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  // All that were checked: a server on this machine may listen on 127.0.0.1 alone where ::1 comes first.
  const targets = addresses.map((one) => {
    const address = network.connect(one);
    return { address, family: isIP(address) };
  });
  const lookup: LookupFunction = (_host, options, done) => {
    if (options.all) done(null, targets);
    else done(null, targets[0]?.address ?? '', targets[0]?.family);
  };
  const headers = {
    accept: '*/*',
    'accept-encoding': 'identity',
    'user-agent': 'okta-multidemo',
    ...(validators.etag !== undefined && { 'if-none-match': validators.etag }),
    ...(validators.lastModified !== undefined && { 'if-modified-since': validators.lastModified }),
  };
  return new Promise((settle, reject) => {
    const send = url.protocol === 'https:' ? requestSecure : requestPlain;
    send(url, { headers, lookup, signal, agent: false }, settle).on('error', reject).end();
  });
}

async function take(
  answer: IncomingMessage,
  status: number,
  { path, largest, network }: DownloadOptions,
  { fail, failHost, signal }: { readonly fail: Fail; readonly failHost: Fail; readonly signal: AbortSignal },
): Promise<Download> {
  if (status === 200) {
    const type = (answer.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
    if (!acceptable(path, type)) {
      answer.destroy();
      throw fail(
        `the server sends ${type}`,
        path.endsWith('.json')
          ? 'It must send JSON; this may be a sign-in or error page.'
          : 'It must send a picture.',
      );
    }
    const bytes = await collect(answer, largest).catch((cause: unknown) => {
      throw signal.aborted
        ? failHost(`did not arrive within ${network.timeout / 1000} seconds`, 'Check the server.')
        : fail(describeBroken(cause), 'Check the server.');
    });
    if (bytes === undefined)
      throw fail(`is larger than ${Math.floor(largest / 1024)} kB`, 'Make it smaller.');
    return {
      kind: 'file',
      bytes,
      validators: { etag: answer.headers.etag, lastModified: answer.headers['last-modified'] },
    };
  }
  answer.destroy();
  if (status === 304) return { kind: 'unchanged' };
  // Storage services respond with 403 for a missing file if listing is not allowed.
  if (status === 403 || status === 404 || status === 410)
    return { kind: 'missing', forbidden: status === 403 };
  throw fail(`the server responded with ${status}`, 'Open the address in a browser to see why.');
}

function acceptable(path: string, type: string): boolean {
  if (type === '' || type === 'application/octet-stream' || type === 'binary/octet-stream') return true;
  return path.endsWith('.json') ? /json|^text\/plain$/.test(type) : type.startsWith('image/');
}

/** Undefined if it exceeds the limit; the rest is not read. */
async function collect(answer: IncomingMessage, largest: number): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > largest) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** @param waited milliseconds after which the request timed out, if it did */
function describeFailure(url: URL, cause: unknown, waited?: number): string {
  if (waited !== undefined) return `${url.host} did not respond within ${waited / 1000} seconds`;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  if (code === 'ECONNREFUSED') return `nothing is listening at ${url.host}`;
  return `${url.host} could not be reached (${code || (cause instanceof Error ? cause.message : String(cause))})`;
}

function describeBroken(cause: unknown): string {
  return `was interrupted during the transfer (${cause instanceof Error ? cause.message : String(cause)})`;
}
