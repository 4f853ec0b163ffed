import { OktaError } from '../org/kernel/errors.ts';
import { writeLockMail } from '../org/org/message-texts.ts';
import type { User } from '../org/kernel/model.ts';
import { blockedDevices, isKnownDevice, sparesKnownDevices } from '../org/people/devices.ts';
import type { Org } from '../org/org.ts';
import { passwordRules } from '../org/policies/sign-in-rules.ts';
import { type Caller, logOfPerson } from './log.ts';

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

/** 403 E0000068. Counts the wrong code as a failed sign-in, which the password policy limits. */
export function wrongPassCode(org: Org, caller: Caller, user: User, factor: string): OktaError {
  countWrongAnswer(org, caller, user, factor);
  return new OktaError(403, 'E0000068', 'Invalid Passcode/Answer', [
    "Your passcode doesn't match our records. Please try again.",
  ]);
}

/** Writes to the System Log that a code or answer was right. */
export const noteRightAnswer = (org: Org, caller: Caller, user: User, factor: string): void =>
  logOfPerson(org, caller, 'user.authentication.auth_via_mfa', user, { debugData: { factor } });

/** Counts a wrong code or answer, and writes it to the System Log. @returns the person as of now */
export function countWrongAnswer(org: Org, caller: Caller, user: User, factor: string): User {
  logOfPerson(org, caller, 'user.authentication.auth_via_mfa', user, {
    outcome: { result: 'FAILURE', reason: 'INVALID_CREDENTIALS' },
    debugData: { factor },
  });
  return countFailure(org, caller, user);
}

/**
 * Counts a wrong password. From an unknown device, it may count only for unknown devices.
 * @returns the person as of now
 */
export function countWrongPassword(org: Org, caller: Caller, user: User): User {
  if (!sparesKnownDevices(org) || isKnownDevice(user, caller.device)) return countFailure(org, caller, user);
  const after = org.users.recordUnknownDevice(user.id, passwordRules(org, user).lockout);
  if (blockedDevices(org, after) === 'UNKNOWN_DEVICES')
    logOfPerson(org, caller, 'user.account.lock', after, {
      displayMessage: 'Account Locked from New Devices - Max sign-in attempts exceeded.',
      outcome: { result: 'FAILURE', reason: 'LOCKED_OUT' },
    });
  return after;
}

/** Whether too many wrong passwords keep the caller out: everyone, or all that the person does not use. */
export function isBlocked(org: Org, caller: Caller, user: User): boolean {
  const devices = blockedDevices(org, user);
  return devices === 'UNKNOWN_DEVICES' ? !isKnownDevice(user, caller.device) : devices !== undefined;
}

/** Counts a failed sign-in, and locks the account when the limit of the user's password policy is reached. */
function countFailure(org: Org, caller: Caller, { id }: User): User {
  const before = org.users.require(id);
  const { lockout } = passwordRules(org, before);
  const after = org.users.recordFailure(id, lockout);
  if (before.status === 'LOCKED_OUT' || after.status !== 'LOCKED_OUT') return after;
  logOfPerson(org, caller, 'user.account.lock', after, {
    outcome: { result: 'FAILURE', reason: 'LOCKED_OUT' },
  });
  if (lockout.sendsMail) org.messages.send(writeLockMail(after.profile.email, org.name));
  return after;
}
