import { later } from '../kernel/context.ts';
import { randomText } from '../kernel/ids.ts';
import { writeLinkMail } from '../org/message-texts.ts';
import type { User } from '../kernel/model.ts';
import type { Org } from '../org.ts';
import { passwordRules } from '../policies/sign-in-rules.ts';

/** What a recovery email is for. */
export type RecoveryPurpose = 'recovery' | 'unlock';

/** Users with other statuses are treated as unknown. */
const recoverable: readonly string[] = ['ACTIVE', 'LOCKED_OUT', 'PASSWORD_EXPIRED', 'RECOVERY'];

/** The user for the name entered at password recovery. */
export function recoverablePerson(org: Org, login: string): User | undefined {
  const user = org.users.byLogin(login);
  return user && recoverable.includes(user.status) ? user : undefined;
}

/** For how long Okta's activation links are good, unless the org says otherwise. */
const activationMinutes = 7 * 24 * 60;

/** The org's own pages that links of mails lead to. */
const pages = { activation: 'welcome', recovery: 'reset_password', unlock: 'unlock_account' } as const;

export type LinkPurpose = keyof typeof pages;

/** A new link to one of the org's own pages; an earlier one is void from now on. */
export function renewLink(
  org: Org,
  user: User,
  purpose: LinkPurpose,
): { readonly token: string; readonly url: string; readonly minutes: number } {
  const token = randomText(20);
  const minutes =
    purpose === 'activation' ? activationMinutes : passwordRules(org, user).recoveryTokenMinutes;
  org.users.update(user, { recoveryToken: token, recoveryTokenExpires: later(org.now(), minutes * 60) });
  return { token, url: `${org.url}/${pages[purpose]}/${token}`, minutes };
}

/** Sends the mail with the link that ends on the org's own page. */
export function sendRecoveryMail(org: Org, user: User, purpose: LinkPurpose): void {
  org.transaction(() => {
    const { url: link, minutes } = renewLink(org, user, purpose);
    const to = user.profile.email;
    org.messages.send(writeLinkMail({ to, orgName: org.brandName, purpose, link, minutes }));
  });
}

/** The user who got a valid token in an activation, reset or unlock email. */
export function ownerOfRecoveryToken(org: Org, token: string): User | undefined {
  const user = org.users.all().find(({ recoveryToken }) => recoveryToken === token);
  const expires = user?.recoveryTokenExpires;
  return expires !== undefined && Date.parse(expires) <= org.clock() ? undefined : user;
}

/** Invalidates the token, which is valid once. */
export function spendRecoveryToken(org: Org, user: User): User {
  const { recoveryToken: _token, recoveryTokenExpires: _expires, ...rest } = user;
  return org.users.update(rest, {});
}

/** Unlocks the account if it was locked, for some devices or for all. */
export const unlockPerson = (org: Org, user: User): User =>
  user.status === 'LOCKED_OUT' || user.unknownDevices !== undefined ? org.users.unlock(user) : user;
