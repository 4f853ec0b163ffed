import type { OktaClient } from './client.ts';
import { nextCursor } from './paging.ts';

/** A user of the org as shown on the admin pages. */
interface OrgUser {
  id: string;
  login: string;
  name: string;
  status: string;
  /** Seconds since the epoch. */
  lastLogin: number | undefined;
}

export interface UserPage {
  users: OrgUser[];
  /** The cursor of the next page; undefined on the last. */
  next: string | undefined;
}

/** Users whose login, email or name begins with `search`; all users without it. */
export async function listUsers(
  client: OktaClient,
  { search, after, limit }: { search: string; after: string | undefined; limit: number },
): Promise<UserPage> {
  const collection = await client.userApi.listUsers({
    limit,
    ...(after === undefined ? {} : { after }),
    ...(search === '' ? {} : { search: searchFor(search) }),
  });
  const users = (await collection.getNextPage()) as unknown as SdkUser[];
  return { users: users.map(presentUser), next: nextCursor(collection) };
}

export type UserAction = 'activate' | 'suspend' | 'unsuspend' | 'unlock' | 'reset-password' | 'reset-factors';

/** Admin actions on an account, by the name of Okta's lifecycle operation. */
export const userActions: Readonly<
  Record<UserAction, (client: OktaClient, userId: string) => Promise<unknown>>
> = {
  activate: (client: OktaClient, userId: string) => client.userApi.activateUser({ userId, sendEmail: false }),
  suspend: (client: OktaClient, userId: string) => client.userApi.suspendUser({ userId }),
  unsuspend: (client: OktaClient, userId: string) => client.userApi.unsuspendUser({ userId }),
  unlock: (client: OktaClient, userId: string) => client.userApi.unlockUser({ userId }),
  'reset-password': (client: OktaClient, userId: string) =>
    client.userApi.generateResetPasswordToken({ userId, sendEmail: true }),
  'reset-factors': (client: OktaClient, userId: string) => client.userApi.resetFactors({ userId }),
};

/** The actions that Okta allows for an account in this status. */
export function actionsFor(status: string): UserAction[] {
  switch (status) {
    case 'ACTIVE':
      return ['suspend', 'reset-password', 'reset-factors'];
    case 'SUSPENDED':
      return ['unsuspend'];
    case 'LOCKED_OUT':
      return ['unlock', 'reset-password'];
    case 'STAGED':
    case 'DEPROVISIONED':
      return ['activate'];
    case 'RECOVERY':
    case 'PASSWORD_EXPIRED':
      return ['reset-password'];
    default:
      return [];
  }
}

/** @returns names of the user's groups */
export async function groupsOfUser(
  client: OktaClient,
  userId: string,
): Promise<{ id: string; name: string }[]> {
  const collection = await client.userApi.listUserGroups({ userId });
  const groups: { id: string; name: string }[] = [];
  await collection.each((group) => {
    groups.push({ id: group.id ?? '', name: group.profile?.name ?? '' });
  });
  return groups;
}

interface SdkUser {
  id?: string;
  status?: string;
  lastLogin?: Date | null;
  profile?: { login?: string; firstName?: string | null; lastName?: string | null };
}

function presentUser({ id = '', status = '', lastLogin, profile = {} }: SdkUser): OrgUser {
  const login = profile.login ?? '';
  const name = [profile.firstName, profile.lastName].filter(Boolean).join(' ');
  return {
    id,
    login,
    name: name === '' ? login : name,
    status,
    lastLogin: lastLogin ? Math.floor(new Date(lastLogin).getTime() / 1000) : undefined,
  };
}

/** Okta's search language; quotes and backslashes in a value are escaped. */
function searchFor(text: string): string {
  const value = text.replace(/["\\]/g, String.raw`\$&`);
  return ['login', 'email', 'firstName', 'lastName']
    .map((name) => `profile.${name} sw "${value}"`)
    .join(' or ');
}
