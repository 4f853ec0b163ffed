import type { User } from '../kernel/model.ts';
import type { Ordered } from '../kernel/ordered.ts';
import type { Collection } from '../kernel/records.ts';

/** People in an order. */
export interface People {
  /** Those behind a person, or all. */
  after(id: string | null): Iterable<User>;
  /** Those whose text begins with this one, in lower case; of an ascending order. */
  startingWith(text: string): Iterable<User>;
}

/** Orders that are kept at a time: each costs a moment with every change, and some memory for every person. */
const kept = 8;

/** By the first name and the last, as names are written. */
export const fullName = 'firstName lastName';

/** The orders in which people were last asked for. */
export class UserOrders {
  readonly #users: Collection<User>;
  readonly #orders = new Map<string, Ordered<User>>();

  constructor(users: Collection<User>) {
    this.#users = users;
  }

  /** By an attribute of the profile; by age when not given. */
  of(attribute: string | undefined, sign: 1 | -1): Ordered<User> {
    const name = `${sign} ${attribute ?? ''}`;
    const known = this.#orders.get(name);
    const order = known ?? this.#users.ordered(textOf(attribute), sign);
    this.#orders.delete(name);
    this.#orders.set(name, order); // the last one asked for is the last to go
    const [oldest] = this.#orders;
    if (oldest && this.#orders.size > kept) {
      this.#orders.delete(oldest[0]);
      this.#users.forget(oldest[1]);
    }
    return order;
  }
}

function textOf(attribute: string | undefined): (user: User) => string {
  if (attribute === undefined) return () => '';
  if (attribute === fullName)
    return ({ profile }) => `${String(profile.firstName)} ${String(profile.lastName)}`.toLowerCase();
  return ({ profile }) => sortText(profile[attribute]);
}

/** What a list is sorted by; nothing for what is no text and no number. */
export const sortText = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value).toLowerCase() : '';

/** The same people, locks that have run out opened. */
export function* opening(users: Iterable<User>, open: (user: User) => User): Generator<User> {
  for (const user of users) yield open(user);
}
