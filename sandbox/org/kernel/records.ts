import type { Change, Journal } from './journal.ts';
import { Ordered } from './ordered.ts';

/** What every record has. Records are never changed in place: a new object replaces the old one. */
export interface Entity {
  readonly id: string;
}

/**
 * Milliseconds that `transactionSoon` lets pass, so that a busy token endpoint shares one write among many
 * tokens.
 */
const flushDelay = 20;

/**
 * All state of the org: collections in memory, each change written through to the journal. Changes happen
 * inside `transaction`, which keeps all of them or, when it throws, none.
 */
export class Records {
  readonly #journal: Journal;
  readonly #collections = new Map<string, Collection<Entity>>();
  readonly #loaded = new Map<string, Change[]>();
  #undo: (() => void)[] | undefined;
  #changes = new Map<string, Change>();
  #afterCommit: (() => void)[] = [];
  /** Changes that wait for the next write: see `transactionSoon`. */
  #waiting: Change[] = [];
  #isDeferred = false;
  #isClosed = false;

  constructor(journal: Journal) {
    this.#journal = journal;
    for (const change of journal.load()) {
      const list = this.#loaded.get(change.collection);
      if (list) list.push(change);
      else this.#loaded.set(change.collection, [change]);
    }
  }

  /** The collection of that name. Asked for once, by the class that owns it. */
  collection<T extends Entity>(name: string): Collection<T> {
    if (this.#collections.has(name)) throw new Error(`The collection ${name} has an owner already.`);
    const initial = (this.#loaded.get(name) ?? []).map((change) => change.body as T);
    this.#loaded.delete(name);
    const collection = new Collection<T>(initial, (id, before, after, undo) => {
      if (this.#undo === undefined) throw new Error(`${name}/${id} was changed outside a transaction.`);
      this.#undo.push(undo);
      const key = `${name}/${id}`;
      const isAdded = before === undefined || this.#changes.get(key)?.isAdded === true;
      if (before === undefined) this.#changes.delete(key); // removed and added again: goes to the end
      this.#changes.set(key, { collection: name, id, body: after ?? null, isAdded });
    });
    this.#collections.set(name, collection as unknown as Collection<Entity>);
    return collection;
  }

  /** Runs `work`, then writes what it changed. A transaction inside another belongs to the outer one. */
  transaction<R>(work: () => R): R {
    if (this.#undo !== undefined) return work();
    const result = this.#commit(work);
    const followers = this.#afterCommit;
    this.#afterCommit = [];
    for (const follow of followers) follow();
    return result;
  }

  /**
   * A separate transaction, for changes that must be kept even if the request fails: counted attempts, consumed
   * one-time secrets. Inside another transaction it would be rolled back too, so nesting is an error.
   */
  alone<R>(work: () => R): R {
    if (this.#undo !== undefined) throw new Error('Counters need a separate transaction.');
    return this.transaction(work);
  }

  /*   * Like `transaction`, but the journal is written a moment later, together with other changes made until
   * then. For records created in large numbers whose last few may be lost if the process is killed: issued
   * tokens, log entries.
   */
  transactionSoon<R>(work: () => R): R {
    if (this.#undo !== undefined) return work();
    this.#isDeferred = true;
    try {
      return this.transaction(work);
    } finally {
      this.#isDeferred = false;
    }
  }

  /** Runs `work` once the changes of this transaction are kept; never when they are undone. */
  afterCommit(work: () => void): void {
    this.#afterCommit.push(work);
  }

  #commit<R>(work: () => R): R {
    this.#undo = [];
    try {
      const result = work();
      if (result instanceof Promise) throw new Error('A transaction is synchronous.');
      this.#keep([...this.#changes.values()]);
      return result;
    } catch (error) {
      for (const undo of this.#undo.reverse()) undo();
      this.#afterCommit = [];
      throw error;
    } finally {
      this.#undo = undefined;
      this.#changes = new Map();
    }
  }

  /** Writes the changes behind those that wait, or lets them wait too. */
  #keep(changes: readonly Change[]): void {
    // A request whose client has disconnected may still be in progress when the org stops.
    if (changes.length === 0 || this.#isClosed) return;
    if (this.#isDeferred) {
      if (this.#waiting.length === 0) setTimeout(() => this.#flush(), flushDelay);
      this.#waiting.push(...changes);
      return;
    }
    this.#journal.write([...this.#waiting, ...changes]);
    this.#waiting = [];
  }

  #flush(): void {
    if (this.#waiting.length > 0) this.#journal.write(this.#waiting);
    this.#waiting = [];
  }

  /** Empties every collection. */
  clear(): void {
    this.transaction(() => {
      for (const collection of this.#collections.values()) {
        for (const { id } of collection.all()) collection.delete(id);
      }
    });
  }

  /** What every collection holds now. Records are never changed in place, so only the lists are copied. */
  snapshot(): RecordsSnapshot {
    return new Map([...this.#collections].map(([name, collection]) => [name, collection.all()]));
  }

  /** Restores every collection, with its order. */
  restore(snapshot: RecordsSnapshot): void {
    this.transaction(() => {
      for (const [name, collection] of this.#collections) collection.replaceAll(snapshot.get(name) ?? []);
    });
  }

  /** Closes the journal; the collections stay readable, and later changes are not kept. */
  close(): void {
    this.#flush();
    this.#isClosed = true;
    this.#journal.close();
  }
}

export type RecordsSnapshot = ReadonlyMap<string, readonly Entity[]>;

type OnChange<T> = (id: string, before: T | undefined, after: T | undefined, undo: () => void) => void;

/** Records of one kind, in the order in which they were added, with indexes for frequent lookups. */
export class Collection<T extends Entity> {
  readonly #byId = new Map<string, T>();
  readonly #indexes = new Set<Index<T> | Ordered<T>>();
  readonly #onChange: OnChange<T>;
  #sweeping: Iterator<T, undefined> | undefined;

  constructor(initial: readonly T[], onChange: OnChange<T>) {
    this.#onChange = onChange;
    for (const entity of initial) this.#byId.set(entity.id, entity);
  }

  get size(): number {
    return this.#byId.size;
  }

  get(id: string): T | undefined {
    return this.#byId.get(id);
  }

  all(): T[] {
    return [...this.#byId.values()];
  }

  /** Adds the record, or replaces the record with the same ID. */
  put(entity: T): T {
    const before = this.#byId.get(entity.id);
    this.#apply(entity.id, before, entity);
    this.#onChange(entity.id, before, entity, () => {
      this.#apply(entity.id, entity, before);
    });
    return entity;
  }

  /** Removes the record; without effect when it is not there. */
  delete(id: string): void {
    const before = this.#byId.get(id);
    if (before === undefined) return;
    this.#apply(id, before, undefined);
    this.#onChange(id, before, undefined, () => {
      this.#apply(id, undefined, before);
    });
  }

  /** Replaces the content with these records. Unchanged records are not written again. */
  replaceAll(entities: readonly T[]): void {
    const wanted = new Map(entities.map((entity) => [entity.id, entity]));
    for (const id of [...this.#byId.keys()]) if (!wanted.has(id)) this.delete(id);
    // A record that comes back, or moved when it was removed and added again, puts those behind it out of order.
    const kept = [...this.#byId.keys()];
    const firstMoved = entities.findIndex(({ id }, index) => kept[index] !== id);
    if (firstMoved >= 0) for (const { id } of entities.slice(firstMoved)) this.delete(id);
    for (const entity of entities) if (this.#byId.get(entity.id) !== entity) this.put(entity);
  }

  /**
   * Checks two records, continuing where the last call stopped, and removes those that are over. Called whenever a record is
   * added, it has checked all n records after n/2 calls, and each call takes the same time however many there are.
   */
  sweep(isOver: (entity: T) => boolean): void {
    for (let looked = 0; looked < 2; looked++) {
      this.#sweeping ??= this.#byId.values();
      const { value, done } = this.#sweeping.next();
      if (done === true) this.#sweeping = undefined;
      else if (isOver(value)) this.delete(value.id);
    }
  }

  /**
   * Removes the oldest records once there are well over `count`. They are removed in batches, because finding the first entry of
   * a long map with many deletions takes as long as removing hundreds.
   */
  keepNewest(count: number): void {
    let surplus = this.#byId.size - count;
    if (surplus <= count / 20) return;
    for (const id of this.#byId.keys()) {
      if (surplus-- === 0) return;
      this.delete(id);
    }
  }

  /** Finds records by a derived key: `index((user) => user.login)` → `lookup('ada@example.com')`. */
  index(keyOf: (entity: T) => string | undefined): (key: string) => T[] {
    const index = new Index(keyOf, this.#byId.values());
    this.#indexes.add(index);
    return (key) => index.lookup(key);
  }

  /** The records in the order of a text, kept up to date until it is forgotten. */
  ordered(textOf: (entity: T) => string, sign: 1 | -1 = 1): Ordered<T> {
    const order = new Ordered(this.#byId, textOf, sign);
    this.#indexes.add(order);
    return order;
  }

  forget(order: Ordered<T>): void {
    this.#indexes.delete(order);
  }

  #apply(id: string, before: T | undefined, after: T | undefined): void {
    if (after === undefined) this.#byId.delete(id);
    else this.#byId.set(id, after);
    for (const index of this.#indexes) index.move(before, after);
  }
}

class Index<T extends Entity> {
  readonly #keyOf: (entity: T) => string | undefined;
  readonly #entries = new Map<string, Map<string, T>>();

  constructor(keyOf: (entity: T) => string | undefined, initial: Iterable<T>) {
    this.#keyOf = keyOf;
    for (const entity of initial) this.move(undefined, entity);
  }

  lookup(key: string): T[] {
    return [...(this.#entries.get(key)?.values() ?? [])];
  }

  move(before: T | undefined, after: T | undefined): void {
    const from = before && this.#keyOf(before);
    const to = after && this.#keyOf(after);
    if (before && from !== undefined && from !== to) {
      const bucket = this.#entries.get(from);
      bucket?.delete(before.id);
      if (bucket?.size === 0) this.#entries.delete(from);
    }
    if (after && to !== undefined) {
      const bucket = this.#entries.get(to) ?? new Map<string, T>();
      bucket.set(after.id, after);
      this.#entries.set(to, bucket);
    }
  }
}
