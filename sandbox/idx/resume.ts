import type { Context } from 'koa';
import { advance } from './advance.ts';
import { proofsOfSession } from './assurance.ts';
import { Refusal } from './messages.ts';
import { type Services, Turn } from './turn.ts';

/** Who came back from an identity provider, or why nobody did. */
export type UpstreamOutcome =
  | { readonly userId: string; readonly idpId: string }
  | { readonly error: string; readonly description: string };

/**
 * Goes on after an identity provider has answered.
 * @returns where the browser goes, which is the app: with `interaction_code` when that was enough, with
 *   `error=interaction_required` when the app has to introspect its interaction handle again, or with the refusal;
 *   undefined when the transaction is unknown or has expired
 */
export async function resumeTransaction(
  services: Services,
  ctx: Context,
  stateHandle: string,
  outcome: UpstreamOutcome,
): Promise<string | undefined> {
  const transaction = services.transactions.get(stateHandle);
  if (transaction === undefined) return undefined;
  const turn = new Turn(services, ctx, transaction);
  const back = (parameters: Record<string, string | undefined>): string => {
    const url = new URL(transaction.request.redirectUri);
    for (const [name, value] of Object.entries({ ...parameters, state: transaction.request.state }))
      if (value !== undefined) url.searchParams.set(name, value);
    return url.href;
  };
  if ('error' in outcome) return back({ error: outcome.error, error_description: outcome.description });
  const user = services.org.users.require(outcome.userId);
  turn.change({
    flow: 'SIGN_IN',
    step: 'identify',
    userId: user.id,
    identifier: user.profile.login,
    idpId: outcome.idpId,
    proofs: proofsOfSession(['fed']),
    current: undefined,
  });
  try {
    await advance(turn);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return back({ error: 'access_denied', error_description: error.message });
  }
  const { interactionCode } = turn.transaction;
  if (turn.transaction.step === 'success') return back({ interaction_code: interactionCode });
  return back({
    error: 'interaction_required',
    error_description:
      'Your client is configured to use the interaction code flow and user interaction is required to complete the request.',
  });
}
