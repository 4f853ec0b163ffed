import { logoUrl } from '../../org/apps/app-logo.ts';
import { appLinkPath } from '../../org/apps/app-link.ts';
import type { Org } from '../../org/org.ts';
import { presentGroup } from '../groups/present-group.ts';
import { pageById } from '../kernel/paging.ts';
import { type Answer, type ApiRequest, type Route, ok } from '../kernel/route.ts';
import { requireUser } from './users.ts';

const user = '/api/v1/users/:userId';

/** What hangs on a person: groups and the apps on their dashboard. */
export const userRelationRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: `${user}/groups`,
    name: 'listUserGroups',
    scope: 'okta.users.read',
    selfScope: 'okta.users.read.self',
    handle: listGroups,
  },
  {
    method: 'GET',
    path: `${user}/appLinks`,
    name: 'listAppLinks',
    scope: 'okta.users.read',
    selfScope: 'okta.users.read.self',
    handle: listAppLinks,
  },
];

function listGroups(org: Org, request: ApiRequest): Answer {
  const groups = org.groups.ofUser(requireUser(org, request).id);
  return pageById(org, request, groups, (group) => presentGroup(org, group), 200, 10_000);
}

/** Apps that show themselves on the dashboard. */
function listAppLinks(org: Org, request: ApiRequest): Answer {
  const { id } = requireUser(org, request);
  const apps = org.apps
    .ofUser(id)
    .filter(({ status, oauth }) => status === 'ACTIVE' && oauth?.applicationType !== 'service');
  return ok(
    apps.map((app, index) => ({
      id: `00u${app.id.slice(3)}`,
      label: app.label,
      linkUrl: org.url + appLinkPath(app),
      logoUrl: logoUrl(org, app),
      appName: app.name,
      appInstanceId: app.id,
      appAssignmentId: `0ua${app.id.slice(3)}`,
      credentialsSetup: false,
      hidden: (app.rest.visibility.hide as { web?: boolean } | undefined)?.web ?? false,
      sortOrder: index,
    })),
  );
}
