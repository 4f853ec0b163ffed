import type { Middleware } from 'koa';

/** A request that arrived at the org. Headers and bodies are not kept, because they hold secrets. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  /** Parameters of the URL; those that are secrets are masked. */
  readonly query: Readonly<Record<string, string>>;
  readonly status: number;
  /** ISO 8601, in the org's time. */
  readonly at: string;
  readonly requestId: string;
}

/** More than that are not kept: the oldest go first. */
const capacity = 1000;

const secrets = new Set([
  ...['code', 'state', 'nonce', 'sessionToken', 'token', 'recoveryToken', 'stateToken', 'okta_key'],
  ...['access_token', 'id_token', 'id_token_hint', 'request', 'SAMLRequest', 'SAMLResponse', 'user_code'],
]);

/** What has arrived lately, for tests to assert. */
export class SeenRequests {
  #seen: SeenRequest[] = [];
  readonly #now: () => string;

  constructor(now: () => string) {
    this.#now = now;
  }

  /** The oldest first. */
  all(): readonly SeenRequest[] {
    return [...this.#seen];
  }

  clear(): void {
    this.#seen = [];
  }

  middleware(): Middleware {
    return (ctx, next) => {
      const { method, path } = ctx;
      const parameters = [...new URLSearchParams(ctx.querystring)];
      const query = Object.fromEntries(
        parameters.map(([name, value]) => [name, secrets.has(name) ? '…' : value]),
      );
      ctx.res.once('finish', () => {
        const requestId = String(ctx.state['requestId']);
        const { statusCode: status } = ctx.res;
        this.#seen.push({ method, path, query, status, at: this.#now(), requestId });
        if (this.#seen.length > capacity) this.#seen.shift();
      });
      return next();
    };
  }
}
