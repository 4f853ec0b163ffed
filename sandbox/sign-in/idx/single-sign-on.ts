import { sessionOf } from '../session.ts';
import { advance } from './advance.ts';
import { durationSeconds } from '../assurance.ts';
import { proofsOfAmr } from '../proofs.ts';
import { Refusal } from './messages.ts';
import { accessRule } from '../../org/policies/sign-in-rules.ts';
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
  const { reauthenticateIn } = (app && accessRule(org, app, user)) ?? {};
  const age = (org.clock() - Date.parse(session.authenticatedAt)) / 1000;
  const ruleLimit = reauthenticateIn === undefined ? undefined : durationSeconds(reauthenticateIn);
  const limit = Math.min(ruleLimit ?? Infinity, transaction.request.maxAge ?? Infinity);
  if (age >= limit) return;
  turn.note({
    userId: user.id,
    identifier: user.profile.login,
    proofs: proofsOfAmr(session.amr).map((proof) => ({ ...proof, fromSession: true as const })),
    ...(session.idpId !== org.id && { idpId: session.idpId }),
  });
  try {
    await advance(turn);
  } catch (error) {
    // Another person may be the one who is wanted here.
    if (!(error instanceof Refusal)) throw error;
    turn.change({ step: 'identify', userId: undefined, identifier: undefined, proofs: [] });
  }
}
