import { type Ledger, type Recorded, isSecretParameter } from '../../exchange/index.ts';

/** A request that arrived at the org, without headers and body. */
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

/** More than that are not told: the oldest go first. */
const capacity = 1000;

/** What has arrived at the org lately, for tests to assert: the ledger of messages, in short. */
export class SeenRequests {
  readonly #ledger: Ledger;
  #after = 0;

  constructor(ledger: Ledger) {
    this.#ledger = ledger;
  }

  /** The oldest first. */
  all(): readonly SeenRequest[] {
    const arrived = this.#ledger.list(this.#after).filter(({ receiver }) => receiver === 'org');
    return arrived.slice(-capacity).map(presentRequest);
  }

  /** Forgets them; the ledger does not. */
  clear(): void {
    this.#after = this.#ledger.last;
  }
}

function presentRequest({ method, url, status = 0, at, requestId = '' }: Recorded): SeenRequest {
  const { pathname: path, searchParams } = new URL(url);
  const query = Object.fromEntries(
    [...searchParams].map(([name, value]) => [name, isSecretParameter(name) ? '…' : value]),
  );
  return { method, path, query, status, at: new Date(at).toISOString(), requestId };
}
