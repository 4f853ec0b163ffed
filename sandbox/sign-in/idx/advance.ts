import type { User } from '../../org/kernel/model.ts';
import { missingProofs, wouldHelp } from '../assurance.ts';
import { unlockPerson } from '../../org/people/recovery.ts';
import { type AccessRule, passwordRules, registration } from '../../org/policies/sign-in-rules.ts';
import { ruleOf } from './rule.ts';
import { beginChallenge } from './begin.ts';
import { enrollableAuthenticators, type Enrolment, enrolmentsOf, hasPassword } from '../enrolments.ts';
import { finishSignIn } from './finish.ts';
import { refuse, say } from './messages.ts';
import { requireMethod } from './methods/index.ts';
import { lockedOut } from './methods/attempts.ts';
import { proofOf } from './proof.ts';
import type { Turn } from './turn.ts';
import { methodTypes } from '../enrolments.ts';
import { activatePerson } from './register.ts';

/** Goes on after something was shown or enrolled: to the next question, or to the end. @throws Refusal */
export async function advance(turn: Turn): Promise<void> {
  switch (turn.transaction.flow) {
    case 'RECOVER':
      turn.change({ step: 'reset-password', current: undefined });
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
export const mayTrySignIn = (user: User): boolean =>
  user.status === 'ACTIVE' || user.status === 'PASSWORD_EXPIRED' || user.status === 'LOCKED_OUT';

async function signIn(turn: Turn): Promise<void> {
  const { org, app, user, transaction } = turn;
  if (user === undefined || !mayTrySignIn(user)) {
    pretend(turn);
    return;
  }
  const { proofs } = transaction;
  if (proofs.length > 0) {
    if (user.status === 'LOCKED_OUT') throw lockedOut(turn, user);
    if (org.apps.assignmentOf(app.id, user.id) === undefined) throw backToStart(turn, 'unassigned');
    if (user.status === 'PASSWORD_EXPIRED' && proofs.some(({ amr }) => amr === 'pwd')) {
      turn.change({ step: 'reset-password', current: undefined });
      return;
    }
  }
  const rule = ruleOf(turn, user);
  if (rule === undefined) throw backToStart(turn, 'denied');
  if (missingProofs(rule, proofs) > 0) {
    askForMore(turn, user, rule);
    return;
  }
  // The org's own page has no way to enrol: it leaves that to the app's widget.
  const enrolsHere = turn.transaction.request.hosted === undefined;
  if (enrolsHere && mustEnrol(turn, user)) turn.change({ step: 'select-enroll', current: undefined });
  else await finishSignIn(turn);
}

/** Somebody whom the org does not know, or does not let in, is asked for a password like everybody else. */
function pretend(turn: Turn): void {
  const authenticator = turn.org.authenticators.byKey('okta_password');
  if (authenticator === undefined || turn.transaction.proofs.length > 0) throw refuse(say.refused);
  const current = { authenticatorKey: 'okta_password', methodType: 'password' };
  turn.change({ userId: undefined, step: 'challenge', current });
}

function backToStart(turn: Turn, why: 'unassigned' | 'denied') {
  turn.change({ step: 'identify', proofs: [], current: undefined, userId: undefined });
  return refuse(say[why], 403);
}

/** What would help, of what the person has enrolled; the password first where it is among them. */
export function candidates(turn: Turn, user: User, rule: AccessRule): Enrolment[] {
  const { proofs } = turn.transaction;
  return enrolmentsOf(turn.org, user, 'sso').flatMap((enrolment) => {
    const { authenticator, methods } = enrolment;
    const helpful = methods.filter(({ type }) =>
      wouldHelp(rule, proofs, proofOf(requireMethod(authenticator.key, type), canVerifyUser(type))),
    );
    return helpful.length > 0 ? [{ ...enrolment, methods: helpful }] : [];
  });
}

/** A passkey may turn out to know its owner: then it counts for two. */
const canVerifyUser = (methodType: string) => (methodType === 'webauthn' ? (['inherence'] as const) : []);

function askForMore(turn: Turn, user: User, rule: AccessRule): void {
  const possible = candidates(turn, user, rule);
  const [first] = possible;
  if (first === undefined) {
    if (enrollableThatHelp(turn, user, rule).length === 0) throw backToStart(turn, 'denied');
    turn.change({ step: 'select-enroll', current: undefined });
    return;
  }
  const isPassword = first.authenticator.key === 'okta_password';
  if (isPassword || (possible.length === 1 && first.methods.length === 1))
    beginChallenge(turn, first, first.methods[0]?.type ?? '', false);
  else turn.change({ step: 'select-authenticator', current: undefined });
}

/** What the person could enrol to satisfy the rule. */
export function enrollableThatHelp(turn: Turn, user: User, rule: AccessRule) {
  const { proofs } = turn.transaction;
  return enrollableAuthenticators(turn.org, user).filter(({ authenticator }) =>
    (methodTypes[authenticator.key] ?? []).some((type) =>
      wouldHelp(rule, proofs, proofOf(requireMethod(authenticator.key, type))),
    ),
  );
}

const mustEnrol = (turn: Turn, user: User): boolean =>
  enrollableAuthenticators(turn.org, user).some(({ required }) => required);

/** After the profile: what has to be enrolled, then what may be, then the person is active and signs in. */
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
  turn.change({ flow: 'SIGN_IN' });
  await signIn(turn);
}

/** Keys of what a new person has to enrol before the account is active. */
export function missingForRegistration(turn: Turn, user: User): string[] {
  const { org, transaction } = turn;
  const isProven = (key: string) => transaction.proofs.some((proof) => proof.authenticatorKey === key);
  const required = enrollableAuthenticators(org, user).filter((entry) => entry.required);
  const keys = required.map(({ authenticator }) => authenticator.key);
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
