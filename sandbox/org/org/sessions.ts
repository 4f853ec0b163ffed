import { type OrgContext, later } from '../kernel/context.ts';
import { randomText } from '../kernel/ids.ts';
import type { Session } from '../kernel/model.ts';
import type { Collection } from '../kernel/records.ts';

/** The idle time of a session if its policy does not set one: Okta's default. */
export const defaultIdleMinutes = 120;

interface NewSession extends Pick<
  Session,
  'userId' | 'amr' | 'idpId' | 'idleMinutes' | 'persistent' | 'byToken' | 'isOfApps'
> {
  /** 0 for no end but that of idleness. */
  readonly maxMinutes: number;
}

/** People's sign-ins at the org. */
export class Sessions {
  readonly #context: OrgContext;
  readonly #sessions: Collection<Session>;
  readonly #ofUser: (userId: string) => Session[];
  readonly #byCookie: (cookie: string) => Session[];
  readonly #mayUse: (userId: string) => boolean;

  /**
   * @param mayUse whether a person's sessions count now: those of a suspended one rest, or of one whose
   * password expired
   */
  constructor(context: OrgContext, mayUse: (userId: string) => boolean) {
    this.#context = context;
    this.#mayUse = mayUse;
    this.#sessions = context.records.collection('sessions');
    this.#ofUser = this.#sessions.index(({ userId }) => userId);
    this.#byCookie = this.#sessions.index(({ cookie }) => cookie);
  }

  create({ maxMinutes, ...input }: NewSession): Session {
    return this.#context.records.transaction(() => {
      const now = this.#context.now();
      return this.#put({
        ...input,
        id: `102${randomText(22)}`,
        cookie: randomText(43),
        status: 'ACTIVE',
        created: now,
        authenticatedAt: now,
        ...(maxMinutes > 0 && { endsAt: later(now, maxMinutes * 60) }),
      });
    });
  }

  /** The session, or undefined if there is none or it has expired. */
  get(id: string): Session | undefined {
    const session = this.#sessions.get(id);
    return session && this.#isAlive(session) ? session : undefined;
  }

  /** The active session of the browser with this cookie. */
  byCookie(cookie: string | undefined): Session | undefined {
    return cookie === undefined
      ? undefined
      : this.#byCookie(cookie).find((session) => this.#isAlive(session));
  }

  /** Records that the session was used, which restarts its idle time. @param cookie the browser's new cookie */
  touch(id: string, cookie?: string): Session | undefined {
    return this.#context.records.transaction(() => {
      const session = this.get(id);
      return session && this.#put({ ...session, ...(cookie !== undefined && { cookie }) });
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

  #put(session: Omit<Session, 'lastUpdated' | 'expiresAt'>): Session {
    const now = this.#context.now();
    const idleEnd = later(now, (session.idleMinutes ?? defaultIdleMinutes) * 60);
    const { endsAt = idleEnd } = session;
    return this.#sessions.put({
      ...session,
      lastUpdated: now,
      expiresAt: Date.parse(endsAt) < Date.parse(idleEnd) ? endsAt : idleEnd,
    });
  }

  #isAlive(session: Session): boolean {
    return Date.parse(session.expiresAt) > this.#context.clock() && this.#mayUse(session.userId);
  }
}
