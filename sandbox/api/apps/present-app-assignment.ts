import { presentGroup } from '../groups/present-group.ts';
import { presentUser } from '../people/present-user.ts';
import type { AppGroup } from '../../org/apps/model.ts';
import type { Profile } from '../../org/kernel/model.ts';
import type { Org } from '../../org/org.ts';

/** A group's assignment to an app on the wire. @param expand `group`: with the group itself */
export function presentAppGroup(
  org: Org,
  assignment: AppGroup,
  expand?: string | null,
): Record<string, unknown> {
  const app = `${org.url}/api/v1/apps/${assignment.appId}`;
  return {
    id: assignment.groupId,
    lastUpdated: assignment.lastUpdated,
    priority: assignment.priority,
    profile: assignment.profile,
    _links: {
      app: { href: app },
      self: { href: `${app}/groups/${assignment.groupId}` },
      group: { href: `${org.url}/api/v1/groups/${assignment.groupId}` },
    },
    ...(expand === 'group' && {
      _embedded: { group: presentGroup(org, org.groups.require(assignment.groupId)) },
    }),
  };
}

/** A person as an app sees them, assigned directly or through a group. */
export interface AppUserView {
  readonly appId: string;
  readonly userId: string;
  readonly scope: 'USER' | 'GROUP';
  readonly profile: Profile;
  readonly userName: string;
  readonly created: string;
  readonly lastUpdated: string;
  readonly groupId: string | undefined;
}

/** An app's user on the wire. @param expand `user`: with the person */
export function presentAppUser(org: Org, view: AppUserView, expand?: string | null): Record<string, unknown> {
  return {
    id: view.userId,
    externalId: null,
    created: view.created,
    lastUpdated: view.lastUpdated,
    scope: view.scope,
    status: 'ACTIVE',
    statusChanged: view.created,
    passwordChanged: null,
    syncState: 'DISABLED',
    credentials: { userName: view.userName },
    profile: view.profile,
    _links: {
      app: { href: `${org.url}/api/v1/apps/${view.appId}` },
      user: { href: `${org.url}/api/v1/users/${view.userId}` },
      ...(view.groupId !== undefined && { group: { href: `${org.url}/api/v1/groups/${view.groupId}` } }),
    },
    ...(expand === 'user' && {
      _embedded: { user: presentUser(org, org.users.require(view.userId)) },
    }),
  };
}
