import type { User } from '../../../org/kernel/model.ts';
import { countWrongAnswer } from '../../attempts.ts';
import { callerOf } from '../../log.ts';
import { tellsLock } from '../../password.ts';
import { type Message, type Refusal, refuse, refuseField, say } from '../messages.ts';
import type { Turn } from '../turn.ts';

/**
 * Counts a wrong answer as a failed sign-in, and locks the account when the policy's limit is reached.
 * @returns the error: that it was wrong or, if the policy reveals it, that the account is now locked
 */
export function failedAttempt(turn: Turn, user: User, field: string, message: Message): Refusal {
  const { org, ctx, current } = turn;
  const { status } = countWrongAnswer(org, callerOf(ctx), user, current.authenticatorKey);
  return status === 'LOCKED_OUT' ? lockedOut(turn, tellsLock(org, user)) : refuseField(field, message);
}

/** The message for a user whose account is locked: by default, the same as for an unknown user. */
export function lockedOut(turn: Turn, told: boolean): Refusal {
  turn.change({ step: 'identify', proofs: [], current: undefined, userId: undefined });
  return refuse(told ? say.locked : say.refused);
}
