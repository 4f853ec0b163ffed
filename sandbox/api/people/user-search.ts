import { OktaError } from '../../org/kernel/errors.ts';
import type { User } from '../../org/kernel/model.ts';
import type { Org } from '../../org/org.ts';
import { fullName, sortText } from '../../org/people/user-orders.ts';
import { allOf, type Comparison, type Filter, parseFilter } from '../kernel/filter.ts';
import { pageById, pageFrom } from '../kernel/paging.ts';
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
  const decide = decisionOf(org, query);
  const q = query.get('q')?.trim().toLowerCase() ?? '';
  const isNamed = byPrefix(q);
  const isWanted = (user: User): boolean =>
    isNamed(...searchedNames(user)) &&
    (decide ? decide((name) => attributeOf(user, name)) : user.status !== 'DEPROVISIONED');
  const sorting = query.get('search') ? sortingOf(query) : undefined;
  const fields = query.get('fields');
  const shown = fields ? projection(fields) : undefined;
  const present = (user: User): unknown => {
    const whole = presentUserInList(org, user);
    return shown ? shown(whole) : whole;
  };
  const few = candidates(org, decide, q);
  const after = query.get('after');
  if (few || !canContinue(org, sorting, after)) {
    const users = few ?? org.users.all();
    return pageById(org, request, sorted(users.filter(isWanted), sorting), present, q === '' ? 200 : 10);
  }
  const all = org.users.inOrder(sorting?.name.replace(/^profile\./, ''), sorting?.sign).after(after);
  return pageFrom(org, request, matching(all, isWanted), present, { defaultLimit: 200, maximum: 200 });
}

/** What `search` or `filter` asks for. @throws OktaError 400 */
function decisionOf(org: Org, query: URLSearchParams): Filter | undefined {
  const [search, filter] = [query.get('search'), query.get('filter')];
  const asked = [
    ...(search ? [parseFilter(search, knownAttributes(org))] : []),
    ...(filter ? [parseFilter(filter, isFilterable)] : []),
  ];
  return asked.length > 0 ? allOf(asked) : undefined;
}

function* matching(users: Iterable<User>, isWanted: (user: User) => boolean): Generator<User> {
  for (const user of users) if (isWanted(user)) yield user;
}

/** Whether a kept order can continue after that person: if they have been deleted, only the order of age can. */
const canContinue = (org: Org, sorting: Sorting | undefined, after: string | null): boolean =>
  sorting === undefined ||
  (sorting.name.startsWith('profile.') && (after === null || org.users.get(after) !== undefined));

/** The few who can match, the oldest first, where an index finds them: no search for one person tests a hundred thousand. */
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

interface Sorting {
  readonly name: string;
  readonly sign: 1 | -1;
}

/** @throws OktaError 400 */
function sortingOf(query: URLSearchParams): Sorting | undefined {
  const [name, direction] = [query.get('sortBy'), query.get('sortOrder')];
  if (!name) return undefined;
  if (!/^[\w.]{1,100}$/.test(name)) throw new OktaError(400, 'E0000031', 'Invalid search criteria.');
  return { name, sign: direction?.toLowerCase().startsWith('desc') === true ? -1 : 1 };
}

function sorted(users: User[], sorting: Sorting | undefined): User[] {
  if (!sorting) return users;
  const key = (user: User): string => sortText(attributeOf(user, sorting.name));
  return users.sort((a, b) => sorting.sign * (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));
}
