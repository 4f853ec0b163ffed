import type { OrgContext } from '../kernel/context.ts';
import type { Collection, Entity } from '../kernel/records.ts';

/** One side of a relationship between people. */
export interface LinkedObjectSide {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly type: 'USER';
}

/** A relationship, such as manager and subordinate. Id: the name of the primary side. */
export interface LinkedObject extends Entity {
  readonly primary: LinkedObjectSide;
  readonly associated: LinkedObjectSide;
}

/** A user's link to a primary, such as a manager: one for each relationship. */
interface UserLink extends Entity {
  readonly relationship: string;
  readonly associatedUserId: string;
  readonly primaryUserId: string;
}

/** Relationships between users: their definitions by administrators, and the linked users. */
export class LinkedObjects {
  readonly #definitions: Collection<LinkedObject>;
  readonly #links: Collection<UserLink>;
  readonly #ofPrimary: (userId: string) => UserLink[];

  constructor(context: OrgContext) {
    this.#definitions = context.records.collection('linkedObjects');
    this.#links = context.records.collection('userLinks');
    this.#ofPrimary = this.#links.index(({ primaryUserId }) => primaryUserId);
  }

  all(): LinkedObject[] {
    return this.#definitions.all();
  }

  /** By the name of either side. */
  byName(name: string): LinkedObject | undefined {
    return this.all().find(({ primary, associated }) => primary.name === name || associated.name === name);
  }

  define(primary: LinkedObjectSide, associated: LinkedObjectSide): LinkedObject {
    return this.#definitions.put({ id: primary.name, primary, associated });
  }

  /** Deletes the relationship and all its links. */
  delete({ id }: LinkedObject): void {
    for (const link of this.#links.all()) if (link.relationship === id) this.#links.delete(link.id);
    this.#definitions.delete(id);
  }

  /** Sets a user's primary, replacing the previous one. */
  link({ id: relationship }: LinkedObject, associatedUserId: string, primaryUserId: string): void {
    const id = `${relationship}:${associatedUserId}`;
    this.#links.put({ id, relationship, associatedUserId, primaryUserId });
  }

  unlink({ id }: LinkedObject, associatedUserId: string): void {
    this.#links.delete(`${id}:${associatedUserId}`);
  }

  /** The people on the side with that name, as seen from that person: their primary, or their associates. */
  related({ id, primary }: LinkedObject, name: string, userId: string): string[] {
    if (name === primary.name) {
      const link = this.#links.get(`${id}:${userId}`);
      return link ? [link.primaryUserId] : [];
    }
    return this.#ofPrimary(userId)
      .filter(({ relationship }) => relationship === id)
      .map(({ associatedUserId }) => associatedUserId);
  }

  forgetUser(userId: string): void {
    for (const link of this.#links.all()) {
      if (link.associatedUserId === userId || link.primaryUserId === userId) this.#links.delete(link.id);
    }
  }
}
