import { ContextSlot } from '../../../shared/context-slot.ts';
import type { OrgContext } from '../kernel/context.ts';
import type { Collection, Entity } from '../kernel/records.ts';

/** A condition that was tested. */
export interface Tested {
  /** Such as `people.groups.include`. */
  readonly type: string;
  readonly isMet: boolean;
  /** Why not, as a sentence. */
  readonly because?: string;
}

/** A condition and, if it is not met, the reason as a sentence. */
export const tested = (type: string, isMet: boolean, because: () => string): Tested => ({
  type,
  isMet,
  ...(!isMet && { because: because().slice(0, 300) }),
});

/** A policy or rule that was considered: conditions in order, the last of them the first that was not met. */
export interface Considered {
  readonly id: string;
  readonly name: string;
  readonly isMet: boolean;
  readonly conditions: readonly Tested[];
}

export interface ConsideredPolicy extends Considered {
  /** In order; the last one decided if it was met. Empty if the policy itself does not apply. */
  readonly rules: readonly Considered[];
}

/** How policies were evaluated, once, for a person or client. */
export interface Decision {
  /** Okta's type of the policies: `OKTA_SIGN_ON`, `ACCESS_POLICY`, `OAUTH_AUTHORIZATION_POLICY`… */
  readonly type: string;
  /** The app or authorization server that it is about; the org when absent. */
  readonly about?: string;
  readonly aboutId?: string;
  /** The user's login, or the client; absent while neither is known. */
  readonly who?: string;
  /** In order. */
  readonly policies: readonly ConsideredPolicy[];
  /** What the rule that decided says; without such a rule there is no access. */
  readonly outcome: string;
}

/** The current request, and the decisions for it so far. */
interface Transaction {
  readonly id: string;
  readonly decisions: Map<string, Decision>;
  /** An event of the System Log belongs to it. */
  isLogged: boolean;
  isOver: boolean;
}

const transactions = new ContextSlot<Transaction>();

/** Decisions of a request that are kept. */
const most = 20;
/** How many policies of a decision, and rules of a policy, are kept: the last ones, because one of them decided. */
const mostConsidered = 40;

/**
 * Records a decision for the current request. Policies are evaluated several times during a request: of the same evaluation, the
 * last result is kept, and one for a known user replaces one from before the user was known.
 */
export function noteDecision(decision: Decision): void {
  const decisions = transactions.get()?.decisions;
  if (decisions === undefined) return;
  const key = `${decision.type} ${decision.aboutId ?? ''}`;
  const before = decisions.get(key);
  if (before?.who !== undefined && decision.who === undefined) return;
  if (before === undefined && decisions.size >= most) return;
  decisions.set(key, bounded(decision));
}

const bounded = (decision: Decision): Decision => ({
  ...decision,
  policies: decision.policies
    .slice(-mostConsidered)
    .map((policy) => ({ ...policy, rules: policy.rules.slice(-mostConsidered) })),
});

/** Runs `work` and returns its decisions, without recording them for the current request. */
export function watchDecisions<T>(work: () => T): { readonly result: T; readonly decisions: Decision[] } {
  const transaction = newTransaction('');
  const result = transactions.run(transaction, work);
  return { result, decisions: [...transaction.decisions.values()] };
}

/** The id of the request that is being answered: the transaction of the events that it writes. */
export function currentTransaction(): string | undefined {
  const transaction = transactions.get();
  if (transaction === undefined || transaction.isOver || transaction.id === '') return undefined;
  transaction.isLogged = true;
  return transaction.id;
}

const newTransaction = (id: string): Transaction => ({
  id,
  decisions: new Map(),
  isLogged: false,
  isOver: false,
});

interface Kept extends Entity {
  readonly decisions: readonly Decision[];
}

/** The oldest go first when there are more. */
const capacity = 2000;

/** How policies were evaluated, for the System Log: one record per transaction, stored next to the events. */
export class Decisions {
  readonly #context: OrgContext;
  readonly #kept: Collection<Kept>;

  constructor(context: OrgContext) {
    this.#context = context;
    this.#kept = context.records.collection('decisions');
  }

  /** Handles a request, and stores the decisions made during it if the request has System Log events. */
  async during(requestId: string, answer: () => Promise<void>): Promise<void> {
    const transaction = newTransaction(requestId);
    try {
      await transactions.run(transaction, answer);
    } finally {
      transaction.isOver = true;
      if (transaction.isLogged && transaction.decisions.size > 0) this.#keep(transaction);
    }
  }

  /** In the order in which they were made; empty if no policy was evaluated, or if it was too long ago. */
  of(transactionId: string): readonly Decision[] {
    return this.#kept.get(transactionId)?.decisions ?? [];
  }

  #keep({ id, decisions }: Transaction): void {
    this.#context.records.transactionSoon(() => {
      this.#kept.put({ id, decisions: [...decisions.values()] });
      this.#kept.keepNewest(capacity);
    });
  }
}
