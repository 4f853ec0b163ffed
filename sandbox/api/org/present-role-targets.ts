import type { Group, RoleAssignment } from '../../org/kernel/model.ts';
import type { Org } from '../../org/org.ts';
import { presentGroup } from '../groups/present-group.ts';

/** The groups that a role is narrowed to. A deleted group is no longer a target. */
export const groupTargets = (org: Org, role: RoleAssignment): readonly Group[] =>
  (role.groupTargets ?? []).flatMap((id) => org.groups.get(id) ?? []);

/** The apps that a role is narrowed to, as `name` or `name:id`. */
export const appTargets = (org: Org, role: RoleAssignment): readonly string[] =>
  (role.appTargets ?? []).filter((target) => {
    const [, id] = target.split(':');
    return id === undefined || org.apps.get(id) !== undefined;
  });

/** An app of the catalog, or one instance of it, on the wire. */
export function presentAppTarget(org: Org, target: string): Record<string, unknown> {
  const [name = '', id] = target.split(':');
  const app = id === undefined ? undefined : org.apps.get(id);
  return {
    name: app?.label ?? name,
    displayName: app?.label ?? name,
    status: 'ACTIVE',
    ...(app && { id: app.id, _links: { self: { href: `${org.url}/api/v1/apps/${app.id}` } } }),
  };
}

/** The targets that `expand=targets/groups` or `expand=targets/catalog/apps` asks for. */
export function embeddedTargets(
  org: Org,
  role: RoleAssignment,
  expand: string | null,
): Record<string, unknown> {
  switch (expand) {
    case 'targets/groups':
      return { targets: { groups: groupTargets(org, role).map((group) => presentGroup(org, group)) } };
    case 'targets/catalog/apps': {
      const apps = appTargets(org, role).map((target) => presentAppTarget(org, target));
      return { targets: { catalog: { apps } } };
    }
    default:
      return {};
  }
}
