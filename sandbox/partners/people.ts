import type { User } from '../org/kernel/model.ts';
import type { Org } from '../org/org.ts';

export function nameOf({ profile }: User): string {
  const { firstName, lastName, login } = profile;
  const name = [firstName, lastName].filter((part) => typeof part === 'string').join(' ');
  return name || login;
}

export interface ListedPerson {
  readonly id: string;
  readonly name: string;
  readonly initials: string;
  readonly login: string;
  readonly email: string;
}

/** The org's users for a list to choose from; deactivated users no longer have a phone or mailbox. */
export function peopleWithInitials(org: Org): ListedPerson[] {
  return org.users
    .all()
    .filter(({ status }) => status !== 'DEPROVISIONED')
    .map((user) => ({
      id: user.id,
      name: nameOf(user),
      initials: initialsOf(nameOf(user)),
      login: user.profile.login,
      email: user.profile.email,
    }));
}

/** At most two letters for the colored circle. */
export const initialsOf = (name: string): string =>
  name
    .split(/\s+/)
    .map((part) => part.charAt(0))
    .slice(0, 2)
    .join('')
    .toUpperCase();
