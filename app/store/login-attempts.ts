import type { Database } from './schema.ts';
import type { TokenKind } from './tokens.ts';

/** What has to be remembered between sending a browser to Okta and its return. */
export interface LoginAttempt {
  codeVerifier: string;
  nonce: string;
  /** Which sign-in this is; decides the client settings the callback uses. */
  entry: string;
  /** Path to go to afterwards. */
  returnTo: string;
  scopes: string[];
  /** The page that shows the form, path and query, when the sign-in is embedded: where it goes on if it must. */
  page?: string;
  /** Set when the person is signed in already and asks for tokens of another kind. */
  further?: FurtherAttempt;
}

export type FurtherKind = Exclude<TokenKind, 'person'>;

export interface FurtherAttempt {
  kind: FurtherKind;
  /** Asked with prompt=none: when Okta wants the person's attention after all, it is asked again without. */
  silent: boolean;
  /** Assurance that the tokens must have, by Okta's names. */
  acrValues?: string;
  /** Seconds that the sign-in behind the tokens may be old. */
  maxAge?: number;
}

export type TakenAttempt =
  { found: true; attempt: LoginAttempt } | { found: false; because: 'unknown' | 'expired' | 'used' };

/** A browser that keeps pressing Log in pushes out its oldest attempt. */
const limitPerBrowser = 20;

/** Login transactions: one for each attempt, found by its `state`, used once (RFC 6749 section 10.12). */
export class LoginAttempts {
  readonly #db: Database;
  readonly #now: () => number;
  constructor(db: Database, now: () => number) {
    this.#db = db;
    this.#now = now;
  }

  /** @param lifetime milliseconds in which the browser must come back */
  async open(state: string, browserId: string, attempt: LoginAttempt, lifetime: number): Promise<void> {
    const now = this.#now();
    await this.#db
      .insertInto('login_attempts')
      .values({
        state,
        browser_id: browserId,
        data: JSON.stringify(attempt),
        used_at: null,
        created_at: now,
        expires_at: now + lifetime,
      })
      .execute();
    await this.#db
      .deleteFrom('login_attempts')
      .where('browser_id', '=', browserId)
      .where('state', 'not in', (query) =>
        query
          .selectFrom('login_attempts')
          .select('state')
          .where('browser_id', '=', browserId)
          .orderBy('created_at', 'desc')
          .orderBy('state')
          .limit(limitPerBrowser),
      )
      .execute();
  }

  /** The open attempt for this `state`, left open. */
  async find(state: string, browserId: string): Promise<LoginAttempt | undefined> {
    const row = await this.#db
      .selectFrom('login_attempts')
      .select('data')
      .where('state', '=', state)
      .where('browser_id', '=', browserId)
      .where('used_at', 'is', null)
      .where('expires_at', '>', this.#now())
      .executeTakeFirst();
    return row && (JSON.parse(row.data) as LoginAttempt);
  }

  /** Takes the attempt for this `state`; of any number of callers at once only one gets it. */
  async take(state: string, browserId: string): Promise<TakenAttempt> {
    const now = this.#now();
    const mine = this.#db
      .updateTable('login_attempts')
      .where('state', '=', state)
      .where('browser_id', '=', browserId);
    const taken = await mine
      .set({ used_at: now })
      .where('used_at', 'is', null)
      .where('expires_at', '>', now)
      .returning('data')
      .executeTakeFirst();
    if (taken) return { found: true, attempt: JSON.parse(taken.data) as LoginAttempt };
    const row = await this.#db
      .selectFrom('login_attempts')
      .select('used_at')
      .where('state', '=', state)
      .where('browser_id', '=', browserId)
      .executeTakeFirst();
    if (!row) return { found: false, because: 'unknown' };
    return { found: false, because: row.used_at === null ? 'expired' : 'used' };
  }
}
