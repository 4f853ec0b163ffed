import type { App } from '../../org/apps/model.ts';
import { later } from '../../org/kernel/context.ts';
import { randomText } from '../../org/kernel/ids.ts';
import type { Org } from '../../org/org.ts';
import type { Collection, Entity } from '../../org/kernel/records.ts';
import type { Proof } from '../assurance.ts';
import type { Message } from './messages.ts';

/** The lifetime of a transaction, with its handles and codes, in seconds. */
const lifetimeSeconds = 60 * 60;

/** What the app asked for at `/interact`. */
export interface InteractionRequest {
  /** Id of the custom authorization server, or `org`. */
  readonly serverId: string;
  /** Absent if a link in the org's own email begins the sign-in, which ends at the user's apps. */
  readonly clientId?: string | undefined;
  /** The app, if it signs users in with SAML and is not a client of the authorization server. */
  readonly appId?: string | undefined;
  readonly redirectUri: string;
  readonly scope: string;
  readonly codeChallenge: string;
  readonly state?: string | undefined;
  readonly nonce?: string | undefined;
  /** The maximum age of a sign-in in seconds. */
  readonly maxAge?: number | undefined;
  /** How strong the sign-in must be. */
  readonly acrValues?: string | undefined;
  /** The username that the page shows as already entered: `login_hint`. */
  readonly loginHint?: string | undefined;
  /** `prompt=consent`: the user is also asked for consent that was given before. */
  readonly asksConsent?: boolean | undefined;
  /** The app's start page, where the browser goes when nothing is left to do here. */
  readonly appUrl?: string | undefined;
  /**
   * Set when the org's own page signs the person in: the interaction of the authorization request that waits.
   */
  readonly hosted?: string | undefined;
}

/** Why the person is here. What follows a right answer depends on it. */
export type Flow = 'SIGN_IN' | 'REGISTER' | 'RECOVER' | 'UNLOCK';

export type StepName =
  | 'identify'
  | 'select-authenticator'
  | 'verification-data'
  | 'challenge'
  | 'enroll-profile'
  | 'select-enroll'
  | 'enroll-data'
  | 'enroll'
  | 'redirect'
  | 'identify-recovery'
  | 'recovery-question'
  | 'reset-password'
  | 'unlock-account'
  | 'consent'
  | 'success'
  | 'terminal';

/** The authenticator that is being verified or enrolled. */
export interface Current {
  readonly authenticatorKey: string;
  readonly methodType: string;
  /** Absent for the password, and for unknown users. */
  readonly factorId?: string | undefined;
  /** The push or code that was sent. */
  readonly challengeId?: string | undefined;
  readonly webauthnChallenge?: string | undefined;
}

/**
 * One run through the sign-in of the Identity Engine, from `/interact` to the interaction code. Id: the state
 * handle.
 */
export interface Transaction extends Entity {
  readonly interactionHandle: string;
  readonly request: InteractionRequest;
  readonly expiresAt: string;
  readonly flow: Flow;
  readonly step: StepName;
  /** What the person typed as their name. */
  readonly identifier?: string | undefined;
  readonly userId?: string | undefined;
  /** What was shown to be true so far. */
  readonly proofs: readonly Proof[];
  readonly current?: Current | undefined;
  /** Whether the user has chosen to skip optional enrollments. */
  readonly skipsOptional?: boolean | undefined;
  /** Shown again with each view of the step. */
  readonly messages?: readonly Message[] | undefined;
  /** Someone has followed the link in the mail, which continues in another tab. */
  readonly isInNewTab?: boolean | undefined;
  /** "Keep me signed in." */
  readonly rememberMe?: boolean | undefined;
  /** The identity provider that vouched for the person. */
  readonly idpId?: string | undefined;
  readonly interactionCode?: string | undefined;
  /** The session that the authorization request of the org's own page continues with. */
  readonly sessionId?: string | undefined;
  /** The scopes are granted: consent is not asked twice. */
  readonly consented?: boolean | undefined;
  /** The error that the app gets instead of a code. */
  readonly refusal?: { readonly error: string; readonly description: string } | undefined;
}

/** The app that requested the sign-in; `gone` if it was deleted in the meantime. */
export function appOfRequest(org: Org, { clientId, appId }: InteractionRequest): App | 'gone' | undefined {
  if (appId !== undefined) return org.apps.get(appId) ?? 'gone';
  return clientId === undefined ? undefined : (org.apps.byClientId(clientId) ?? 'gone');
}

/** Stores the transactions in the org's state, so that they survive a restart. */
export class Transactions {
  readonly #org: Org;
  readonly #transactions: Collection<Transaction>;
  readonly #byInteraction: (handle: string) => Transaction[];
  readonly #byHosted: (interaction: string) => Transaction[];

  constructor(org: Org) {
    this.#org = org;
    this.#transactions = org.collection<Transaction>('idxTransactions');
    this.#byInteraction = this.#transactions.index(({ interactionHandle }) => interactionHandle);
    this.#byHosted = this.#transactions.index(({ request }) => request.hosted);
  }

  create(request: InteractionRequest): Transaction {
    return this.#org.transaction(() => {
      this.#transactions.sweep((transaction) => !this.#isAlive(transaction));
      return this.#transactions.put({
        id: `02${randomText(40)}`,
        interactionHandle: randomText(43),
        request,
        expiresAt: later(this.#org.now(), lifetimeSeconds),
        flow: 'SIGN_IN',
        step: 'identify',
        proofs: [],
      });
    });
  }

  /** The active transaction of a state handle. */
  get(stateHandle: string): Transaction | undefined {
    const transaction = this.#transactions.get(stateHandle);
    return transaction && this.#isAlive(transaction) ? transaction : undefined;
  }

  byInteractionHandle(handle: string): Transaction | undefined {
    return this.#byInteraction(handle).find((transaction) => this.#isAlive(transaction));
  }

  byHosted(interaction: string): Transaction | undefined {
    return this.#byHosted(interaction).find((transaction) => this.#isAlive(transaction));
  }

  /** The active transaction that sent this code or push. */
  byChallenge(challengeId: string): Transaction | undefined {
    return this.#transactions
      .all()
      .find((transaction) => transaction.current?.challengeId === challengeId && this.#isAlive(transaction));
  }

  update(transaction: Transaction, changes: Partial<Omit<Transaction, 'id'>>): Transaction {
    return this.#org.transaction(() => this.#transactions.put({ ...transaction, ...changes }));
  }

  delete(transaction: Transaction): void {
    this.#org.transaction(() => this.#transactions.delete(transaction.id));
  }

  #isAlive({ expiresAt }: Transaction): boolean {
    return Date.parse(expiresAt) > this.#org.clock();
  }
}

/** Okta's address where the browser goes when the widget is done, to continue the pending request. */
export const leaveUrl = (orgUrl: string, { id }: Transaction): string =>
  `${orgUrl}/login/token/redirect?stateToken=${id}`;
