import type { Database } from './schema.ts';
import type { TokenKind } from './tokens.ts';

/** What must be stored between sending a browser to Okta and its return. */
export interface LoginAttempt {
  codeVerifier: string;
  nonce: string;
  /** The kind of sign-in; determines the client settings used by the callback. */
  entry: string;
  /** The path to return to afterwards. */
  returnTo: string;
  scopes: string[];
  /** For an embedded sign-in, path and query of the page with the form, where it continues if necessary. */
  page?: string;
  /** The variant of the widget on that page, or the one that our own form resembles on the wire. */
  variant?: string;
  /** Set if the user is already signed in and requests tokens of another kind. */
  further?: FurtherAttempt;
}

export type FurtherKind = Exclude<TokenKind, 'person'>;

export interface FurtherAttempt {
  kind: FurtherKind;
  /**
   * Requested with prompt=none: if Okta requires user interaction after all, the request is repeated without
   * it.
   */
  silent: boolean;
  /** The assurance that the tokens must have, in Okta's terms. */
  acrValues?: string;
  /** Maximum age of the sign-in in seconds. */
  maxAge?: number;
}

export type TakenAttempt =
  { found: true; attempt: LoginAttempt } | { found: false; because: 'unknown' | 'expired' | 'used' };

/** If a browser keeps starting sign-ins, its oldest attempt is dropped. */
const limitPerBrowser = 20;

/** Sign-in attempts, each found by its `state`, used once (RFC 6749 section 10.12). */
export class LoginAttempts {
  readonly #db: Database;
  readonly #now: () => number;
  constructor(db: Database, now: () => number) {
    this.#db = db;
    this.#now = now;
  }

  /** @param lifetime milliseconds within which the browser must return */
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

  /** Consumes the attempt for this `state`; only one of several concurrent callers gets it. */
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
