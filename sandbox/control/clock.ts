/** The org's clock: the machine's, moved by as much as a test says. */
export class MovableClock {
  readonly #base: () => number;
  #offset = 0;

  /** @param base milliseconds since the epoch */
  constructor(base: () => number) {
    this.#base = base;
  }

  readonly now = (): number => this.#base() + this.#offset;

  /** Milliseconds by which the org is ahead of the machine. */
  get offset(): number {
    return this.#offset;
  }

  /** @param milliseconds how far ahead of the machine the org is from now on */
  setOffset(milliseconds: number): void {
    this.#offset = milliseconds;
  }
}
