import { hashKey } from './sessions.ts';
import type { Database } from './schema.ts';

/** What the token endpoint gave, kept on the server for one browser session. */
export interface TokenSet {
  accessToken: string;
  idToken: string;
  refreshToken: string | undefined;
  /** When the access token ends, milliseconds since the epoch. */
  expiresAt: number;
  scopes: string[];
}

/** `person` is the sign-in itself; the others are further authorizations of the same session: `admin` for the shop's API,
 * `o4o` and `self` for Okta's own APIs, about the org and about the person. */
export type TokenKind = 'person' | 'admin' | 'o4o' | 'self';

export interface StoredTokens {
  tokens: TokenSet;
  /** Grows with each refresh; tells a stale copy from the newest. */
  version: number;
}

/**
 * The tokens of each browser session, apart from what koa-session writes: that one is written whole at the end of
 * a request, and a slow request would put back a refresh token that a faster one has already used up.
 */
export class TokenStore {
  readonly #db: Database;
  readonly #now: () => number;
  constructor(db: Database, now: () => number) {
    this.#db = db;
    this.#now = now;
  }

  async get(sessionKey: string, kind: TokenKind): Promise<StoredTokens | undefined> {
    const row = await this.#db
      .selectFrom('tokens')
      .select(['data', 'version'])
      .where('session_id', '=', hashKey(sessionKey))
      .where('kind', '=', kind)
      .where('expires_at', '>', this.#now())
      .executeTakeFirst();
    return row && { tokens: JSON.parse(row.data) as TokenSet, version: row.version };
  }

  /** @param keepFor milliseconds after which the row may go */
  async put(sessionKey: string, kind: TokenKind, tokens: TokenSet, keepFor: number): Promise<void> {
    const values = { data: JSON.stringify(tokens), version: 1, expires_at: this.#now() + keepFor };
    await this.#db
      .insertInto('tokens')
      .values({ session_id: hashKey(sessionKey), kind, ...values })
      .onConflict((conflict) => conflict.columns(['session_id', 'kind']).doUpdateSet(values))
      .execute();
  }

  /** Replaces the tokens unless someone else has done so since `version` was read; true when it was done. */
  async replace(sessionKey: string, kind: TokenKind, version: number, tokens: TokenSet): Promise<boolean> {
    const result = await this.#db
      .updateTable('tokens')
      .set({ data: JSON.stringify(tokens), version: version + 1 })
      .where('session_id', '=', hashKey(sessionKey))
      .where('kind', '=', kind)
      .where('version', '=', version)
      .executeTakeFirst();
    return result.numUpdatedRows > 0n;
  }

  async remove(sessionKey: string, kind?: TokenKind): Promise<void> {
    const all = this.#db.deleteFrom('tokens').where('session_id', '=', hashKey(sessionKey));
    await (kind ? all.where('kind', '=', kind) : all).execute();
  }
}
