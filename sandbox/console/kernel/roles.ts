import type { User } from '../../org/kernel/model.ts';
import { roleLabels } from '../../org/org/roles.ts';
import type { Org } from '../../org/org.ts';

/** The names of a person's admin roles, own and through groups. */
export function rolesOf(org: Org, user: User): string[] {
  const assignees = [user.id, ...org.groups.ofUser(user.id).map(({ id }) => id)];
  const types = assignees.flatMap((id) => org.roles.of(id)).map(({ type }) => roleLabels[type] ?? type);
  return [...new Set(types)];
}
