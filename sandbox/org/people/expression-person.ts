import { Person } from '../expression/scope.ts';
import type { Groups } from '../groups/groups.ts';
import type { User } from '../kernel/model.ts';
import type { LinkedObjects } from './linked-objects.ts';
import type { Users } from './users.ts';

/** Provides the user's data for expressions. */
export interface PeopleSource {
  readonly users: Users;
  readonly groups: Groups;
  readonly linkedObjects: LinkedObjects;
}

/**
 * A person as expressions see it.
 * @param more properties other than the profile's, such as `user.status` in the Identity Engine's dialect
 */
export function expressionPerson(
  { users, groups, linkedObjects }: PeopleSource,
  user: User,
  more: Readonly<Record<string, unknown>> = {},
): Person {
  const own = () => groups.ofUser(user.id).map(({ id, type, profile: { name } }) => ({ id, name, type }));
  const linked = (primaryName: string): Person | null => {
    const relationship = linkedObjects.byName(primaryName);
    const [id] = relationship ? linkedObjects.related(relationship, primaryName, user.id) : [];
    const primary = id === undefined ? undefined : users.get(id);
    return primary ? expressionPerson({ users, groups, linkedObjects }, primary) : null;
  };
  return new Person({ ...user.profile, ...more }, { id: user.id, status: user.status }, own, linked);
}
