import { text } from '../../../cli/provision/kinds/kind.ts';
import { ManagementApi } from '../../../cli/provision/management-api.ts';
import { orgId } from './org-id.ts';
import type { Json } from './recorder.ts';

type Fields = Record<string, Json>;

/** A collection of the Management API, with what hangs on each of its objects. */
interface Collection {
  /** In the path, `{id}` stands for the object that it hangs on. */
  path: string;
  /** What an object is called by, unique in its collection. */
  name(item: Fields): Json | undefined;
  parts?: Record<string, Collection>;
  /** One object instead of many. */
  single?: boolean;
}

const named = ({ name }: Fields) => name;
const rules: Collection = { path: '/api/v1/policies/{id}/rules', name: named };
const policies = (type: string): Collection => ({
  path: `/api/v1/policies?type=${type}`,
  name: named,
  parts: { rules },
});
const profileOf = (item: Fields): Fields => (item['profile'] ?? {}) as Fields;

const collections: Record<string, Collection> = {
  groups: { path: '/api/v1/groups', name: (group) => profileOf(group)['name'] },
  users: {
    path: '/api/v1/users',
    name: (user) => profileOf(user)['login'],
    parts: {
      groups: { path: '/api/v1/users/{id}/groups', name: (group) => profileOf(group)['name'] },
      roles: { path: '/api/v1/users/{id}/roles', name: ({ type }) => type },
      factors: { path: '/api/v1/users/{id}/factors', name: ({ factorType }) => factorType },
    },
  },
  ...Object.fromEntries(
    ['ACCESS_POLICY', 'IDP_DISCOVERY', 'MFA_ENROLL', 'OKTA_SIGN_ON', 'PASSWORD', 'PROFILE_ENROLLMENT'].map(
      (type) => [type, policies(type)],
    ),
  ),
  authenticators: { path: '/api/v1/authenticators', name: ({ key }) => key },
  idpKeys: { path: '/api/v1/idps/credentials/keys', name: ({ x5c }) => (x5c as string[])[0] },
  idps: { path: '/api/v1/idps', name: named },
  apps: {
    path: '/api/v1/apps',
    name: ({ label }) => label,
    parts: {
      schema: {
        path: '/api/v1/meta/schemas/apps/{id}/default',
        name: () => 'default',
        single: true,
      },
      groups: { path: '/api/v1/apps/{id}/groups', name: ({ id }) => id },
      users: { path: '/api/v1/apps/{id}/users', name: ({ id }) => id },
      grants: { path: '/api/v1/apps/{id}/grants', name: ({ scopeId }) => scopeId },
    },
  },
  authorizationServers: {
    path: '/api/v1/authorizationServers',
    name: named,
    parts: {
      scopes: { path: '/api/v1/authorizationServers/{id}/scopes', name: named },
      claims: {
        path: '/api/v1/authorizationServers/{id}/claims',
        name: ({ name, claimType }) => `${text(name)} ${text(claimType)}`,
      },
      policies: {
        path: '/api/v1/authorizationServers/{id}/policies',
        name: named,
        parts: { rules: { path: '/api/v1/authorizationServers/{parent}/policies/{id}/rules', name: named } },
      },
    },
  },
  trustedOrigins: { path: '/api/v1/trustedOrigins', name: ({ origin }) => origin },
  eventHooks: { path: '/api/v1/eventHooks', name: named },
  inlineHooks: { path: '/api/v1/inlineHooks', name: named },
  zones: { path: '/api/v1/zones', name: named },
  userTypes: { path: '/api/v1/meta/types/user', name: named },
  userSchema: { path: '/api/v1/meta/schemas/user/default', name: () => 'default', single: true },
  mappings: {
    path: '/api/v1/mappings',
    name: ({ source, target }) =>
      `${text((source as Fields)['name'])} to ${text((target as Fields)['name'])}`,
  },
  brands: { path: '/api/v1/brands', name: named },
};

/** What differs from one org to the next even when both were configured alike. */
const own =
  /^(created|activated|lastUpdated|statusChanged|lastLogin|passwordChanged|lastMembershipUpdated|lastRotated|nextRotation|expiresAt|lastUpdate|client_secret)$/;

/**
 * Everything that an org tells of itself over its Management API, in the names of things instead of their ids and
 * without times and secrets: orgs that were configured alike give the same.
 */
export async function describeOrg(url: string, apiToken: string): Promise<Fields> {
  const api = new ManagementApi(url, apiToken);
  /** By id, what it names. */
  const names = new Map<string, string>([[url, '{org}']]);

  async function read(kind: string, collection: Collection, id = '', parent = ''): Promise<Fields> {
    const path = collection.path.replace('{id}', id).replace('{parent}', parent);
    const items = (collection.single ? [await api.read(path)] : await api.list(path)) as (
      Fields | undefined
    )[];
    const described: Fields = {};
    for (const item of items.filter((one) => one !== undefined)) {
      const key = text(collection.name(item));
      if (key in described) throw new Error(`${path}: there are two called '${key}'.`);
      const itemId = item['id'] === undefined ? '' : text(item['id']);
      remember(item, `${kind} ${key}`);
      const parts = await Promise.all(
        Object.entries(collection.parts ?? {}).map(
          async ([part, of]) => [part, await read(`${kind} ${key} ${part}`, of, itemId, id)] as const,
        ),
      );
      described[key] = { ...item, ...(parts.length > 0 && { parts: Object.fromEntries(parts) }) };
    }
    return described;
  }
  function remember(item: Fields, name: string): void {
    const ids = [item['id'], item['kid'], clientIdOf(item)];
    for (const id of ids) if (typeof id === 'string' && !names.has(id)) names.set(id, `{${name}}`);
  }

  const whole: Fields = {};
  for (const [kind, collection] of Object.entries(collections)) whole[kind] = await read(kind, collection);
  return neutral(whole, names) as Fields;
}

function clientIdOf(item: Fields): Json | undefined {
  const credentials = item['credentials'] as { oauthClient?: Fields } | undefined;
  return credentials?.oauthClient?.['client_id'];
}

function neutral(value: Json, names: ReadonlyMap<string, string>, key = ''): Json {
  if (typeof value === 'string') return key === 'kid' ? (names.get(value) ?? '{kid}') : inNames(value, names);
  if (Array.isArray(value)) return inOrder(value.map((one) => neutral(one, names)));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => !own.test(name))
      .map(([name, one]) => [inNames(name, names), neutral(one, names, name)] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

/** Plain lists of texts are sets to Okta: clients write them in any order. */
const inOrder = (list: Json[]): Json[] =>
  list.every((one) => typeof one === 'string') ? [...list].sort((a, b) => (a < b ? -1 : 1)) : list;

function inNames(plain: string, names: ReadonlyMap<string, string>): string {
  let said = plain;
  for (const [id, name] of names) if (id !== 'default') said = said.replaceAll(id, name);
  // What is in no collection, such as the schema of a user type: only its kind is told.
  return said.replace(orgId, (id) => `{${id.slice(0, 3)}}`);
}
