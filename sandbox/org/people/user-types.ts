import type { OrgContext } from '../kernel/context.ts';
import { notFound } from '../kernel/errors.ts';
import { newId } from '../kernel/ids.ts';
import type { UserType } from '../kernel/model.ts';
import type { Collection } from '../kernel/records.ts';

/** User types. Each has its own schema; a new org has only the default one. */
export class UserTypes {
  readonly #context: OrgContext;
  readonly #types: Collection<UserType>;

  constructor(context: OrgContext) {
    this.#context = context;
    this.#types = context.records.collection<UserType>('userTypes');
  }

  get default(): UserType {
    const type = this.all().find((candidate) => candidate.default);
    if (!type) throw new Error('An org without a default user type: its state is incomplete.');
    return type;
  }

  all(): UserType[] {
    return this.#types.all();
  }

  /** By id, or `default`. */
  get(id: string): UserType | undefined {
    return id === 'default' ? this.default : this.#types.get(id);
  }

  /** @throws OktaError 404 */
  require(id: string): UserType {
    const type = this.get(id);
    if (!type) throw notFound(id, 'UserType');
    return type;
  }

  create(
    input: Pick<UserType, 'name' | 'displayName' | 'description' | 'default'>,
    createdBy: string,
  ): UserType {
    const now = this.#context.now();
    return this.#types.put({
      id: newId('userType'),
      created: now,
      lastUpdated: now,
      createdBy,
      lastUpdatedBy: createdBy,
      ...input,
    });
  }

  update(type: UserType, changes: Partial<Omit<UserType, 'id'>>): UserType {
    return this.#types.put({ ...type, ...changes, lastUpdated: this.#context.now() });
  }

  delete(type: UserType): void {
    this.#types.delete(type.id);
  }
}
