import type { Database } from './schema.ts';

/** What people have taken away from AI agents that an administrator allows to act for them. */
export class AgentBlocks {
  readonly #db: Database;
  readonly #now: () => number;
  constructor(db: Database, now: () => number) {
    this.#db = db;
    this.#now = now;
  }

  async add(userId: string, agentId: string): Promise<void> {
    await this.#db
      .insertInto('agent_blocks')
      .values({ user_id: userId, agent_id: agentId, created_at: this.#now() })
      .onConflict((conflict) => conflict.columns(['user_id', 'agent_id']).doNothing())
      .execute();
  }

  async remove(userId: string, agentId: string): Promise<void> {
    await this.#db
      .deleteFrom('agent_blocks')
      .where('user_id', '=', userId)
      .where('agent_id', '=', agentId)
      .execute();
  }

  async has(userId: string, agentId: string): Promise<boolean> {
    const row = await this.#db
      .selectFrom('agent_blocks')
      .select('agent_id')
      .where('user_id', '=', userId)
      .where('agent_id', '=', agentId)
      .executeTakeFirst();
    return row !== undefined;
  }
}
