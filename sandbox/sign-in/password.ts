import { type User, type UserStatus } from '../org/kernel/model.ts';
import type { Org } from '../org/org.ts';
import { matchesSecret } from '../org/people/passwords.ts';
import { importPassword } from './password-import.ts';
import { daysUntilExpiry, passwordRules } from '../org/policies/sign-in-rules.ts';
import { countWrongPassword, isBlocked } from './attempts.ts';
import { type Caller, logSignIn } from './log.ts';

/** What a name and a password are worth. */
export type Verdict =
  /** `expired`: the password is correct, but must be changed. */
  | { readonly kind: 'right' | 'expired'; readonly user: User }
  /** The user is not revealed: an unknown user and a wrong password look the same. */
  | { readonly kind: 'wrong' }
  /** Whether the password was correct. `told`: the policy says to reveal that the account is locked. */
  | { readonly kind: 'locked'; readonly told: boolean };

const maySignIn: readonly UserStatus[] = ['ACTIVE', 'PASSWORD_EXPIRED'];

/**
 * Checks username and password: the only place that does, for all ways to sign in. Counts failures, locks the
 * account after too many, and writes both to the System Log.
 */
export async function checkPassword(
  org: Org,
  caller: Caller,
  login: string,
  password: string,
): Promise<Verdict> {
  const found = org.users.byLogin(login);
  const isRight = await isPasswordOf(org, caller, found, password);
  // Other attempts may have been counted while the hash was computed, so the user is read again.
  const user = found && org.users.get(found.id);
  const status = user?.status ?? 'DEPROVISIONED';
  const log = (refusal: 'INVALID_CREDENTIALS' | 'LOCKED_OUT'): void =>
    logSignIn(org, caller, { user, login, refusal });
  const wasBlocked = user !== undefined && isBlocked(org, caller, user);
  if (user && isRight && !wasBlocked && maySignIn.includes(status))
    return { kind: isPasswordExpired(org, user) ? 'expired' : 'right', user };
  const after = user && isRight === false && !wasBlocked ? countWrongPassword(org, caller, user) : user;
  if (after === undefined || !isBlocked(org, caller, after)) {
    log('INVALID_CREDENTIALS');
    return { kind: 'wrong' };
  }
  log('LOCKED_OUT');
  return { kind: 'locked', told: tellsLock(org, after) };
}

/** Whether the person may sign in with this password only to change it. */
export const isPasswordExpired = (org: Org, user: User): boolean =>
  user.status === 'PASSWORD_EXPIRED' || (daysUntilExpiry(org, user) ?? 0) < 0;

/** Whether the user's password policy says to reveal that an account is locked. */
export const tellsLock = (org: Org, user: User): boolean => passwordRules(org, user).showLockoutFailures;

/**
 * Undefined: the service that verifies the password could not be reached, which is not a failed attempt.
 * Takes the same time for unknown users, so that the response time reveals nothing.
 */
async function isPasswordOf(
  org: Org,
  caller: Caller,
  user: User | undefined,
  password: string,
): Promise<boolean | undefined> {
  if (user?.importsPassword) return await importPassword(org, caller, user, password);
  if (user !== undefined) return await org.users.verifyPassword(user, password);
  await matchesSecret(password, nobodysHash);
  return false;
}

const nobodysHash = `${'A'.repeat(22)}:${'A'.repeat(43)}`;
