import { later } from '../kernel/context.ts';
import { randomText } from '../kernel/ids.ts';
import { writeLinkMail } from '../org/message-texts.ts';
import type { User } from '../kernel/model.ts';
import type { Org } from '../org.ts';
import { passwordRules } from '../policies/sign-in-rules.ts';

/** For what a person shows by a mail that the account is theirs. */
export type RecoveryPurpose = 'recovery' | 'unlock';

/** People of other statuses are treated like somebody whom the org does not know. */
const recoverable: readonly string[] = ['ACTIVE', 'LOCKED_OUT', 'PASSWORD_EXPIRED', 'RECOVERY'];

/** The person behind a name that somebody gave who forgot the password. */
export function recoverablePerson(org: Org, login: string): User | undefined {
  const user = org.users.byLogin(login);
  return user && recoverable.includes(user.status) ? user : undefined;
}

/** Sends the mail with the link that ends on the org's own page; an earlier link is void from now on. */
export function sendRecoveryMail(org: Org, user: User, purpose: RecoveryPurpose): void {
  const token = randomText(20);
  const minutes = passwordRules(org, user).recoveryTokenMinutes;
  org.transaction(() => {
    org.users.update(user, {
      recoveryToken: token,
      recoveryTokenExpires: later(org.now(), minutes * 60),
    });
    org.messages.send(
      writeLinkMail({
        to: user.profile.email,
        orgName: org.name,
        purpose,
        link: `${org.url}/${purpose === 'unlock' ? 'unlock_account' : 'reset_password'}/${token}`,
        minutes,
      }),
    );
  });
}

/** Who got the token in an activation, reset or unlock mail, while it counts. */
export function ownerOfRecoveryToken(org: Org, token: string): User | undefined {
  const user = org.users.all().find(({ recoveryToken }) => recoveryToken === token);
  const expires = user?.recoveryTokenExpires;
  return expires !== undefined && Date.parse(expires) <= org.clock() ? undefined : user;
}

/** The token counts once. */
export function spendRecoveryToken(org: Org, user: User): User {
  const { recoveryToken: _token, recoveryTokenExpires: _expires, ...rest } = user;
  return org.users.update(rest, {});
}

/** The account is open again, where it was locked. */
export const unlockPerson = (org: Org, user: User): User =>
  user.status === 'LOCKED_OUT' ? org.users.unlock(user) : user;
