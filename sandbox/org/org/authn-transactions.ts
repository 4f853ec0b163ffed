import { type OrgContext, later } from '../kernel/context.ts';
import { invalidToken } from '../kernel/errors.ts';
import { randomText } from '../kernel/ids.ts';
import type { Collection, Entity } from '../kernel/records.ts';

/** Seconds that a person has for each step. */
const lifetimeSeconds = 5 * 60;

/**
 * Where a sign-in of the Classic engine can stand. Before it is UNAUTHENTICATED, after it SUCCESS: neither is
 * kept.
 */
export type AuthnState =
  | 'PASSWORD_WARN'
  | 'PASSWORD_EXPIRED'
  | 'PASSWORD_RESET'
  | 'RECOVERY'
  | 'MFA_ENROLL'
  | 'MFA_ENROLL_ACTIVATE'
  | 'MFA_REQUIRED'
  | 'MFA_CHALLENGE';

/** A sign-in on its way through the Authentication API. Id: the state token, a secret. */
export interface AuthnTransaction extends Entity {
  readonly userId: string;
  readonly state: AuthnState;
  readonly expiresAt: string;
  /** The methods used so far (RFC 8176). */
  readonly amr: readonly string[];
  /** The app's name for the user's device, so that it can be recognized. */
  readonly deviceToken?: string | undefined;
  /** Given back to the app as it came. */
  readonly relayState?: string | undefined;
  readonly warnBeforePasswordExpired: boolean;
  /** After setting up a factor, the user is offered the others too. */
  readonly multiOptionalFactorEnroll?: boolean;
  /** A factor has just been set up, and others may be. */
  readonly offersMore?: boolean;
  /** What the user has already seen and skipped. */
  readonly warned?: boolean;
  /** The factor that is being enrolled or that a code or push was sent to. */
  readonly factorId?: string;
  readonly challengeId?: string;
}

/** Owns the sign-ins that are under way. */
export class AuthnTransactions {
  readonly #context: OrgContext;
  readonly #transactions: Collection<AuthnTransaction>;

  constructor(context: OrgContext) {
    this.#context = context;
    this.#transactions = context.records.collection('authnTransactions');
  }

  start(input: Omit<AuthnTransaction, 'id' | 'expiresAt'>): AuthnTransaction {
    return this.#context.records.transaction(() => {
      this.#transactions.sweep((transaction) => !this.#isAlive(transaction));
      // The widget takes a state token for one of the Classic engine by its first characters.
      return this.#transactions.put({ ...input, id: `00${randomText(40)}`, expiresAt: this.#expiry() });
    });
  }

  /** @throws OktaError 401 E0000011 if there is none, or it has expired */
  require(stateToken: string): AuthnTransaction {
    const transaction = this.#transactions.get(stateToken);
    if (!transaction || !this.#isAlive(transaction)) throw invalidToken();
    return transaction;
  }

  /** Changes the state and restarts the time limit for the step. */
  move(
    transaction: AuthnTransaction,
    state: AuthnState,
    changes: Partial<Omit<AuthnTransaction, 'id' | 'state' | 'expiresAt'>> = {},
  ): AuthnTransaction {
    return this.#context.records.transaction(() =>
      this.#transactions.put({ ...transaction, ...changes, state, expiresAt: this.#expiry() }),
    );
  }

  end(transaction: AuthnTransaction): void {
    this.#context.records.transaction(() => this.#transactions.delete(transaction.id));
  }

  #expiry(): string {
    return later(this.#context.now(), lifetimeSeconds);
  }

  #isAlive(transaction: AuthnTransaction): boolean {
    return Date.parse(transaction.expiresAt) > this.#context.clock();
  }
}
