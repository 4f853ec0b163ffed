import type { User } from '../../../org/kernel/model.ts';
import { countWrongAnswer } from '../../attempts.ts';
import { callerOf } from '../../log.ts';
import { tellsLock } from '../../password.ts';
import { type Message, type Refusal, refuse, refuseField, say } from '../messages.ts';
import type { Turn } from '../turn.ts';

/**
 * Counts a wrong answer as a failed sign-in; the last one that the policy allows locks the person out.
 * @returns what to answer: that it was wrong or, where the policy has it said, that the account is locked now
 */
export function failedAttempt(turn: Turn, user: User, field: string, message: Message): Refusal {
  const { org, ctx, current } = turn;
  const { status } = countWrongAnswer(org, callerOf(ctx), user, current.authenticatorKey);
  return status === 'LOCKED_OUT' ? lockedOut(turn, tellsLock(org, user)) : refuseField(field, message);
}

/** What a person whose account is locked gets to see: by default no more than a stranger. */
export function lockedOut(turn: Turn, told: boolean): Refusal {
  turn.change({ step: 'identify', proofs: [], current: undefined, userId: undefined });
  return refuse(told ? say.locked : say.refused);
}
