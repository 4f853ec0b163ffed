import type { OrgContext } from './context.ts';
import { notFound } from './errors.ts';
import { newId } from './ids.ts';
import type { Authenticator } from './model.ts';
import type { Collection } from './records.ts';

/** The ways to prove who one is that the org has. */
export class Authenticators {
  readonly #context: OrgContext;
  readonly #authenticators: Collection<Authenticator>;

  constructor(context: OrgContext) {
    this.#context = context;
    this.#authenticators = context.records.collection('authenticators');
  }

  /** By key, as Okta lists them. */
  all(): Authenticator[] {
    return this.#authenticators.all().sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  }

  /** The first with that key. */
  byKey(key: string): Authenticator | undefined {
    return this.all().find((authenticator) => authenticator.key === key);
  }

  /** @throws OktaError 404 */
  require(id: string): Authenticator {
    const authenticator = this.#authenticators.get(id);
    if (!authenticator) throw notFound(id, 'Authenticator');
    return authenticator;
  }

  create(input: Omit<Authenticator, 'id' | 'created' | 'lastUpdated'>): Authenticator {
    const now = this.#context.now();
    return this.#authenticators.put({ ...input, id: newId('authenticator'), created: now, lastUpdated: now });
  }

  update(authenticator: Authenticator, changes: Partial<Omit<Authenticator, 'id'>>): Authenticator {
    return this.#authenticators.put({ ...authenticator, ...changes, lastUpdated: this.#context.now() });
  }

  delete(authenticator: Authenticator): void {
    this.#authenticators.delete(authenticator.id);
  }
}
