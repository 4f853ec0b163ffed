import { OktaError } from '../../org/kernel/errors.ts';
import type { User } from '../../org/kernel/model.ts';
import type { Org } from '../../org/org.ts';
import { parseFilter } from '../kernel/filter.ts';
import { pageById } from '../kernel/paging.ts';
import { presentUserInList } from './present-user.ts';
import type { Answer, ApiRequest } from '../kernel/route.ts';
import { byPrefix } from '../kernel/query-text.ts';

/** `filter` takes these only; `search` takes any attribute. */
const filterable = /^(id|status|lastUpdated|type\.id|profile\.(login|email|firstName|lastName))$/;
const always =
  /^(id|status|created|activated|statusChanged|lastUpdated|lastLogin|passwordChanged|type\.id|realmId|credentials\.provider\.(type|name))$/;

/**
 * GET /api/v1/users: `q` matches the beginning of name and email, `filter` and `search` by expression.
 * Deprovisioned people are shown only to those who ask with an expression.
 */
export function listUsers(org: Org, request: ApiRequest): Answer {
  const { query } = request;
  const search = query.get('search');
  const filter = query.get('filter');
  let users = org.users.all();
  if (search) users = matching(users, search, knownAttributes(org));
  else if (filter) users = matching(users, filter, (name) => filterable.test(name));
  else users = users.filter(({ status }) => status !== 'DEPROVISIONED');
  const isWanted = byPrefix(query.get('q')?.trim() ?? null);
  users = users.filter((user) => isWanted(...searchedNames(user)));
  if (search) users = sorted(users, query.get('sortBy'), query.get('sortOrder'));
  return pageById(org, request, users, (user) => presentUserInList(org, user));
}

function matching(users: readonly User[], expression: string, knows: (name: string) => boolean): User[] {
  const filter = parseFilter(expression, knows);
  return users.filter((user) => filter((name) => attributeOf(user, name)));
}

function attributeOf(user: User, name: string): unknown {
  if (name.startsWith('profile.')) return user.profile[name.slice('profile.'.length)];
  if (name === 'type.id') return user.typeId;
  if (name === 'credentials.provider.type') return user.provider.type;
  if (name === 'credentials.provider.name') return user.provider.name;
  return user[name as keyof User];
}

/** Every attribute that one of the user schemas has. */
export const userAttributes = (org: Org): ReadonlySet<string> =>
  new Set(
    org.userTypes.all().flatMap(({ id }) => {
      const { base, custom } = org.schemas.user(id) ?? { base: {}, custom: {} };
      return [...Object.keys(base), ...Object.keys(custom)];
    }),
  );

/** A person can be searched for by every attribute that one of the schemas has. */
function knownAttributes(org: Org): (name: string) => boolean {
  const attributes = userAttributes(org);
  return (name) =>
    always.test(name) || (name.startsWith('profile.') && attributes.has(name.slice('profile.'.length)));
}

/** First and last name, both together, and the address. */
const searchedNames = ({ profile: { firstName, lastName, email } }: User): unknown[] => [
  firstName,
  lastName,
  email,
  `${String(firstName)} ${String(lastName)}`,
];

function sorted(users: User[], sortBy: string | null, sortOrder: string | null): User[] {
  if (!sortBy) return users;
  if (!/^[\w.]{1,100}$/.test(sortBy)) throw new OktaError(400, 'E0000031', 'Invalid search criteria.');
  const sign = sortOrder?.toLowerCase().startsWith('desc') === true ? -1 : 1;
  const key = (user: User): string => {
    const value = attributeOf(user, sortBy);
    return typeof value === 'string' || typeof value === 'number' ? String(value).toLowerCase() : '';
  };
  return users.sort((a, b) => sign * (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));
}
