import type { Context } from 'koa';
import type { Outcome, WaitingSignIns } from '../../idps/federation.ts';
import { notFound } from '../../org/kernel/errors.ts';
import { advance } from './advance.ts';
import { proofsOfAmr } from '../proofs.ts';
import { Refusal } from './messages.ts';
import { leaveUrl } from './transactions.ts';
import { Turn, type Services } from './turn.ts';

/**
 * Transactions that wait for an identity provider. Its answer brings the browser back to the app's redirect URI: with
 * an interaction code, or with `interaction_required` when something is still to be shown in the transaction.
 */
export class FederatedSignIns implements WaitingSignIns {
  readonly #services: Services;

  constructor(services: Services) {
    this.#services = services;
  }

  isWaiting(stateToken: string): boolean {
    return this.#services.transactions.get(stateToken) !== undefined;
  }

  async resume(ctx: Context, stateToken: string, outcome: Outcome): Promise<void> {
    const transaction = this.#services.transactions.get(stateToken);
    if (transaction === undefined) throw notFound(stateToken, 'AuthnTransaction');
    const turn = new Turn(this.#services, ctx, transaction);
    const answer = 'error' in outcome ? refusalOf(turn, outcome) : await goOn(turn, outcome);
    const { redirectUri, state, hosted } = transaction.request;
    if (hosted !== undefined) {
      if (answer.error !== undefined && answer.error !== stillToShow)
        turn.change({
          step: 'success',
          refusal: { error: answer.error, description: answer.error_description ?? '' },
        });
      ctx.redirect(leaveUrl(turn.org.url, turn.transaction));
      return;
    }
    const target = new URL(redirectUri);
    for (const [name, value] of Object.entries({ ...answer, ...(state !== undefined && { state }) }))
      target.searchParams.set(name, value);
    ctx.redirect(target.href);
  }
}

type Answer = Readonly<Record<string, string>>;

const stillToShow = 'interaction_required';

async function goOn(turn: Turn, outcome: Extract<Outcome, { userId: string }>): Promise<Answer> {
  const { userId, idpId, amr } = outcome;
  turn.note({
    flow: 'SIGN_IN',
    step: 'identify',
    userId,
    idpId,
    identifier: turn.org.users.require(userId).profile.login,
    proofs: proofsOfAmr(amr),
    current: undefined,
    messages: undefined,
  });
  try {
    await advance(turn);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const description = error.form[0]?.message ?? 'Access is denied.';
    return refusalOf(turn, { error: 'access_denied', description });
  }
  const { interactionCode } = turn.transaction;
  return interactionCode === undefined
    ? {
        error: stillToShow,
        error_description:
          'Your client is configured to use the interaction code flow and user interaction is required to complete the request.',
      }
    : { interaction_code: interactionCode };
}

function refusalOf(
  turn: Turn,
  { error, description }: { readonly error: string; readonly description: string },
): Answer {
  turn.change({ step: 'identify', userId: undefined, idpId: undefined, proofs: [], current: undefined });
  return { error, error_description: description };
}
