/** What goes wrong on purpose; each key only if given. */
export interface FaultSettings {
  /** Milliseconds before each answer. */
  readonly latency?: number | undefined;
  /** Answer that many requests with 429, then none. */
  readonly rateLimited?: number | undefined;
  /** Answer that many requests with 500, then none. */
  readonly failing?: number | undefined;
  /** Only paths that begin so; all when not given. */
  readonly path?: string | undefined;
  /** Only this method; all when not given. */
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | undefined;
  /** Let that many of these requests pass first. */
  readonly after?: number | undefined;
}
