import type { Seed, SeedGroup, SeedUser } from '../../sandbox/index.ts';
import { inner, text } from '../provision/kinds/kind.ts';
import { ManagementApiError } from '../provision/management-api.ts';
import { readApps } from './read-apps.ts';
import { readServers } from './read-servers.ts';
import { type Names, type OrgReader, attributesIn, each, names } from './reader.ts';
import { inventedPerson, pick, redacted } from './redact.ts';

export interface CloneWishes {
  /** Attributes of profiles that are kept. */
  keep: readonly string[];
  /** How many users at most. */
  users: number;
}

/** Kinds that a seed cannot have: they are counted, so that the file says what is missing. */
const others: readonly (readonly [kind: string, path: string])[] = [
  ['event hooks', '/api/v1/eventHooks'],
  ['inline hooks', '/api/v1/inlineHooks'],
  ['identity providers', '/api/v1/idps?limit=200'],
  ['network zones', '/api/v1/zones?limit=200'],
  ['user types', '/api/v1/meta/types/user'],
  ...['OKTA_SIGN_ON', 'ACCESS_POLICY', 'PASSWORD', 'MFA_ENROLL', 'PROFILE_ENROLLMENT', 'IDP_DISCOVERY'].map(
    (type) => ['sign-in and password policies', `/api/v1/policies?type=${type}`] as const,
  ),
];

/** Reads an org into a seed, with GET requests only. */
export async function readOrg(reader: OrgReader, wishes: CloneWishes): Promise<Seed> {
  const known: Names = new Map();
  const org = await reader.read('org settings', '/api/v1/org');
  const schema = await reader.read('custom attributes', '/api/v1/meta/schemas/user/default');
  const groups = await readGroups(reader, known);
  const users = await readUsers(reader, known, wishes);
  const groupRules = await readGroupRules(reader, known);
  const apps = await readApps(reader, known, wishes.keep);
  const authorizationServers = await readServers(reader, known);
  const origins = await reader.list('trusted origins', '/api/v1/trustedOrigins?limit=200');
  for (const [kind, path] of others) {
    const found = await reader.list(kind, path).catch((error: unknown) => {
      if (error instanceof ManagementApiError) return []; // a type of policy that this engine does not have
      throw error;
    });
    reader.leaveOut(kind, found.filter(({ system, default: isDefault }) => !system && !isDefault).length);
  }
  const seed: Seed = {
    version: 1,
    org: pick(org, ['companyName', 'website']),
    userAttributes: attributesIn(schema),
    groups,
    users: users.map((user) => ({ ...user, profile: {} })),
    groupRules,
    apps,
    authorizationServers,
    trustedOrigins: origins.map((origin) => pick(origin, ['name', 'origin', 'scopes', 'status'])),
  };
  const logins = new Set(users.map(({ profile }) => profile['login']));
  const safe = redacted(seed, logins, () => reader.leaveOut('secrets in settings')) as Seed;
  // Profiles are invented, or kept because that was wanted.
  return {
    ...safe,
    users: (safe.users ?? []).map((user, index) => ({ ...user, profile: users[index]?.profile ?? {} })),
  };
}

async function readGroups(reader: OrgReader, known: Names): Promise<SeedGroup[]> {
  const all = await reader.require('groups', '/api/v1/groups?limit=200');
  const everyone = all.find(
    (group) => group.type === 'BUILT_IN' && inner(group, 'profile').name === 'Everyone',
  );
  if (everyone) known.set(text(everyone.id), 'Everyone');
  const own = all.filter(({ type }) => type !== 'BUILT_IN');
  const groups = reader.keep('groups of apps and directories', own, ({ type }) => type === 'OKTA_GROUP');
  return each(groups, async (group) => {
    const { name, description } = inner(group, 'profile');
    known.set(text(group.id), text(name));
    const roles = await reader.roles(`/api/v1/groups/${text(group.id)}`);
    return { name: text(name), description: typeof description === 'string' ? description : null, roles };
  });
}

const keptStatuses = ['STAGED', 'PROVISIONED', 'SUSPENDED'] as const;

/** Everyone but the administrator whose token it is: a sandbox org has its own. */
async function readUsers(
  reader: OrgReader,
  known: Names,
  { keep, users: most }: CloneWishes,
): Promise<SeedUser[]> {
  const me = await reader.api.read('/api/v1/users/me').catch(() => undefined); // a service app is not a user
  const found = await reader.require('users', '/api/v1/users?limit=200');
  const all = reader.keep('administrator whose token was used', found, ({ id }) => id !== me?.id);
  const gone = await reader.list(
    'deactivated users',
    '/api/v1/users?limit=200&filter=status%20eq%20%22DEPROVISIONED%22',
  );
  reader.leaveOut('deactivated users', gone.length);
  reader.leaveOut(`users beyond the first ${most}`, all.length - most);
  const admins = await reader.admins();
  return each(all.slice(0, most), async (user, index) => {
    const id = text(user.id);
    const profile = { ...inventedPerson(index), ...pick(inner(user, 'profile'), keep) };
    known.set(id, text(profile.login));
    const groups = await reader.list('group memberships', `/api/v1/users/${id}/groups`);
    return {
      profile,
      status: keptStatuses.find((status) => status === user.status) ?? 'ACTIVE',
      groups: groups.flatMap((group) =>
        group.type === 'OKTA_GROUP' ? (known.get(text(group.id)) ?? []) : [],
      ),
      roles: admins.includes(id) ? await reader.roles(`/api/v1/users/${id}`) : [],
    };
  });
}

async function readGroupRules(reader: OrgReader, known: Names): Promise<Seed['groupRules']> {
  const rules = await reader.list('group rules', '/api/v1/groups/rules?limit=50');
  const read = rules.map((rule) => ({
    name: text(rule.name),
    expression: text(inner(rule, 'conditions', 'expression').value),
    groups: names(inner(rule, 'actions', 'assignUserToGroups').groupIds).flatMap((id) => known.get(id) ?? []),
    status: rule.status === 'ACTIVE' ? ('ACTIVE' as const) : ('INACTIVE' as const),
  }));
  // IDs are different in the sandbox, so a rule that names any would do something else.
  return reader.keep(
    'group rules',
    read,
    ({ groups, expression }) => groups.length > 0 && !/\b00[gu]\w{17}/.test(expression),
  );
}
