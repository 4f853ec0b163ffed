import { setTimeout as wait } from 'node:timers/promises';
import { bodyOf, reasonOf, recordOutgoing } from '../../exchange/index.ts';
import type { Ledger, Party } from '../../exchange/index.ts';

export interface OutgoingRequest {
  method?: string;
  headers?: Record<string, string>;
  body?: string | URLSearchParams | undefined;
  redirect?: 'follow' | 'manual' | 'error';
  signal?: AbortSignal | undefined;
  /** Milliseconds for one attempt; 10 000 by default. */
  timeout?: number;
}

/** All outgoing HTTP goes through this; same signature as `fetch`. */
export type OutgoingFetch = (url: string, request?: OutgoingRequest) => Promise<Response>;

/** There was no response: the server is down, its name is wrong, or it took too long. */
export class UnreachableError extends Error {
  override readonly name = 'UnreachableError';
  readonly url: string;
  constructor(url: string, reason: string, cause: unknown) {
    super(`${new URL(url).origin} did not respond: ${reason}`, { cause });
    this.url = url;
  }
}

const attempts = 3;
const longestWait = 5_000;

/**
 * Creates the HTTP client: each attempt has a timeout, GET and HEAD are retried after a network failure, 429 or
 * a temporary 5xx, and every attempt is recorded in the ledger of messages.
 * @param sender who calls
 * @throws UnreachableError if there was no response
 */
export function createOutgoing(ledger: Ledger, now: () => number, sender: Party = 'shop'): OutgoingFetch {
  const recording = { ledger, sender, now };
  return async (url, request = {}) => {
    const safe = /^(GET|HEAD)$/i.test(request.method ?? 'GET');
    for (let attempt = 1; ; attempt += 1) {
      const last = !safe || attempt === attempts;
      try {
        const response = await recordedAttempt(url, request, recording);
        if (last || !isPassing(response.status)) return response;
        await wait(pauseBefore(response, attempt, now()));
      } catch (error) {
        if (last || request.signal?.aborted) throw error;
        await wait(100 * 2 ** attempt);
      }
    }
  };
}

const isPassing = (status: number): boolean => [429, 502, 503, 504].includes(status);

/** Okta says when its rate limit resets in `x-rate-limit-reset`, seconds since the epoch. */
function pauseBefore(response: Response, attempt: number, now: number): number {
  const retryAfter = Number(response.headers.get('retry-after') ?? NaN) * 1000;
  const reset = Number(response.headers.get('x-rate-limit-reset') ?? NaN) * 1000 - now;
  const told = [retryAfter, reset].find((ms) => ms > 0);
  return Math.min(told ?? 100 * 2 ** attempt, longestWait);
}

async function recordedAttempt(
  url: string,
  request: OutgoingRequest,
  { ledger, ...recording }: { ledger: Ledger; sender: Party; now: () => number },
): Promise<Response> {
  const { timeout = 10_000, signal, body, method = 'GET', redirect = 'manual', ...rest } = request;
  const headers = new Headers(request.headers);
  if (body instanceof URLSearchParams && !headers.has('content-type'))
    headers.set('content-type', 'application/x-www-form-urlencoded;charset=UTF-8');
  const sending = recordOutgoing(ledger, recording, { method, url, headers, body: body?.toString() });
  const ended = AbortSignal.timeout(timeout);
  try {
    const response = await fetch(url, {
      ...rest,
      redirect, // an API that redirects is not the intended one
      method,
      headers,
      signal: signal ? AbortSignal.any([signal, ended]) : ended,
      ...(body === undefined ? {} : { body }),
    });
    // Read here, once: the ledger has the response, and the timeout covers all of it.
    const bytes = await response.arrayBuffer();
    const type = response.headers.get('content-type') ?? undefined;
    sending.answered(response, bodyOf(new Uint8Array(bytes), type));
    return rebuild(response, bytes);
  } catch (error) {
    const failure =
      error instanceof Error && error.name === 'TimeoutError'
        ? `no response within ${timeout / 1000} s`
        : reasonOf(error);
    sending.failed(failure);
    throw new UnreachableError(url, failure, error);
  }
}

/** `new Response` loses the URL, and forbids a body with 204 and 304. */
function rebuild(response: Response, bytes: ArrayBuffer): Response {
  const { status, statusText, headers, url } = response;
  const body = [101, 204, 205, 304].includes(status) ? null : bytes;
  return Object.defineProperty(new Response(body, { status, statusText, headers }), 'url', { value: url });
}
