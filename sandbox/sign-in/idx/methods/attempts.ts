import type { User } from '../../../org/kernel/model.ts';
import { userParty } from '../../../api/kernel/authenticate.ts';
import { passwordRules, recordFailure } from '../../../org/policies/sign-in-rules.ts';
import { type Message, type Refusal, refuse, refuseField, say } from '../messages.ts';
import type { Turn } from '../turn.ts';

/**
 * Counts a wrong answer as a failed sign-in; the last one that the policy allows locks the person out.
 * @returns what to answer: that it was wrong or, where the policy has it said, that the account is locked now
 */
export function failedAttempt(turn: Turn, user: User, field: string, message: Message): Refusal {
  const before = user.status;
  const { status } = recordFailure(turn.org, user);
  logAttempt(turn, user, message.message);
  if (status === 'LOCKED_OUT') {
    if (before !== status) logLock(turn, user);
    return lockedOut(turn, user);
  }
  return refuseField(field, message);
}

/** What a person whose account is locked gets to see: by default no more than a stranger. */
export function lockedOut(turn: Turn, user: User): Refusal {
  turn.change({ step: 'identify', proofs: [], current: undefined, userId: undefined });
  return refuse(passwordRules(turn.org, user).showLockoutFailures ? say.locked : say.refused);
}

function logAttempt(turn: Turn, user: User, reason: string): void {
  turn.org.log.write({
    eventType: 'user.authentication.auth_via_mfa',
    actor: userParty(user),
    outcome: { result: 'FAILURE', reason },
    client: { ipAddress: turn.ctx.ip, userAgent: turn.ctx.get('user-agent') },
  });
}

function logLock(turn: Turn, user: User): void {
  turn.org.log.write({
    eventType: 'user.account.lock',
    actor: userParty(user),
    outcome: { result: 'FAILURE', reason: 'LOCKED_OUT' },
    client: { ipAddress: turn.ctx.ip, userAgent: turn.ctx.get('user-agent') },
  });
}
