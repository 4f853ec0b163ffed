import type { User } from '../../org/kernel/model.ts';
import type { Org } from '../../org/org.ts';
import { fullName } from '../../org/people/user-orders.ts';
import { type Comparison, type Filter, filterOf } from '../kernel/filter.ts';
import { pageById, pageFrom } from '../kernel/paging.ts';
import { type Sorting, sorted, sortingOf } from '../kernel/sorting.ts';
import { projection } from './user-fields.ts';
import { presentUserInList } from './present-user.ts';
import type { Answer, ApiRequest } from '../kernel/route.ts';
import { byPrefix } from '../kernel/query-text.ts';

/** `filter` compares these only, and but for the time only for being equal; `search` takes any attribute. */
const filterable = /^(id|status|lastUpdated|type\.id|profile\.(login|email|firstName|lastName))$/;
const isFilterable = (name: string, operator: string): boolean =>
  filterable.test(name) &&
  (operator === 'eq' || (name === 'lastUpdated' && /^(gt|ge|lt|le)$/.test(operator)));
const always =
  /^(id|status|created|activated|statusChanged|lastUpdated|lastLogin|passwordChanged|type\.id|realmId|credentials\.provider\.(type|name))$/;

/**
 * GET /api/v1/users: `q` matches the beginning of name and email, `filter` and `search` by expression.
 * Deprovisioned people are shown only to those who ask with an expression.
 */
export function listUsers(org: Org, request: ApiRequest): Answer {
  const { query } = request;
  const decide = filterOf(query, {
    search: (name) => isKnownAttribute(org, name),
    filter: isFilterable,
  });
  const q = query.get('q')?.trim().toLowerCase() ?? '';
  const isNamed = byPrefix(q);
  const isWanted = (user: User): boolean =>
    isNamed(...searchedNames(user)) &&
    (decide ? decide((name) => attributeOf(user, name)) : user.status !== 'DEPROVISIONED');
  const sorting = sortingOf(query, (name) => /^[\w.]{1,100}$/.test(name));
  const fields = query.get('fields');
  const shown = fields ? projection(fields) : undefined;
  const present = (user: User): unknown => {
    const whole = presentUserInList(org, user);
    return shown ? shown(whole) : whole;
  };
  const few = candidates(org, decide, q);
  const after = query.get('after');
  if (few || !canContinue(org, sorting, after)) {
    const users = (few ?? org.users.all()).filter(isWanted);
    return pageById(org, request, sorted(users, sorting, attributeOf), present, q === '' ? 200 : 10);
  }
  const all = org.users.inOrder(sorting?.name.replace(/^profile\./, ''), sorting?.sign).after(after);
  return pageFrom(org, request, matching(all, isWanted), present, { defaultLimit: 200, maximum: 200 });
}

function* matching(users: Iterable<User>, isWanted: (user: User) => boolean): Generator<User> {
  for (const user of users) if (isWanted(user)) yield user;
}

/** Whether a kept order can continue after that person: if they have been deleted, only the order of age can. */
const canContinue = (org: Org, sorting: Sorting | undefined, after: string | null): boolean =>
  sorting === undefined ||
  (sorting.name.startsWith('profile.') && (after === null || org.users.get(after) !== undefined));

/** The few users who can match, the oldest first, if an index finds them, so that a search for one user does not test all. */
function candidates(org: Org, decide: Filter | undefined, q: string): User[] | undefined {
  const cover = decide?.covers.find((one) => one.every(isIndexed));
  if (cover) return byAge(cover.flatMap((comparison) => [...found(org, comparison)]));
  if (q === '') return undefined;
  // Whose first name begins with it, whose full name does, too.
  return byAge(
    [fullName, 'lastName', 'email'].flatMap((name) => [...org.users.inOrder(name).startingWith(q)]),
  );
}

const byAge = (users: readonly User[]): User[] =>
  [...new Map(users.map((user) => [user.id, user])).values()].sort((a, b) => (a.id < b.id ? -1 : 1));

/** Numbers and times compare by value, so only other texts are looked up. */
const isText = (wanted: string): boolean =>
  wanted !== '' && Number.isNaN(Number(wanted)) && !/^\d{4}-\d\d-\d\d/.test(wanted);

const isIndexed = ({ path, operator, wanted }: Comparison): boolean =>
  /^profile\.(login|email|firstName|lastName)$/.test(path) &&
  ((operator === 'sw' && wanted !== '') || (operator === 'eq' && isText(wanted)));

function found(org: Org, { path, operator, wanted }: Comparison): Iterable<User> {
  const name = path.slice('profile.'.length);
  if (operator === 'eq' && (name === 'login' || name === 'email')) return org.users.named(name, wanted);
  return org.users.inOrder(name).startingWith(wanted);
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
const isKnownAttribute = (org: Org, name: string): boolean =>
  always.test(name) ||
  (name.startsWith('profile.') && userAttributes(org).has(name.slice('profile.'.length)));

/** First and last name, both together, and the address. */
const searchedNames = ({ profile: { firstName, lastName, email } }: User): unknown[] => [
  firstName,
  lastName,
  email,
  `${String(firstName)} ${String(lastName)}`,
];
