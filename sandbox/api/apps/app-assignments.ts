import { z } from 'zod';
import { invalid, notFound } from '../../org/kernel/errors.ts';
import { userNameByTemplate } from '../../org/apps/app-user-name.ts';
import type { App, AppGroup } from '../../org/apps/model.ts';
import type { Profile, User } from '../../org/kernel/model.ts';
import type { Org } from '../../org/org.ts';
import { profileProblems, unknownAttributes } from '../../org/people/profiles.ts';
import { appTarget, groupTarget, logEvent, userTarget } from '../log/log-event.ts';
import { page } from '../kernel/paging.ts';
import { type AppUserView, appUserView, presentAppGroup, presentAppUser } from './present-app-assignment.ts';
import { type Answer, type ApiRequest, type Route, noContent, ok } from '../kernel/route.ts';
import { anyObject, optional, parseBody } from '../kernel/validate.ts';
import { byPrefix } from '../kernel/query-text.ts';

const app = '/api/v1/apps/:appId';
const read = 'okta.apps.read';
const manage = 'okta.apps.manage';

/**
 * Users and groups assigned to an app.
 * @see https://developer.okta.com/docs/api/openapi/okta-management/management/tag/ApplicationUsers/
 * @see https://developer.okta.com/docs/api/openapi/okta-management/management/tag/ApplicationGroups/
 */
export const appAssignmentRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: `${app}/groups`,
    name: 'listApplicationGroupAssignments',
    scope: read,
    handle: listGroups,
  },
  {
    method: 'GET',
    path: `${app}/groups/:groupId`,
    name: 'getApplicationGroupAssignment',
    scope: read,
    handle: getGroup,
  },
  {
    method: 'PUT',
    path: `${app}/groups/:groupId`,
    name: 'assignGroupToApplication',
    scope: manage,
    handle: assignGroup,
  },
  {
    method: 'DELETE',
    path: `${app}/groups/:groupId`,
    name: 'unassignApplicationFromGroup',
    scope: manage,
    handle: unassignGroup,
  },
  { method: 'GET', path: `${app}/users`, name: 'listApplicationUsers', scope: read, handle: listUsers },
  {
    method: 'POST',
    path: `${app}/users`,
    name: 'assignUserToApplication',
    scope: manage,
    handle: assignUser,
  },
  { method: 'GET', path: `${app}/users/:userId`, name: 'getApplicationUser', scope: read, handle: getUser },
  {
    method: 'POST',
    path: `${app}/users/:userId`,
    name: 'updateApplicationUser',
    scope: manage,
    handle: updateUser,
  },
  {
    method: 'DELETE',
    path: `${app}/users/:userId`,
    name: 'unassignUserFromApplication',
    scope: manage,
    handle: unassignUser,
  },
];

const appOf = (org: Org, request: ApiRequest): App => org.apps.require(request.param('appId'));

function listGroups(org: Org, request: ApiRequest): Answer {
  const { id } = appOf(org, request);
  const isWanted = byPrefix(request.query.get('q'));
  const assigned = org.apps
    .groups(id)
    .filter(({ groupId }) => isWanted(org.groups.require(groupId).profile.name));
  const present = (assignment: AppGroup): unknown =>
    presentAppGroup(org, assignment, request.query.get('expand'));
  const rules = { defaultLimit: 20, maximum: 200, cursor: (assignment: AppGroup) => assignment.groupId };
  return page(org, request, assigned, present, rules);
}

function requireAppGroup(org: Org, request: ApiRequest): AppGroup {
  const groupId = request.param('groupId');
  const assignment = org.apps.group(appOf(org, request).id, groupId);
  if (!assignment) throw notFound(groupId, 'GroupAssignment');
  return assignment;
}

function getGroup(org: Org, request: ApiRequest): Answer {
  return ok(presentAppGroup(org, requireAppGroup(org, request), request.query.get('expand')));
}

const groupSchema = z.object({
  priority: optional(z.number().int().min(0).max(10_000)),
  profile: optional(anyObject),
});

function assignGroup(org: Org, request: ApiRequest): Answer {
  const { id, label } = appOf(org, request);
  const group = org.groups.require(request.param('groupId'));
  const { priority, profile = {} } = parseBody(groupSchema, request.body, 'groupAssignment');
  checkAppProfile(org, id, profile);
  const before = org.apps.group(id, group.id);
  const assignment = org.apps.assignGroup(id, group.id, profile, priority);
  const verb = before ? 'update' : 'add';
  logEvent(org, request, `group.application_assignment.${verb}`, [
    groupTarget(group),
    { id, type: 'AppInstance', alternateId: label, displayName: label },
  ]);
  return ok(presentAppGroup(org, assignment));
}

function unassignGroup(org: Org, request: ApiRequest): Answer {
  const { appId, groupId } = requireAppGroup(org, request);
  org.apps.unassignGroup(appId, groupId);
  logEvent(org, request, 'group.application_assignment.remove', [
    groupTarget(org.groups.require(groupId)),
    appTarget(org.apps.require(appId)),
  ]);
  return noContent();
}

/** @throws OktaError 400 when the schema of the app's users does not allow the profile */
function checkAppProfile(org: Org, appId: string, profile: Profile): void {
  const schema = org.schemas.app(appId);
  const unknown = unknownAttributes(schema, profile).map(
    (name) => `Property name '${name}' is not defined in profile`,
  );
  // What is required may come from the person's own profile, so only what is there is checked.
  const problems = profileProblems(schema, profile).filter(
    (problem) => !problem.endsWith('cannot be left blank'),
  );
  if (unknown.length + problems.length > 0) throw invalid('profile', [...unknown, ...problems]);
}

function listUsers(org: Org, request: ApiRequest): Answer {
  const application = appOf(org, request);
  const typed = request.query.get('q');
  const isWanted = byPrefix(typed);
  // Only the items of one page are presented, because an app may have thousands.
  const assigned = org.users.all().filter((user) => {
    if (!org.apps.isAssigned(application.id, user.id)) return false;
    const { firstName, lastName, email } = user.profile;
    return typed === null || isWanted(viewAfter(org, application, user).userName, firstName, lastName, email);
  });
  const rules = { defaultLimit: 50, maximum: 500, cursor: ({ id }: User) => id };
  const present = (user: User): unknown =>
    presentAppUser(org, viewAfter(org, application, user), request.query.get('expand'));
  return page(org, request, assigned, present, rules);
}

/** The user in the path, by id or login. */
function userOf(org: Org, request: ApiRequest): User {
  const userId = request.param('userId');
  return org.users.get(userId) ?? org.users.byLogin(userId) ?? org.users.require(userId);
}

function requireAppUser(org: Org, request: ApiRequest): AppUserView {
  const userId = request.param('userId');
  const user = org.users.get(userId) ?? org.users.byLogin(userId);
  const view = user && appUserView(org, appOf(org, request), user);
  if (!view) throw notFound(userId, 'AppUser');
  return view;
}

function getUser(org: Org, request: ApiRequest): Answer {
  return ok(presentAppUser(org, requireAppUser(org, request), request.query.get('expand')));
}

const userSchema = z.object({
  id: z.string(),
  scope: optional(z.enum(['USER', 'GROUP'])),
  credentials: optional(z.object({ userName: optional(z.string().max(100)) })),
  profile: optional(anyObject),
});

function assignUser(org: Org, request: ApiRequest): Answer {
  const application = appOf(org, request);
  const input = parseBody(userSchema, request.body, 'appUser');
  return assignToApp(org, request, application, org.users.require(input.id), input);
}

function assignToApp(
  org: Org,
  request: ApiRequest,
  application: App,
  user: User,
  { credentials, profile = {} }: Omit<z.infer<ReturnType<typeof userSchema.partial>>, 'id'>,
): Answer {
  checkAppProfile(org, application.id, profile);
  const userName = credentials?.userName ?? userNameByTemplate(org, application, user);
  org.apps.assignUser(application.id, user.id, userName, profile);
  logEvent(org, request, 'application.user_membership.add', [userTarget(user), appTarget(application)]);
  return ok(presentAppUser(org, viewAfter(org, application, user)));
}

function viewAfter(org: Org, application: App, user: User): AppUserView {
  const view = appUserView(org, application, user);
  if (!view) throw new Error(`${user.id} is not assigned to ${application.id} right after being assigned.`);
  return view;
}

/** Also assigns users who are not assigned yet, as Okta does. */
function updateUser(org: Org, request: ApiRequest): Answer {
  const application = appOf(org, request);
  const input = parseBody(userSchema.partial(), request.body, 'appUser');
  const user = userOf(org, request);
  const before = appUserView(org, application, user);
  if (!before) return assignToApp(org, request, application, user, input);
  const { credentials, profile } = input;
  const merged = { ...org.apps.assignmentOf(application.id, user.id)?.profile, ...profile };
  checkAppProfile(org, application.id, merged);
  org.apps.assignUser(application.id, user.id, credentials?.userName ?? before.userName, merged);
  logEvent(org, request, 'application.user_membership.update', [userTarget(user), appTarget(application)]);
  return ok(presentAppUser(org, viewAfter(org, application, user)));
}

function unassignUser(org: Org, request: ApiRequest): Answer {
  const application = appOf(org, request);
  const { userId, scope } = requireAppUser(org, request);
  if (scope === 'GROUP') {
    throw invalid('appUser', [
      'The user is assigned through a group: remove the user from the group instead.',
    ]);
  }
  org.apps.unassignUser(application.id, userId);
  const user = org.users.require(userId);
  logEvent(org, request, 'application.user_membership.remove', [userTarget(user), appTarget(application)]);
  return noContent();
}
