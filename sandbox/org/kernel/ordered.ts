/** The position of a record. Records with the same text are in the order of their ids, which is the order of their age. */
interface Place {
  readonly id: string;
  readonly text: string;
}

/**
 * The records of a collection in the order of one of their texts, so that a page, or what begins with a text, is found
 * without looking at the others. Changes are put in their places when the order is next read.
 */
export class Ordered<T extends { readonly id: string }> {
  readonly #records: ReadonlyMap<string, T>;
  readonly #textOf: (record: T) => string;
  readonly #sign: 1 | -1;
  readonly #places = new Map<string, Place>();
  readonly #changed = new Set<string>();
  #order: Place[] = [];

  constructor(records: ReadonlyMap<string, T>, textOf: (record: T) => string, sign: 1 | -1) {
    this.#records = records;
    this.#textOf = textOf;
    this.#sign = sign;
    this.#sortAgain();
  }

  move(before: T | undefined, after: T | undefined): void {
    const changed = after ?? before;
    if (changed) this.#changed.add(changed.id);
  }

  /** Those behind a record, or all. Of a record that is gone only an order by age knows where it was. */
  after(id: string | null): Iterable<T> {
    this.#settle();
    const place = id === null ? undefined : (this.#places.get(id) ?? { id, text: '' });
    return this.#from(place ? this.#positionOf(place, true) : 0);
  }

  /** Those whose text begins with this one, which is for an ascending order. */
  *startingWith(text: string): Generator<T> {
    this.#settle();
    for (const record of this.#from(this.#positionOf({ id: '', text }))) {
      if (!this.#textOf(record).startsWith(text)) return;
      yield record;
    }
  }

  *#from(first: number): Generator<T> {
    for (let at = first; at < this.#order.length; at++) {
      const record = this.#records.get(this.#order[at]?.id ?? '');
      if (record) yield record;
    }
  }

  #settle(): void {
    if (this.#changed.size > 50 + this.#order.length / 8) this.#sortAgain();
    else for (const id of this.#changed) this.#settleOne(id);
    this.#changed.clear();
  }

  #sortAgain(): void {
    this.#places.clear();
    for (const record of this.#records.values()) this.#places.set(record.id, this.#placeOf(record));
    this.#order = [...this.#places.values()].sort(this.#compare);
  }

  #settleOne(id: string): void {
    const former = this.#places.get(id);
    if (former) this.#order.splice(this.#positionOf(former), 1);
    this.#places.delete(id);
    const record = this.#records.get(id);
    if (record === undefined) return;
    const place = this.#placeOf(record);
    this.#order.splice(this.#positionOf(place), 0, place);
    this.#places.set(id, place);
  }

  readonly #placeOf = (record: T): Place => ({ id: record.id, text: this.#textOf(record) });

  readonly #compare = (a: Place, b: Place): number => {
    if (a.text !== b.text) return this.#sign * (a.text < b.text ? -1 : 1);
    return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
  };

  /** How many are before that place; with `including`, up to it. */
  #positionOf(place: Place, including = false): number {
    let low = 0;
    let high = this.#order.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const at = this.#order[middle];
      const order = at ? this.#compare(at, place) : 0;
      if (order < 0 || (including && order === 0)) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
