import type { Context } from 'koa';
import type { OAuth } from '../../oauth/index.ts';
import type { App } from '../../org/apps/model.ts';
import type { User } from '../../org/kernel/model.ts';
import type { Factor } from '../../org/factors/factors.ts';
import type { Org } from '../../org/org.ts';
import type { Proof } from '../assurance.ts';
import type { IdentityProviders } from './identity-providers.ts';
import { appOfRequest, type Current, type Transaction, type Transactions } from './transactions.ts';

/** What every turn of every transaction works with. */
export interface Services {
  readonly org: Org;
  readonly oauth: OAuth;
  readonly transactions: Transactions;
  readonly identityProviders: IdentityProviders;
}

type Changes = Partial<Omit<Transaction, 'id'>>;

/** One request of a transaction: the state as it is now, and how to change it. */
export class Turn {
  readonly services: Services;
  readonly ctx: Context;
  #transaction: Transaction;

  constructor(services: Services, ctx: Context, transaction: Transaction) {
    this.services = services;
    this.ctx = ctx;
    this.#transaction = transaction;
  }

  get org(): Org {
    return this.services.org;
  }

  get transaction(): Transaction {
    return this.#transaction;
  }

  /** Saves the transaction, together with earlier temporary changes. */
  change(changes: Changes): void {
    this.#transaction = this.services.transactions.update(this.#transaction, changes);
  }

  /** The app that requested the sign-in, if any. It existed when the transaction began. */
  get app(): App | undefined {
    const app = appOfRequest(this.org, this.#transaction.request);
    if (app === 'gone') throw new Error('The app of a transaction is gone.');
    return app;
  }

  /** The user, if already identified. */
  get user(): User | undefined {
    const { userId } = this.#transaction;
    return userId === undefined ? undefined : this.org.users.get(userId);
  }

  requireUser(): User {
    const { user } = this;
    if (user === undefined) throw new Error(`The step ${this.#transaction.step} is about a known person.`);
    return user;
  }

  get current(): Current {
    const { current } = this.#transaction;
    if (current === undefined) throw new Error(`The step ${this.#transaction.step} has an authenticator.`);
    return current;
  }

  /** The factor that is being verified or enrolled; undefined for the password. */
  get factor(): Factor | undefined {
    const { factorId } = this.current;
    return factorId === undefined ? undefined : this.org.factors.get(factorId);
  }

  requireFactor(): Factor {
    const { factor } = this;
    if (factor === undefined) throw new Error('The factor of a transaction is gone.');
    return factor;
  }

  /**
   * Changes it only for this turn, until the next `change`, so that no transaction is visible between two
   * steps.
   */
  note(changes: Changes): void {
    this.#transaction = { ...this.#transaction, ...changes };
  }

  /** Records a proof by the user. It takes effect together with the step that follows. */
  prove(proof: Proof): void {
    this.note({ proofs: [...this.#transaction.proofs, proof] });
  }
}
