import type { Limited } from '../store/rate-limits.ts';
import type { Services } from './services.ts';

export const tryAgainIn = (seconds: number): string =>
  `Try again in ${seconds} ${seconds === 1 ? 'second' : 'seconds'}.`;

/** Someone asks more often than the shop allows: an answer of 429 with Retry-After (RFC 6585 section 4). */
export class TooManyRequests extends Error {
  override readonly name = 'TooManyRequests';
  readonly status = 429;
  /** Seconds. */
  readonly retryAfter: number;
  constructor(retryAfter: number) {
    super(`Too many requests. ${tryAgainIn(retryAfter)}`);
    this.retryAfter = retryAfter;
  }
}

/**
 * Counts one more of these.
 * @throws TooManyRequests
 */
export async function limit({ store }: Pick<Services, 'store'>, what: Limited, by: string): Promise<void> {
  const wait = await store.rateLimits.take(what, by);
  if (wait > 0) throw new TooManyRequests(wait);
}
