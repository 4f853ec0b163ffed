import { type OrgContext, later } from '../kernel/context.ts';
import { randomText } from '../kernel/ids.ts';
import type { Session } from '../kernel/model.ts';
import type { Collection } from '../kernel/records.ts';

/** Seconds that a session lives after it was last used: two hours, as Okta's default sign-on policy says. */
const idleSeconds = 2 * 60 * 60;

/** People's sign-ins at the org. */
export class Sessions {
  readonly #context: OrgContext;
  readonly #sessions: Collection<Session>;
  readonly #ofUser: (userId: string) => Session[];

  readonly #mayUse: (userId: string) => boolean;

  /** @param mayUse whether a person's sessions count now: those of a suspended one rest, or of one whose password expired */
  constructor(context: OrgContext, mayUse: (userId: string) => boolean) {
    this.#context = context;
    this.#mayUse = mayUse;
    this.#sessions = context.records.collection('sessions');
    this.#ofUser = this.#sessions.index(({ userId }) => userId);
  }

  /** Starts a session. Its id is the secret that the cookie holds. */
  create(input: Pick<Session, 'userId' | 'amr' | 'idpId'>): Session {
    return this.#context.records.transaction(() => {
      const now = this.#context.now();
      return this.#sessions.put({
        id: `102${randomText(22)}`,
        status: 'ACTIVE',
        userId: input.userId,
        amr: input.amr,
        idpId: input.idpId,
        created: now,
        lastUpdated: now,
        authenticatedAt: now,
        expiresAt: later(now, idleSeconds),
      });
    });
  }

  /** The session, or undefined when there is none or it has expired. */
  get(id: string): Session | undefined {
    const session = this.#sessions.get(id);
    return session && this.#isAlive(session) ? session : undefined;
  }

  /** Says that the session was used: it lives two hours from now. */
  touch(id: string): Session | undefined {
    return this.#context.records.transaction(() => {
      const session = this.get(id);
      if (!session) return undefined;
      const now = this.#context.now();
      return this.#sessions.put({ ...session, lastUpdated: now, expiresAt: later(now, idleSeconds) });
    });
  }

  delete(id: string): void {
    this.#context.records.transaction(() => this.#sessions.delete(id));
  }

  ofUser(userId: string): Session[] {
    return this.#ofUser(userId).filter((session) => this.#isAlive(session));
  }

  forgetUser(userId: string): void {
    for (const { id } of this.#ofUser(userId)) this.#sessions.delete(id);
  }

  #isAlive(session: Session): boolean {
    return Date.parse(session.expiresAt) > this.#context.clock() && this.#mayUse(session.userId);
  }
}
