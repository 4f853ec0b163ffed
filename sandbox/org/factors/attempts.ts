import { OktaError } from '../kernel/errors.ts';
import type { User } from '../kernel/model.ts';
import type { Org } from '../org.ts';
import { recordFailure } from '../policies/sign-in-rules.ts';

/**
 * The person whose code, answer or one-time password is about to be compared.
 * @throws OktaError 403 E0000069 when too many were wrong: the right one does not help any more
 */
export function requireUnlocked(org: Org, userId: string): User {
  const user = org.users.require(userId);
  if (user.status === 'LOCKED_OUT')
    throw new OktaError(403, 'E0000069', 'User Locked', ['User is locked out.']);
  return user;
}

/** 403 E0000068, and counts: a wrong code is a failed sign-in, of which the password policy allows so many. */
export function wrongPassCode(org: Org, user: User): OktaError {
  recordFailure(org, user);
  return new OktaError(403, 'E0000068', 'Invalid Passcode/Answer', [
    "Your passcode doesn't match our records. Please try again.",
  ]);
}
