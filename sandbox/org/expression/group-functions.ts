import type { ExpressionGroup, ExpressionScope } from './scope.ts';
import { javaPattern } from './java-pattern.ts';
import { ExpressionError, isRecord, list, text } from './values.ts';

type GroupFunction = (args: readonly unknown[], scope: ExpressionScope) => unknown;

const groupsOf = ({ person }: ExpressionScope): readonly ExpressionGroup[] => person?.groups ?? [];

/** How many groups at most. @throws ExpressionError in the words of Okta's event `reasons` */
function limitOf(limit: unknown = 100): number {
  if (typeof limit !== 'number' || !Number.isInteger(limit))
    throw new ExpressionError('Group limit is not an integer');
  if (limit <= 0) throw new ExpressionError('Group limit is 0 or negative');
  if (limit > 100) throw new ExpressionError('Group limit is too large, max is 100');
  return limit;
}

/**
 * Names of groups, from one source: the org's own are `OKTA`. Null if there is none, so that `?:` can provide a
 * default.
 */
function groupNames(matches: (name: string, pattern: string) => boolean): GroupFunction {
  return ([source, pattern, limit], scope) => {
    const own = text(source).toUpperCase() === 'OKTA';
    const names = groupsOf(scope)
      .filter(({ name, type }) => own === (type !== 'APP_GROUP') && matches(name, text(pattern)))
      .map(({ name }) => name)
      .slice(0, limitOf(limit));
    return names.length > 0 ? names : null;
  };
}

const isMember =
  (matches: (group: ExpressionGroup, args: readonly unknown[]) => boolean): GroupFunction =>
  (args, scope) =>
    groupsOf(scope).some((group) => matches(group, args));

export const groupFunctions: Readonly<Record<string, GroupFunction>> = {
  'Groups.startsWith': groupNames((name, pattern) => name.startsWith(pattern)),
  'Groups.endsWith': groupNames((name, pattern) => name.endsWith(pattern)),
  'Groups.contains': groupNames((name, pattern) => name.includes(pattern)),
  getFilteredGroups: (args, scope) => {
    const [allowed, expression, limit] = args;
    if (args.length !== 3) throw new ExpressionError('Invalid number of parameters');
    if (!Array.isArray(allowed)) throw new ExpressionError('Allowlist is not an array');
    const names = groupsOf(scope).filter(({ id }) => allowed.includes(id));
    const attribute = text(expression);
    return names
      .slice(0, limitOf(limit))
      .map((group) =>
        attribute === 'group.id' ? group.id : attribute === 'group.type' ? group.type : group.name,
      );
  },
  isMemberOfGroup: isMember(({ id }, [wanted]) => id === wanted),
  isMemberOfAnyGroup: isMember(({ id }, ids) => ids.flatMap(list).includes(id)),
  isMemberOfGroupName: isMember(({ name }, [wanted]) => name === wanted),
  isMemberOfGroupNameStartsWith: isMember(({ name }, [part]) => name.startsWith(text(part))),
  isMemberOfGroupNameContains: isMember(({ name }, [part]) => name.includes(text(part))),
  isMemberOfGroupNameRegex: ([pattern], scope) => {
    const groups = groupsOf(scope);
    if (groups.length === 0) return false;
    const compiled = patternOf(pattern);
    return groups.some(({ name }) => compiled.test(name));
  },
};

/** @throws ExpressionError if it is not a regular expression */
export function patternOf(pattern: unknown): RegExp {
  const compiled = javaPattern(text(pattern));
  if (compiled === undefined) throw new ExpressionError(`'${text(pattern)}' is not a regular expression`);
  return compiled;
}

/** Java's `matches`: the whole text. @throws ExpressionError if it is not a regular expression */
export const matchesPattern = (value: string, pattern: unknown): boolean => patternOf(pattern).test(value);

/**
 * The groups that meet all criteria of `user.getGroups` and `user.isMemberOf`: one value of each, by id, type
 * or name.
 * @see https://developer.okta.com/docs/reference/okta-expression-language-in-identity-engine/#group-functions
 */
export function groupsMeeting(
  groups: readonly ExpressionGroup[],
  criteria: readonly unknown[],
): readonly unknown[] {
  return groups
    .filter((group) => criteria.every((criterion) => isRecord(criterion) && meets(group, criterion)))
    .map(({ id, name, type }) => ({ id, name, type, profile: { name } }));
}

function meets(group: ExpressionGroup, { operator, ...wanted }: Record<string, unknown>): boolean {
  return Object.entries(wanted).every(([key, value]) => {
    const values = list(value).map(text);
    if (key === 'group.id') return values.includes(group.id);
    if (key === 'group.type') return values.includes(group.type);
    if (key === 'group.source.id') return false;
    if (key !== 'group.profile.name') throw new ExpressionError(`'${key}' is not a criterion for groups`);
    if (operator === 'EXACT') return values.includes(group.name);
    // Okta's examples end in `.*`, which says the same as STARTS_WITH.
    return values.some((start) => group.name.startsWith(start.replace(/\.\*$/, '')));
  });
}
