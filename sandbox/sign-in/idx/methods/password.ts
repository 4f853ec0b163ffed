import { hashSecret } from '../../../org/people/passwords.ts';
import { passwordProblem } from '../../../org/people/password-policy.ts';
import { passwordRules } from '../../../org/policies/sign-in-rules.ts';
import { callerOf } from '../../log.ts';
import { checkPassword } from '../../password.ts';
import { type Refusal, refuseField, say } from '../messages.ts';
import type { Turn } from '../turn.ts';
import { form, type Remediation } from '../wire.ts';
import { lockedOut } from './attempts.ts';
import { type Credentials, type Method, textOf } from './method.ts';

export const password: Method = {
  authenticatorKey: 'okta_password',
  methodType: 'password',
  fields: () => [{ name: 'passcode', label: 'Password', secret: true }],
  about: (turn) => ({ recover: recoverForm(turn) }),
  check: async (turn, credentials) => {
    await provePassword(turn, textOf(credentials, 'passcode'), refuseField('passcode', say.wrongPassword));
    return [];
  },
  enroll: {
    start: () => ({}),
    fields: () => [{ name: 'passcode', label: 'Enter password', secret: true }],
    about: (turn) => ({ settings: passwordSettings(turn) }),
    check: async (turn, credentials) => {
      await setPassword(turn, credentials);
    },
  },
};

/** The link to "Forgot password?". */
export const recoverForm = (turn: Turn): Remediation => form(turn, 'recover', 'recover');

/** The requirements for a new password, for the page to show. */
export function passwordSettings(turn: Turn): object {
  const { complexity, age } = passwordRules(turn.org, turn.user);
  return {
    complexity: {
      minLength: complexity.minLength ?? 8,
      minLowerCase: complexity.minLowerCase ?? 0,
      minUpperCase: complexity.minUpperCase ?? 0,
      minNumber: complexity.minNumber ?? 0,
      minSymbol: complexity.minSymbol ?? 0,
      excludeUsername: complexity.excludeUsername ?? false,
      excludeAttributes: complexity.excludeAttributes ?? [],
    },
    age: { minAgeMinutes: age.minAgeMinutes, historyCount: age.historyCount },
  };
}

/**
 * An unknown person and a wrong password look the same.
 * @param wrong the message for a wrong password
 * @throws Refusal
 */
export async function provePassword(turn: Turn, given: string, wrong: Refusal): Promise<void> {
  const { org, ctx, transaction, user } = turn;
  const login = user?.profile.login ?? transaction.identifier ?? '';
  const verdict = await checkPassword(org, callerOf(ctx), login, given);
  if (verdict.kind === 'wrong') throw wrong;
  if (verdict.kind === 'locked') throw lockedOut(turn, verdict.told);
}

/** Sets the user's password to the one in the credentials. @throws Refusal if it does not meet the policy */
export async function setPassword(turn: Turn, credentials: Credentials): Promise<void> {
  const { org } = turn;
  const given = textOf(credentials, 'passcode');
  const before = turn.requireUser();
  const { profile } = before;
  const problem = await passwordProblem(org, given, { profile, user: before, history: true, minAge: true });
  if (problem !== undefined) throw refuseField('passcode', say.passwordRequirements(problem), 400);
  const passwordHash = await hashSecret(given);
  org.transaction(() => {
    const user = org.users.require(before.id);
    const status = user.status === 'STAGED' || user.status === 'PROVISIONED' ? user.status : 'ACTIVE';
    org.users.setPassword(user, passwordHash, { status });
    if (credentials.revokeSessions === true) org.sessions.forgetUser(user.id);
  });
}
