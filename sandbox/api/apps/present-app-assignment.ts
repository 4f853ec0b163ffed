import { presentGroup } from '../groups/present-group.ts';
import { presentUser } from '../people/present-user.ts';
import { mappedProfile } from '../../org/apps/app-profile.ts';
import { userNameByTemplate } from '../../org/apps/app-user-name.ts';
import type { App, AppGroup } from '../../org/apps/model.ts';
import type { Profile, User } from '../../org/kernel/model.ts';
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

/** The user's assignment to the app, direct or through a group; undefined if there is none. */
export function appUserView(org: Org, app: App, user: User): AppUserView | undefined {
  const { id } = app;
  const assignment = org.apps.assignmentOf(id, user.id);
  if (!assignment) return undefined;
  const own = org.apps.user(id, user.id);
  const through = assignment.groupId === undefined ? undefined : org.apps.group(id, assignment.groupId);
  return {
    appId: id,
    userId: user.id,
    scope: assignment.scope,
    profile: { ...mappedProfile(app, user), ...assignment.profile },
    userName: own?.userName ?? userNameByTemplate(org, app, user),
    created: own?.created ?? through?.lastUpdated ?? user.created,
    lastUpdated: own?.lastUpdated ?? through?.lastUpdated ?? user.created,
    groupId: assignment.groupId,
  };
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
