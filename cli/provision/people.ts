import type { ManagementApi } from './management-api.ts';
import { text } from './kinds/kind.ts';

/** A demo person. The passwords are not secret: they only give access to a shop on this machine. */
export interface DemoPerson {
  login: string;
  firstName: string;
  lastName: string;
  password: string;
  /** The person's role in the shop. */
  kind: 'basic' | 'premium' | 'admin';
  /** The demo org resource of the group they join. */
  group?: 'okta_group.premium' | 'okta_group.admin';
  /** Their admin role in the org itself. */
  role?: 'SUPER_ADMIN';
}

export const demoPeople: readonly DemoPerson[] = [
  {
    login: 'ada@example.com',
    firstName: 'Ada',
    lastName: 'Lovelace',
    password: 'Shop-Basic-2026',
    kind: 'basic',
  },
  {
    login: 'grace@example.com',
    firstName: 'Grace',
    lastName: 'Hopper',
    password: 'Shop-Premium-2026',
    kind: 'premium',
    group: 'okta_group.premium',
  },
  {
    login: 'linus@example.com',
    firstName: 'Linus',
    lastName: 'Berg',
    password: 'Shop-Admin-2026',
    kind: 'admin',
    group: 'okta_group.admin',
    role: 'SUPER_ADMIN',
  },
];

type GroupId = (resource: string) => string | Promise<string>;

/**
 * Creates the missing demo people and assigns groups and roles. Existing people keep their password.
 * @param groupId id of a demo org group by its resource, once it exists
 */
export async function ensureDemoPeople(api: ManagementApi, groupId: GroupId): Promise<void> {
  await Promise.all(demoPeople.map((person) => ensurePerson(api, person, groupId)));
}

async function ensurePerson(api: ManagementApi, person: DemoPerson, groupId: GroupId) {
  const { login, firstName, lastName, password, group, role } = person;
  const present =
    (await api.read(`/api/v1/users/${encodeURIComponent(login)}`)) ??
    (await api.post('/api/v1/users?activate=true', {
      profile: { login, email: login, firstName, lastName },
      credentials: { password: { value: password } },
    }));
  const id = text(present.id);
  if (group) await api.put(`/api/v1/groups/${await groupId(group)}/users/${id}`);
  if (!role) return;
  await ensureFactors(api, id, login);
  const roles = await api.list(`/api/v1/users/${id}/roles`);
  if (!roles.some((item) => item.type === role)) await api.post(`/api/v1/users/${id}/roles`, { type: role });
}

/** Enrolls Okta Verify on the sandbox's phone. */
export async function ensurePhone(api: ManagementApi, login: string): Promise<void> {
  const path = `/api/v1/users/${encodeURIComponent(login)}/factors`;
  if ((await api.list(path)).some(({ factorType }) => factorType === 'push')) return;
  await api.post(`${path}?activate=true`, { factorType: 'push', provider: 'OKTA' });
}

/** Admins approve orders with a second factor, so Okta Verify, SMS and email are enrolled from the start. */
async function ensureFactors(api: ManagementApi, userId: string, email: string): Promise<void> {
  const path = `/api/v1/users/${userId}/factors`;
  const present = (await api.list(path)).map(({ factorType }) => factorType);
  const wanted = [
    { factorType: 'push', provider: 'OKTA' },
    { factorType: 'sms', provider: 'OKTA', profile: { phoneNumber: '+14155550142' } },
    { factorType: 'email', provider: 'OKTA', profile: { email } },
  ].filter(({ factorType }) => !present.includes(factorType));
  for (const factor of wanted) await api.post(`${path}?activate=true`, factor);
}
