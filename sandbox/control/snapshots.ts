import { randomUUID } from 'node:crypto';
import { notFound } from '../org/kernel/errors.ts';
import type { RecordsSnapshot } from '../org/kernel/records.ts';
import type { Org } from '../org/org.ts';
import type { SandboxSnapshots } from '../sandbox.ts';

/** More than that are not kept: the oldest are deleted first. */
const capacity = 50;

/** States of the org to come back to, with IDs, factors, sessions and tokens; in memory. */
export class Snapshots implements SandboxSnapshots {
  readonly #org: Org;
  readonly #onRestore: () => void;
  readonly #taken = new Map<string, RecordsSnapshot>();

  constructor(org: Org, onRestore: () => void = () => undefined) {
    this.#org = org;
    this.#onRestore = onRestore;
  }

  /** @returns its id */
  take(): string {
    const id = randomUUID();
    this.#taken.set(id, this.#org.snapshot());
    const oldest = this.#taken.keys().next();
    if (this.#taken.size > capacity && oldest.done !== true) this.#taken.delete(oldest.value);
    return id;
  }

  /** @throws OktaError 404 */
  restore(id: string): void {
    const snapshot = this.#taken.get(id);
    if (!snapshot) throw notFound(id, 'Snapshot');
    this.#org.restore(snapshot);
    this.#onRestore();
  }
}
