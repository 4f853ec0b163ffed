import type { Database } from './schema.ts';

/** A client that a user created in the developer portal, with its objects in the org. */
export interface PortalClient {
  /** The client id. */
  id: string;
  /** The application's id in the org. */
  appId: string;
  ownerId: string;
  grantType: 'client_credentials' | 'authorization_code';
  name: string;
  redirectUris: string[];
  /** Whether its tokens are bound to a key (DPoP). */
  isBound: boolean;
  policyId: string;
  /** The group whose members may use it; null for a machine. */
  groupId: string | null;
  /** The origins of its pages. */
  origins: string[];
  /** Milliseconds since the epoch. */
  createdAt: number;
}

/** The clients of the developer portal, each with its owner. */
export class Clients {
  readonly #db: Database;
  readonly #now: () => number;
  constructor(db: Database, now: () => number) {
    this.#db = db;
    this.#now = now;
  }

  /**
   * @param most maximum number of clients of its owner
   * @returns false, without adding anything, if the owner has reached it
   */
  async add(client: Omit<PortalClient, 'createdAt'>, most: number): Promise<boolean> {
    const { id, appId, ownerId, grantType, name, redirectUris, isBound, policyId, groupId, origins } = client;
    return this.#db.transaction().execute(async (transaction) => {
      // Changes nothing, but makes another shop on the same database wait if it adds one for this owner.
      await transaction
        .updateTable('clients')
        .set({ owner_id: ownerId })
        .where('owner_id', '=', ownerId)
        .execute();
      const others = await transaction
        .selectFrom('clients')
        .select('id')
        .where('owner_id', '=', ownerId)
        .limit(most)
        .execute();
      if (others.length >= most) return false;
      await transaction
        .insertInto('clients')
        .values({
          id,
          app_id: appId,
          owner_id: ownerId,
          grant_type: grantType,
          name,
          redirect_uris: JSON.stringify(redirectUris),
          is_bound: isBound ? 1 : 0,
          policy_id: policyId,
          group_id: groupId,
          created_at: this.#now(),
        })
        .execute();
      for (const origin of origins)
        await transaction.insertInto('client_origins').values({ client_id: id, origin }).execute();
      return true;
    });
  }

  /** Newest first. */
  async ofOwner(ownerId: string): Promise<PortalClient[]> {
    return this.#select({ owner_id: ownerId });
  }

  /** @param ownerId its required owner */
  async find(id: string, ownerId: string): Promise<PortalClient | undefined> {
    return (await this.#select({ id, owner_id: ownerId }))[0];
  }

  async remove(id: string): Promise<void> {
    await this.#db.transaction().execute(async (transaction) => {
      await transaction.deleteFrom('client_origins').where('client_id', '=', id).execute();
      await transaction.deleteFrom('clients').where('id', '=', id).execute();
    });
  }

  /** True if some client has pages there. */
  async hasOrigin(origin: string): Promise<boolean> {
    const found = await this.#db
      .selectFrom('client_origins')
      .select('client_id')
      .where('origin', '=', origin)
      .executeTakeFirst();
    return found !== undefined;
  }

  async #select(where: { id?: string; owner_id: string }): Promise<PortalClient[]> {
    let query = this.#db.selectFrom('clients').selectAll().where('owner_id', '=', where.owner_id);
    if (where.id !== undefined) query = query.where('id', '=', where.id);
    const rows = await query.orderBy('created_at', 'desc').orderBy('id').execute();
    if (rows.length === 0) return [];
    const origins = await this.#db
      .selectFrom('client_origins')
      .selectAll()
      .where(
        'client_id',
        'in',
        rows.map(({ id }) => id),
      )
      .orderBy('origin')
      .execute();
    return rows.map((row) => ({
      id: row.id,
      appId: row.app_id,
      ownerId: row.owner_id,
      grantType: row.grant_type === 'client_credentials' ? 'client_credentials' : 'authorization_code',
      name: row.name,
      redirectUris: JSON.parse(row.redirect_uris) as string[],
      isBound: row.is_bound !== 0,
      policyId: row.policy_id,
      groupId: row.group_id,
      origins: origins.filter((one) => one.client_id === row.id).map(({ origin }) => origin),
      createdAt: row.created_at,
    }));
  }
}
