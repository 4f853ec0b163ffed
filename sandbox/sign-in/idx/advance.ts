import type { User } from '../../org/kernel/model.ts';
import { unlockPerson } from '../../org/people/recovery.ts';
import { type AccessRule, passwordRules, registration } from '../../org/policies/sign-in-rules.ts';
import { helpfulToEnroll, requiredToEnroll, verifiableEnrollments } from '../choices.ts';
import { hasPassword } from '../../org/people/passwords.ts';
import { enrollableAuthenticators } from '../enrollments.ts';
import { callerOf, logDenied } from '../log.ts';
import { missingOf } from '../missing.ts';
import { tellsLock } from '../password.ts';
import { beginChallenge } from './begin.ts';
import { finishSignIn } from './finish.ts';
import { refuse, say } from './messages.ts';
import { lockedOut } from './methods/attempts.ts';
import { activatePerson } from './register.ts';
import { asksQuestion } from './recovery-question.ts';
import type { Turn } from './turn.ts';

/** Goes on after something was shown or enrolled: to the next question, or to the end. @throws Refusal */
export async function advance(turn: Turn): Promise<void> {
  switch (turn.transaction.flow) {
    case 'RECOVER':
      turn.change({ step: asksQuestion(turn) ? 'recovery-question' : 'reset-password', current: undefined });
      return;
    case 'UNLOCK':
      unlock(turn);
      return;
    case 'REGISTER':
      await register(turn);
      return;
    case 'SIGN_IN':
      await signIn(turn);
  }
}

/** Whether a person of this status gets as far as being asked for more. */
const mayTrySignIn = (user: User): boolean =>
  user.status === 'ACTIVE' || user.status === 'PASSWORD_EXPIRED' || user.status === 'LOCKED_OUT';

async function signIn(turn: Turn): Promise<void> {
  const { org, app, user, transaction } = turn;
  if (user === undefined || !mayTrySignIn(user)) {
    pretend(turn);
    return;
  }
  const { proofs, request } = transaction;
  const missing = missingOf(org, { user, app, acrValues: request.acrValues, proofs });
  switch (missing?.kind) {
    case 'locked':
      throw lockedOut(turn, tellsLock(org, user));
    case 'inactive':
      throw backToStart(turn, 'refused');
    case 'unassigned':
      throw backToStart(turn, missing.kind);
    case 'denied':
      logDenied(org, callerOf(turn.ctx), user, app);
      throw backToStart(turn, missing.kind);
    case 'new-password':
      turn.change({ step: 'reset-password', current: undefined });
      return;
    case 'proof':
      askForMore(turn, user, missing.rule);
      return;
    case undefined:
      if (requiredToEnroll(org, user).length > 0) turn.change({ step: 'select-enroll', current: undefined });
      else await finishSignIn(turn);
  }
}

/** Unknown or denied users are prompted for a password like everyone else. */
function pretend(turn: Turn): void {
  const authenticator = turn.org.authenticators.byKey('okta_password');
  if (authenticator === undefined || turn.transaction.proofs.length > 0) throw refuse(say.refused);
  const current = { authenticatorKey: 'okta_password', methodType: 'password' };
  turn.change({ userId: undefined, step: 'challenge', current });
}

function backToStart(turn: Turn, why: 'refused' | 'unassigned' | 'denied') {
  turn.change({ step: 'identify', proofs: [], current: undefined, userId: undefined });
  return refuse(say[why], why === 'refused' ? 401 : 403);
}

function askForMore(turn: Turn, user: User, rule: AccessRule): void {
  const { org, transaction } = turn;
  const asked = { user, rule, proofs: transaction.proofs };
  const possible = verifiableEnrollments(org, asked);
  const [first] = possible;
  if (first === undefined) {
    if (asked.proofs.length === 0) pretend(turn);
    else if (helpfulToEnroll(org, asked).length === 0) throw backToStart(turn, 'denied');
    else turn.change({ step: 'select-enroll', current: undefined });
    return;
  }
  const isPassword = first.authenticator.key === 'okta_password';
  if (isPassword || (possible.length === 1 && first.methods.length === 1))
    beginChallenge(turn, first, first.methods[0]?.type ?? '', false);
  else turn.change({ step: 'select-authenticator', current: undefined });
}

/** After the profile: required enrollments, then optional ones, then the user is activated and signed in. */
async function register(turn: Turn): Promise<void> {
  const user = turn.requireUser();
  if (missingForRegistration(turn, user).length > 0) {
    turn.change({ step: 'select-enroll', current: undefined });
    return;
  }
  activatePerson(turn);
  const optional = enrollableAuthenticators(turn.org, turn.requireUser());
  if (optional.length > 0 && turn.transaction.skipsOptional !== true) {
    turn.change({ step: 'select-enroll', current: undefined });
    return;
  }
  turn.note({ flow: 'SIGN_IN' });
  await signIn(turn);
}

/** Keys of the authenticators that a new user must enroll before the account is active. */
export function missingForRegistration(turn: Turn, user: User): string[] {
  const { org, transaction } = turn;
  const isProven = (key: string) => transaction.proofs.some((proof) => proof.authenticatorKey === key);
  const keys = requiredToEnroll(org, user).map(({ key }) => key);
  const mustVerify = registration(org, turn.app)?.verifiesEmail === true && user.status === 'STAGED';
  if (mustVerify && !keys.includes('okta_email')) keys.unshift('okta_email');
  return keys.filter((key) => !isProven(key) && !(key === 'okta_password' && hasPassword(user)));
}

/** The person has shown that the account is theirs: it is open again. */
function unlock(turn: Turn): void {
  const user = turn.requireUser();
  if (passwordRules(turn.org, user).mayUnlock) turn.org.transaction(() => unlockPerson(turn.org, user));
  turn.change({ step: 'terminal', current: undefined, messages: [say.unlocked] });
}
