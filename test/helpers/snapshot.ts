import { ManagementApiError } from '../../cli/provision/management-api.ts';
import type { ManagementApi } from '../../cli/provision/management-api.ts';
import { isFields } from '../../cli/provision/value.ts';
import type { Fields, Value } from '../../cli/provision/value.ts';

/** Paths below an object of a collection, whose content is part of it. */
const below: Record<string, readonly string[]> = {
  apps: ['groups', 'users', 'grants'],
  groups: ['users'],
  authorizationServers: ['scopes', 'claims', 'policies'],
  trustedOrigins: [],
  eventHooks: [],
  idps: [],
  users: ['roles'],
  'policies?type=ACCESS_POLICY': ['rules'],
  'policies?type=IDP_DISCOVERY': ['rules'],
  'policies?type=OKTA_SIGN_ON': ['rules'],
  'policies?type=MFA_ENROLL': ['rules'],
};

const text = (value: Value | undefined): string => (typeof value === 'string' ? value : '');

/** Times of changes; the org's assignments of people say since when they are as they are. */
const passing = /^(lastUpdated|lastMembershipUpdated|lastLogin|statusChanged)$/;

/**
 * All that an org holds, as text, but for the times of changes: two of them are equal if nobody can tell that
 * something happened in between.
 */
export async function snapshotOf(api: ManagementApi, like: readonly string[] = []): Promise<string> {
  const there = Object.entries(below).filter(
    ([path]) => path !== 'authorizationServers' || !like.includes('no-api-am'),
  );
  const collections = await Promise.all(
    there.map(async ([path, parts]) => {
      const items = await api.list(`/api/v1/${path}`);
      const whole = items.map(async (item): Promise<Fields> => {
        const base = `/api/v1/${path.replace(/\?.*/, '')}/${text(item.id)}`;
        const content = parts.map(async (part) => {
          const found = await api.list(`${base}/${part}`).catch(unlessForbidden);
          return [part, part === 'users' ? found.map(({ created: _, ...user }) => user) : found] as const;
        });
        if (path !== 'apps') return { ...item, ...Object.fromEntries(await Promise.all(content)) };
        const schema = await api.read(`/api/v1/meta/schemas/apps/${text(item.id)}/default`);
        const { custom = null } = (schema?.definitions ?? {}) as Fields;
        return { ...item, ...Object.fromEntries(await Promise.all(content)), custom };
      });
      return [path, await Promise.all(whole)] as const;
    }),
  );
  const servers = collections.find(([path]) => path === 'authorizationServers')?.[1] ?? [];
  const rules = servers.flatMap(({ id, policies }) =>
    (policies as Fields[]).map((policy) =>
      api.list(`/api/v1/authorizationServers/${text(id)}/policies/${text(policy.id)}/rules`),
    ),
  );
  const whole = { ...Object.fromEntries(collections), rules: await Promise.all(rules) };
  return JSON.stringify(whole, (name, value: Value) => (passing.test(name) ? undefined : sorted(value)), 1);
}

/** A read-only account does not see everything; what it does not see it cannot have changed. */
function unlessForbidden(error: unknown): Fields[] {
  if (error instanceof ManagementApiError && error.status === 403) return [];
  throw error;
}

const sorted = (value: Value): Value =>
  isFields(value)
    ? Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)))
    : value;

/** What of a snapshot was there in an earlier one. */
export function ofOthers(snapshot: string, earlier: string): unknown {
  const known = new Set<unknown>();
  JSON.parse(earlier, (name, value: unknown) => {
    if (name === 'id') known.add(value);
    return value;
  });
  const { rules, ...collections } = JSON.parse(snapshot) as Record<string, { id: string }[]> & {
    rules: { id: string }[][];
  };
  const there = (items: { id: string }[]) => items.filter(({ id }) => known.has(id));
  const kept = Object.entries(collections).map(([name, items]) => [name, there(items)] as const);
  return { ...Object.fromEntries(kept), rules: rules.map(there).filter(({ length }) => length > 0) };
}
