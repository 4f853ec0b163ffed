import type { Selectable } from 'kysely';
import type { Database, Schema } from './schema.ts';
import { hashKey } from './sessions.ts';

export type SignIn = Selectable<Schema['sign_ins']>;

/** Selects sign-ins; all given criteria must match. */
export interface SignInFilter {
  id?: string | undefined;
  userId?: string | undefined;
  /** Those that came from this session at the org. */
  orgSession?: string | undefined;
  /** Those started at or before this time. */
  begunBy?: number | undefined;
  /** All but this one. */
  exceptId?: string | undefined;
}

/** Requests within this time of the previous one are not recorded. Milliseconds. */
const grain = 5 * 60_000;

/** Who is signed in, in which browser and since when. Deleting a sign-in deletes its tokens. */
export class SignIns {
  readonly #db: Database;
  readonly #now: () => number;
  constructor(db: Database, now: () => number) {
    this.#db = db;
    this.#now = now;
  }

  /** @param lifetime maximum lifetime in milliseconds */
  async begin(
    sessionKey: string,
    {
      userId,
      userName,
      browser,
      orgSession,
    }: { userId: string; userName: string; browser: string; orgSession: string | undefined },
    lifetime: number,
  ): Promise<void> {
    const now = this.#now();
    await this.#db
      .insertInto('sign_ins')
      .values({
        id: hashKey(sessionKey),
        user_id: userId,
        user_name: userName,
        browser,
        begun_at: now,
        used_at: now,
        expires_at: now + lifetime,
        org_session: orgSession ?? null,
      })
      .execute();
  }

  /** Records that the session is used. */
  async use(sessionKey: string): Promise<void> {
    const now = this.#now();
    const row = await this.#db
      .selectFrom('sign_ins')
      .select('used_at')
      .where('id', '=', hashKey(sessionKey))
      .executeTakeFirst();
    if (row && row.used_at <= now - grain)
      await this.#db
        .updateTable('sign_ins')
        .set({ used_at: now })
        .where('id', '=', hashKey(sessionKey))
        .execute();
  }

  /** Newest first. */
  list(filter: SignInFilter, limit: number): Promise<SignIn[]> {
    let query = this.#db
      .selectFrom('sign_ins')
      .selectAll()
      .where('expires_at', '>', this.#now())
      .orderBy('begun_at', 'desc')
      .orderBy('id')
      .limit(limit);
    if (filter.id !== undefined) query = query.where('id', '=', filter.id);
    if (filter.userId !== undefined) query = query.where('user_id', '=', filter.userId);
    if (filter.orgSession !== undefined) query = query.where('org_session', '=', filter.orgSession);
    if (filter.begunBy !== undefined) query = query.where('begun_at', '<=', filter.begunBy);
    if (filter.exceptId !== undefined) query = query.where('id', '!=', filter.exceptId);
    return query.execute();
  }

  /** Removes a sign-in and all its tokens, both or neither. */
  async end(id: string): Promise<void> {
    await this.#db.transaction().execute(async (transaction) => {
      await transaction.deleteFrom('tokens').where('session_id', '=', id).execute();
      await transaction.deleteFrom('sign_ins').where('id', '=', id).execute();
    });
  }
}

/** The id of the sign-in whose session has this key. */
export const signInId = hashKey;
