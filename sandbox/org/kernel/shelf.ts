import type { OrgContext } from './context.ts';
import { notFound } from './errors.ts';
import { type IdKind, newId } from './ids.ts';
import type { Dated } from './model.ts';
import type { Collection } from './records.ts';

/** Owner of records that no rule ties to others: kept, found, changed, removed. */
export class Shelf<T extends Dated> {
  protected readonly context: OrgContext;
  protected readonly entities: Collection<T>;
  readonly #idKind: IdKind;
  readonly #kind: string;

  /** @param kind what Okta calls the thing in `Not found: Resource not found: {id} ({kind})` */
  constructor(context: OrgContext, collection: string, idKind: IdKind, kind: string) {
    this.context = context;
    this.entities = context.records.collection<T>(collection);
    this.#idKind = idKind;
    this.#kind = kind;
  }

  /** In the order in which they were created. */
  all(): T[] {
    return this.entities.all();
  }

  get(id: string): T | undefined {
    return this.entities.get(id);
  }

  /** @throws OktaError 404 */
  require(id: string): T {
    const entity = this.get(id);
    if (!entity) throw notFound(id, this.#kind);
    return entity;
  }

  create(input: Omit<T, keyof Dated>, id = newId(this.#idKind)): T {
    const now = this.context.now();
    // TypeScript cannot see that Omit<T, keyof Dated> and Dated make a T again.
    return this.entities.put({ ...input, id, created: now, lastUpdated: now } as unknown as T);
  }

  update(entity: T, changes: Partial<Omit<T, 'id'>>): T {
    return this.entities.put({ ...entity, ...changes, lastUpdated: this.context.now() });
  }

  delete(entity: T): void {
    this.entities.delete(entity.id);
  }
}
