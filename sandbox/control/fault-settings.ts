/** Faults to simulate. */
export interface FaultSettings {
  /** Delay of each response, in milliseconds. */
  readonly latency?: number | undefined;
  /** How many requests get 429. */
  readonly rateLimited?: number | undefined;
  /** How many requests get 500. */
  readonly failing?: number | undefined;
  /** Only paths that begin with this (default: all). */
  readonly path?: string | undefined;
  /** Only this method (default: all). */
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | undefined;
  /** How many of these requests succeed first. */
  readonly after?: number | undefined;
}
