import { hashSecret } from '../../../org/people/passwords.ts';
import { passwordProblem } from '../../../org/people/password-policy.ts';
import { passwordRules } from '../../../org/policies/sign-in-rules.ts';
import { refuseField, say } from '../messages.ts';
import type { Turn } from '../turn.ts';
import { form, type Remediation } from '../wire.ts';
import { failedAttempt } from './attempts.ts';
import { type Credentials, type Method, textOf } from './method.ts';

export const password: Method = {
  authenticatorKey: 'okta_password',
  methodType: 'password',
  amr: 'pwd',
  kinds: ['knowledge'],
  fields: () => [{ name: 'passcode', label: 'Password', secret: true }],
  about: (turn) => ({ recover: recoverForm(turn) }),
  check: async (turn, credentials) => {
    await checkPassword(turn, textOf(credentials, 'passcode'));
    return [];
  },
  enrol: {
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

/** What a new password has to be, for the page to tell. */
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

/** An unknown person and a wrong password look the same. @throws Refusal */
export async function checkPassword(turn: Turn, given: string): Promise<void> {
  const { user } = turn;
  if (user === undefined) throw refuseField('passcode', say.wrongPassword);
  if (await turn.org.users.verifyPassword(user, given)) return;
  throw failedAttempt(turn, user, 'passcode', say.wrongPassword);
}

/** Gives the person the password in the credentials. @throws Refusal when the policy does not take it */
export async function setPassword(turn: Turn, credentials: Credentials): Promise<void> {
  const { org } = turn;
  const given = textOf(credentials, 'passcode');
  const before = turn.requireUser();
  const problem = passwordProblem(given, before.profile, passwordRules(org, before).complexity);
  if (problem !== undefined) throw refuseField('passcode', say.passwordRequirements(problem), 400);
  const passwordHash = await hashSecret(given);
  org.transaction(() => {
    const user = org.users.require(before.id);
    const status = user.status === 'STAGED' || user.status === 'PROVISIONED' ? user.status : 'ACTIVE';
    org.users.setPassword(user, passwordHash, { status });
    if (credentials.revokeSessions === true) org.sessions.forgetUser(user.id);
  });
}
