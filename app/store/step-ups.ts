import { randomUUID } from 'node:crypto';
import type { Selectable } from 'kysely';
import type { Database, Schema } from './schema.ts';

export type StepUp = Selectable<Schema['step_ups']>;

/** What a step-up is for: there is one pending at a time. */
export type StepUpKey = Pick<StepUp, 'order_id' | 'user_id' | 'factor_id' | 'outcome'>;

type NewStepUp = StepUpKey & Pick<StepUp, 'kind' | 'poll_url' | 'number' | 'expires_at'>;

/** Second factors requested for approving or declining an order, each for one order and one user. */
export class StepUps {
  readonly #db: Database;
  readonly #now: () => number;
  constructor(db: Database, now: () => number) {
    this.#db = db;
    this.#now = now;
  }

  async open(stepUp: NewStepUp): Promise<StepUp> {
    return this.#db
      .insertInto('step_ups')
      .values({ ...stepUp, id: randomUUID(), state: 'waiting', created_at: this.#now() })
      .returningAll()
      .executeTakeFirstOrThrow();
  }

  /** A pending one, if any: a second click or tab joins it instead of sending another push. */
  async waiting(key: StepUpKey): Promise<StepUp | undefined> {
    return this.#db
      .selectFrom('step_ups')
      .selectAll()
      .where('order_id', '=', key.order_id)
      .where('user_id', '=', key.user_id)
      .where('factor_id', '=', key.factor_id)
      .where('outcome', '=', key.outcome)
      .where('state', '=', 'waiting')
      .where('expires_at', '>', this.#now())
      .executeTakeFirst();
  }

  /** @param userId its required user */
  async find(id: string, userId: string): Promise<StepUp | undefined> {
    return this.#db
      .selectFrom('step_ups')
      .selectAll()
      .where('id', '=', id)
      .where('user_id', '=', userId)
      .executeTakeFirst();
  }

  /** Changes a pending step-up; decided ones stay unchanged. @returns the current step-up */
  async update(stepUp: StepUp, change: Partial<Pick<StepUp, 'state' | 'number'>>): Promise<StepUp> {
    const changed = await this.#db
      .updateTable('step_ups')
      .set(change)
      .where('id', '=', stepUp.id)
      .where('state', '=', 'waiting')
      .returningAll()
      .executeTakeFirst();
    return changed ?? (await this.find(stepUp.id, stepUp.user_id)) ?? stepUp;
  }
}
