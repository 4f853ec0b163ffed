import type { SeedAuthorizationServer, SeedPolicy, SeedRule } from '../../sandbox/index.ts';
import { inner, text } from '../provision/kinds/kind.ts';
import type { Fields } from '../provision/value.ts';
import { type Names, type OrgReader, each, names } from './reader.ts';
import { isForNobody } from './fit.ts';
import { pick } from './redact.ts';

const scopeFields = [
  'name',
  'displayName',
  'description',
  'consent',
  'default',
  'metadataPublish',
  'optional',
];
const claimFields = [
  ...['name', 'claimType', 'valueType', 'value', 'status', 'alwaysIncludeInToken', 'conditions'],
  'group_filter_type',
];
const lifetimes = ['accessTokenLifetimeMinutes', 'refreshTokenLifetimeMinutes', 'refreshTokenWindowMinutes'];
const byPriority = (one: Fields, other: Fields): number => Number(one.priority) - Number(other.priority);
const isActive = ({ status }: Fields): boolean => status === 'ACTIVE';

/** Authorization servers; of the server `default`, only what was added to it. */
export async function readServers(reader: OrgReader, known: Names): Promise<SeedAuthorizationServer[]> {
  const all = await reader.list('authorization servers', '/api/v1/authorizationServers?limit=200');
  const servers = reader.keep('inactive authorization servers', all, isActive);
  return each(servers, async (server) => {
    const path = `/api/v1/authorizationServers/${text(server.id)}`;
    const scopes = await reader.list('scopes', `${path}/scopes`);
    const claims = await reader.list('claims', `${path}/claims`);
    const policies = await reader.list('access policies', `${path}/policies`);
    const isOwn = ({ system }: Fields): boolean => system !== true;
    const own = policies.filter(({ name }) => server.name !== 'default' || name !== 'Default Policy');
    const active = reader.keep('inactive access policies', own.toSorted(byPriority), isActive);
    const read = await each(active, (policy) => readPolicy(reader, known, path, policy));
    return {
      server: pick(server, ['name', 'description', 'audiences', 'issuerMode']),
      scopes: scopes.filter(isOwn).map((scope) => pick(scope, scopeFields)),
      claims: claims.filter(isOwn).map((claim) => pick(claim, claimFields)),
      policies: reader.keep('access policies', read, ({ clients }) => clients.length > 0),
    };
  });
}

async function readPolicy(
  reader: OrgReader,
  known: Names,
  server: string,
  policy: Fields,
): Promise<SeedPolicy> {
  const rules = await reader.list('access rules', `${server}/policies/${text(policy.id)}/rules`);
  const active = reader.keep('inactive access rules', rules.toSorted(byPriority), isActive);
  return {
    name: text(policy.name),
    description: typeof policy.description === 'string' ? policy.description : '',
    clients: names(inner(policy, 'conditions', 'clients').include).flatMap((id) =>
      id === 'ALL_CLIENTS' ? id : (known.get(id) ?? []),
    ),
    rules: reader.keep(
      'access rules for users or groups that are left out',
      active.map((rule) => readRule(known, rule)),
      (rule) => !isForNobody(rule),
    ),
  };
}

function readRule(known: Names, rule: Fields): SeedRule {
  const included = (...path: string[]): string[] => names(inner(rule, 'conditions', ...path).include);
  const named = (id: string): string | string[] => (id === 'EVERYONE' ? 'Everyone' : (known.get(id) ?? []));
  return {
    name: text(rule.name),
    grantTypes: included('grantTypes'),
    scopes: included('scopes'),
    groups: included('people', 'groups').flatMap(named),
    users: included('people', 'users').flatMap(named),
    token: pick(inner(rule, 'actions', 'token'), lifetimes),
  };
}
