import type { Challenge } from '../../../org/factors/challenges.ts';
import type { Factor } from '../../../org/factors/factors.ts';
import type { MailPurpose } from '../../../org/org/message-texts.ts';
import { callerOf } from '../../log.ts';
import { refuse, refuseField, say } from '../messages.ts';
import type { Flow } from '../transactions.ts';
import type { Turn } from '../turn.ts';
import { form } from '../wire.ts';
import { failedAttempt } from './attempts.ts';
import { type Credentials, textOf } from './method.ts';

const purposes: Readonly<Record<Flow, MailPurpose>> = {
  SIGN_IN: 'sign-in',
  REGISTER: 'verify-address',
  RECOVER: 'recovery',
  UNLOCK: 'unlock',
};

export const codeFields = () => [{ name: 'passcode', label: 'Enter code' }];

/** Sends a one-time code; by e-mail also a link that brings it back to the app (`?otp=…&state=…`). */
export function sendCode(turn: Turn, factor: Factor | undefined): { challengeId?: string } {
  // Unknown users get no email, and the response does not reveal it.
  if (factor === undefined) return {};
  const { org, transaction } = turn;
  const { settings } = org.authenticators.byKey('okta_email') ?? {};
  const { tokenLifetimeInMinutes } = (settings ?? {}) as { readonly tokenLifetimeInMinutes?: number };
  const { id } = org.challenges.sendCode(factor, {
    purpose: purposes[transaction.flow],
    asking: callerOf(turn.ctx),
    link: (challenge) => linkOf(turn, challenge),
    ...(factor.factorType === 'email' &&
      tokenLifetimeInMinutes !== undefined && { lifetimeSeconds: tokenLifetimeInMinutes * 60 }),
  });
  return { challengeId: id };
}

const linkOf = (turn: Turn, challenge: Challenge): string => `${turn.org.url}/email/verify/${challenge.id}`;

export const resendAction = (turn: Turn) => ({ resend: form(turn, 'resend', 'challenge/resend') });

/** Milliseconds between two questions of the page. */
export const pollEvery = 4000;
export const pollAction = (turn: Turn) => ({
  poll: form(turn, 'poll', 'challenge/poll', [], { refresh: pollEvery }),
});

/** Compares the code in the credentials with the one that was sent. @throws Refusal */
export function checkSentCode(turn: Turn, credentials: Credentials): void {
  const code = textOf(credentials, 'passcode').trim();
  const { challengeId } = turn.current;
  const { user } = turn;
  if (challengeId === undefined || user === undefined) throw refuseField('passcode', say.wrongCode);
  switch (turn.org.challenges.checkCode(challengeId, code)) {
    case 'CORRECT':
      return;
    case 'EXHAUSTED':
      throw refuse(say.tooMany, 429);
    default:
      throw failedAttempt(turn, user, 'passcode', say.wrongCode);
  }
}
