import type { Context } from 'koa';
import { ownerOfRecoveryToken, spendRecoveryToken } from '../../org/people/recovery.ts';
import { advance } from './advance.ts';
import { Refusal } from './messages.ts';
import { steps } from './steps/index.ts';
import type { InteractionRequest, Transaction } from './transactions.ts';
import { type Services, Turn } from './turn.ts';

/** What an authorization request asks of the sign-in that it waits for. */
export type HostedRequest = Omit<InteractionRequest, 'codeChallenge' | 'hosted'>;

/** The sign-ins that the org's own page shows, in Okta's widget. The state token in the page is the secret of each. */
export class HostedSignIns {
  readonly #services: Services;

  constructor(services: Services) {
    this.#services = services;
  }

  get(stateToken: string): Transaction | undefined {
    return this.#services.transactions.get(stateToken);
  }

  /** The sign-in of an authorization request, by oidc-provider's interaction; also after the request has continued. */
  of(interaction: string): Transaction | undefined {
    return this.#services.transactions.byHosted(interaction);
  }

  begin(interaction: string, request: HostedRequest): Transaction {
    return this.#services.transactions.create({ ...request, hosted: interaction, codeChallenge: '' });
  }

  /*   * The sign-in that a link in the org's email begins; it ends at the user's apps. The link is valid once, but may be
   * opened again while that sign-in is in progress.
   */
  async fromLink(
    ctx: Context,
    flow: 'RECOVER' | 'REGISTER',
    token: string,
  ): Promise<Transaction | undefined> {
    const { org, transactions } = this.#services;
    const hosted = `link~${token}`;
    const known = this.of(hosted);
    if (known) return known.step === 'success' ? undefined : known;
    const user = ownerOfRecoveryToken(org, token);
    if (user === undefined) return undefined;
    const turn = org.transaction(() => {
      spendRecoveryToken(org, user);
      const request = { serverId: 'org', redirectUri: `${org.url}${ctx.path}`, scope: '', codeChallenge: '' };
      const begun = new Turn(this.#services, ctx, transactions.create({ ...request, hosted }));
      begun.change({ flow, userId: user.id, identifier: user.profile.login });
      return begun;
    });
    await advance(turn);
    return turn.transaction;
  }

  /** If an email's link is opened in the browser that waits for its code, enters the code; the user continues there. */
  async answerMail(ctx: Context, transaction: Transaction, passcode: string): Promise<void> {
    if (transaction.current?.authenticatorKey !== 'okta_email') return;
    const turn = new Turn(this.#services, ctx, transaction);
    try {
      await steps[transaction.step].actions['challenge/answer']?.(turn, { credentials: { passcode } });
    } catch (error) {
      // The page asks again.
      if (!(error instanceof Refusal)) throw error;
    }
  }
}
