import { type Ledger, type Recorded, isSecretParameter } from '../../exchange/index.ts';
import type { SandboxRequests, SeenRequest } from '../sandbox.ts';

/** More than that are not reported: the oldest are left out. */
const capacity = 1000;

/** What has arrived at the org lately, for tests to assert: the ledger of messages, in short. */
export class SeenRequests implements SandboxRequests {
  readonly #ledger: Ledger;
  #after = 0;

  constructor(ledger: Ledger) {
    this.#ledger = ledger;
  }

  /** The oldest first. */
  all(): readonly SeenRequest[] {
    const arrived = this.#ledger
      .list(this.#after)
      .filter(({ receiver, isOffWire }) => receiver === 'org' && !isOffWire);
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
