import type { Bell } from '../store/bell.ts';

/** The maximum lifetime of an access token in Okta, in milliseconds. */
const longestToken = 24 * 60 * 60_000;

/**
 * Users whose access the org has ended, and when: their sessions have ended, and the API rejects their earlier access tokens.
 * Kept in memory, and reported to the other shops of the same database: a restart forgets it, and then a token is valid until
 * it expires (an hour by default).
 */
export class EndedAccess {
  readonly #now: () => number;
  readonly #since = new Map<string, number>();
  readonly #bell: Bell;
  #forgotten = -1;

  constructor(now: () => number, bell: Bell) {
    this.#now = now;
    this.#bell = bell;
    bell.listen('ended', (text) => {
      const [userId = '', at] = text.split(' ');
      this.#keep(userId, Number(at));
    });
  }

  /**
   * @param at milliseconds since the epoch
   * @returns false if the org was restored to an earlier state while the message was on its way
   */
  note(userId: string, at: number): boolean {
    if (at < this.#forgotten) return false;
    this.#bell.ring('ended', `${userId} ${at}`);
    return true;
  }

  /** The org was restored to an earlier state: forgets access that it ended after that. @param at the org's time */
  forget(at: number): void {
    this.#since.clear();
    this.#forgotten = at;
  }

  #keep(userId: string, at: number): void {
    for (const [other, since] of this.#since)
      if (since < this.#now() - longestToken) this.#since.delete(other);
    this.#since.set(userId, Math.max(at, this.#since.get(userId) ?? 0));
  }

  /** Whether the user's token was issued before the access ended. @param issuedAt seconds since the epoch */
  refuses(userId: string, issuedAt: number): boolean {
    return issuedAt * 1000 <= (this.#since.get(userId) ?? -1);
  }
}
