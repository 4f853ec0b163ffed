import type { JWK } from 'jose';
import type { Seal } from './seal.ts';
import { hashKey } from './sessions.ts';
import type { Database } from './schema.ts';

/** The token endpoint's response, stored on the server for one browser session. */
export interface TokenSet {
  accessToken: string;
  idToken: string;
  refreshToken: string | undefined;
  /** When the access token expires, in milliseconds since the epoch. */
  expiresAt: number;
  scopes: string[];
  /** The private key that the access token is bound to (RFC 9449); absent for a bearer token. */
  key?: JWK;
}

/** `person` is the sign-in itself; the others are further authorizations of the same session: `admin` for the shop's API,
 * `o4o` and `self` for Okta's own APIs, for the org and for the user's own data. */
export type TokenKind = 'person' | 'admin' | 'o4o' | 'self';

export interface StoredTokens {
  tokens: TokenSet;
  /** Incremented with each refresh; distinguishes a stale copy from the newest. */
  version: number;
}

/**
 * The tokens of each browser session, encrypted, separate from koa-session's data: that is written as a whole
 * at the end of a request, and a slow request would restore a refresh token that a faster one has already used.
 */
export class TokenStore {
  readonly #db: Database;
  readonly #now: () => number;
  readonly #seal: Seal;
  constructor(db: Database, now: () => number, seal: Seal) {
    this.#db = db;
    this.#now = now;
    this.#seal = seal;
  }

  get(sessionKey: string, kind: TokenKind): Promise<StoredTokens | undefined> {
    return this.#read(hashKey(sessionKey), kind);
  }

  /** @param keepFor milliseconds after which the row may be deleted */
  async put(sessionKey: string, kind: TokenKind, tokens: TokenSet, keepFor: number): Promise<void> {
    const id = hashKey(sessionKey);
    const data = await this.#write(id, kind, tokens);
    const values = { data, version: 1, expires_at: this.#now() + keepFor };
    await this.#db
      .insertInto('tokens')
      .values({ session_id: id, kind, ...values })
      .onConflict((conflict) => conflict.columns(['session_id', 'kind']).doUpdateSet(values))
      .execute();
  }

  /**
   * Replaces the tokens unless someone else has done so since `version` was read; true if they were replaced.
   */
  async replace(sessionKey: string, kind: TokenKind, version: number, tokens: TokenSet): Promise<boolean> {
    const id = hashKey(sessionKey);
    const result = await this.#db
      .updateTable('tokens')
      .set({ data: await this.#write(id, kind, tokens), version: version + 1 })
      .where('session_id', '=', id)
      .where('kind', '=', kind)
      .where('version', '=', version)
      .executeTakeFirst();
    return result.numUpdatedRows > 0n;
  }

  /** Removes one kind; all of a session's tokens are deleted with its sign-in. */
  async remove(sessionKey: string, kind: TokenKind): Promise<void> {
    await this.#db
      .deleteFrom('tokens')
      .where('session_id', '=', hashKey(sessionKey))
      .where('kind', '=', kind)
      .execute();
  }

  /** The refresh tokens of the sign-in with this id, to revoke them before it ends. */
  async refreshTokens(signInId: string): Promise<string[]> {
    const kinds = await this.#db
      .selectFrom('tokens')
      .select('kind')
      .where('session_id', '=', signInId)
      .execute();
    const stored = await Promise.all(kinds.map(({ kind }) => this.#read(signInId, kind)));
    return stored.flatMap((one) => one?.tokens.refreshToken ?? []);
  }

  async #read(id: string, kind: string): Promise<StoredTokens | undefined> {
    const row = await this.#db
      .selectFrom('tokens')
      .select(['data', 'version'])
      .where('session_id', '=', id)
      .where('kind', '=', kind)
      .where('expires_at', '>', this.#now())
      .executeTakeFirst();
    const text = row && (await this.#seal.open(row.data, place(id, kind)));
    return text === undefined
      ? undefined
      : { tokens: JSON.parse(text) as TokenSet, version: row?.version ?? 0 };
  }

  #write(id: string, kind: TokenKind, tokens: TokenSet): Promise<string> {
    return this.#seal.close(JSON.stringify(tokens), place(id, kind));
  }
}

const place = (id: string, kind: string): string => `tokens ${id} ${kind}`;
