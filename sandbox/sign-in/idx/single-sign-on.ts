import { sessionOf } from '../session.ts';
import { advance } from './advance.ts';
import { proofsOfAmr } from '../proofs.ts';
import { isTooOld } from '../session-suffices.ts';
import { Refusal } from './messages.ts';
import type { Turn } from './turn.ts';

/**
 * Single sign-on: if this browser already has a session at the org, the transaction continues with it, unless
 * it is older than the app or its policy allows.
 */
export async function continueSession(turn: Turn): Promise<void> {
  const { org, ctx, app, transaction } = turn;
  const isFresh = transaction.step === 'identify' && transaction.identifier === undefined;
  const session = sessionOf(org, ctx);
  const user = session && org.users.get(session.userId);
  if (!isFresh || session === undefined || user?.status !== 'ACTIVE') return;
  if (isTooOld(org, { user, app, session }, transaction.request.maxAge)) return;
  turn.note({
    userId: user.id,
    identifier: user.profile.login,
    proofs: proofsOfAmr(session.amr).map((proof) => ({ ...proof, fromSession: true as const })),
    ...(session.idpId !== org.id && { idpId: session.idpId }),
  });
  try {
    await advance(turn);
  } catch (error) {
    // The request may be for a different user.
    if (!(error instanceof Refusal)) throw error;
    turn.change({ step: 'identify', userId: undefined, identifier: undefined, proofs: [] });
  }
}
