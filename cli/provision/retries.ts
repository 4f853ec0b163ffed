/** Milliseconds before each repetition of a request that a gateway or the org failed to answer. */
const retryDelays: readonly number[] = [250, 1000, 3000];

/** Milliseconds that one request waits for the rate limit, in all. */
const longestWait = 5 * 60_000;

/** Whether a response says that the org, or a gateway in front of it, failed for the moment. */
export const isPassing = (status: number): boolean => [500, 502, 503, 504].includes(status);

/**
 * Milliseconds until Okta's rate limit resets, by the org's clock; at least a second. Undefined if the response
 * does not say.
 * https://developer.okta.com/docs/reference/rl-best-practices/
 */
function untilReset(headers: Headers): number | undefined {
  const reset = Number(headers.get('x-rate-limit-reset') ?? undefined);
  if (Number.isNaN(reset)) return undefined;
  const now = Date.parse(headers.get('date') ?? '') || Date.now();
  return Math.max(reset * 1000 - now, 1000);
}

/** The waits of one request. */
export class Retries {
  readonly #delays: readonly number[];
  readonly #longest: number;
  #waited = 0;
  #failures = 0;

  constructor({ delays = retryDelays, longest = longestWait } = {}) {
    this.#delays = delays;
    this.#longest = longest;
  }

  /** Milliseconds to wait before the request is repeated; undefined if the response is final. */
  next(method: string, { status, headers }: Pick<Response, 'status' | 'headers'>): number | undefined {
    if (status === 429) {
      const wait = untilReset(headers);
      if (wait === undefined || this.#waited + wait > this.#longest) return undefined;
      this.#waited += wait;
      return wait;
    }
    return method === 'GET' && isPassing(status) ? this.#delays[this.#failures++] : undefined;
  }
}

/** Notes that the rate limit is being waited for, once per reset although many requests may wait. */
export function noteWaits(tell: (note: string) => void): (milliseconds: number) => void {
  let until = 0;
  return (milliseconds) => {
    const now = performance.now();
    if (now + milliseconds < until + 1000) return;
    until = now + milliseconds;
    const seconds = Math.ceil(milliseconds / 1000);
    tell(`The org’s rate limit is reached. Continuing in ${seconds} s; Ctrl-C stops now.`);
  };
}
