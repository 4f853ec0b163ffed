/** A query that knows which of its parameters were read: one that nothing reads has no effect. */
export class NotedQuery extends URLSearchParams {
  readonly #read = new Set(['after', 'limit']); // a list without paging is a single page

  override get(name: string): string | null {
    this.#read.add(name);
    return super.get(name);
  }

  override getAll(name: string): string[] {
    this.#read.add(name);
    return super.getAll(name);
  }

  override has(name: string): boolean {
    this.#read.add(name);
    return super.has(name);
  }

  /** Names of parameters that ask for something, and that nothing has read; in the order of the query. */
  unread(): readonly string[] {
    const asked = [...this].filter(([, value]) => value !== '' && value !== 'false');
    return [...new Set(asked.map(([name]) => name).filter((name) => !this.#read.has(name)))];
  }
}
