import { invalid, notFound, OktaError } from '../../org/kernel/errors.ts';
import type { RoleAssignment } from '../../org/kernel/model.ts';
import type { Org } from '../../org/org.ts';
import { page, pageById } from '../kernel/paging.ts';
import { presentGroup } from '../groups/present-group.ts';
import { appTargets, groupTargets, presentAppTarget } from './present-role-targets.ts';
import { type Assignee, assignmentOf, groupOf, userOf } from './roles.ts';
import { type Answer, type ApiRequest, type Route, noContent } from '../kernel/route.ts';

const read = 'okta.roles.read';
const manage = 'okta.roles.manage';

type Owner = (org: Org, request: ApiRequest) => Assignee;
type Handle = (org: Org, request: ApiRequest, assignment: RoleAssignment) => Answer;

/** Okta's names of the operations, for people and for groups. */
interface Names {
  readonly listGroups: string;
  readonly addGroup: string;
  readonly removeGroup: string;
  readonly listApps: string;
  readonly addApp: string;
  readonly removeApp: string;
  readonly addInstance: string;
  readonly removeInstance: string;
}

/**
 * Which groups or apps a role is narrowed to.
 * @see https://developer.okta.com/docs/api/openapi/okta-management/management/tag/RoleBTargetAdmin/
 */
export const roleTargetRoutes: readonly Route[] = [
  ...targetRoutes('/api/v1/users/:userId', 'groupId', userOf, {
    listGroups: 'listGroupTargetsForRole',
    addGroup: 'assignGroupTargetToUserRole',
    removeGroup: 'unassignGroupTargetFromUserAdminRole',
    listApps: 'listApplicationTargetsForApplicationAdministratorRoleForUser',
    addApp: 'assignAppTargetToAdminRoleForUser',
    removeApp: 'unassignAppTargetFromAppAdminRoleForUser',
    addInstance: 'assignAppInstanceTargetToAppAdminRoleForUser',
    removeInstance: 'unassignAppInstanceTargetFromAdminRoleForUser',
  }),
  ...targetRoutes('/api/v1/groups/:groupId', 'targetGroupId', groupOf, {
    listGroups: 'listGroupTargetsForGroupRole',
    addGroup: 'assignGroupTargetToGroupAdminRole',
    removeGroup: 'unassignGroupTargetFromGroupAdminRole',
    listApps: 'listApplicationTargetsForApplicationAdministratorRoleForGroup',
    addApp: 'assignAppTargetToAdminRoleForGroup',
    removeApp: 'unassignAppTargetToAdminRoleForGroup',
    addInstance: 'assignAppInstanceTargetToAppAdminRoleForGroup',
    removeInstance: 'unassignAppInstanceTargetToAppAdminRoleForGroup',
  }),
];

function targetRoutes(owner: string, groupParam: string, ownerOf: Owner, names: Names): Route[] {
  const targets = `${owner}/roles/:roleAssignmentId/targets`;
  const groups = `${targets}/groups`;
  const apps = `${targets}/catalog/apps`;
  const route = (method: 'GET' | 'PUT' | 'DELETE', path: string, name: string, handle: Handle): Route => ({
    method,
    path,
    name,
    scope: method === 'GET' ? read : manage,
    handle: (org, request) => handle(org, request, assignmentOf(org, request, ownerOf(org, request))),
  });
  const group = (org: Org, request: ApiRequest): string => org.groups.require(request.param(groupParam)).id;
  return [
    route('GET', groups, names.listGroups, listGroups),
    route('PUT', `${groups}/:${groupParam}`, names.addGroup, (org, r, role) => {
      refuseOtherRoles(role, groupRoles);
      return changeRoleTarget(org, role, 'groupTargets', group(org, r), true);
    }),
    route('DELETE', `${groups}/:${groupParam}`, names.removeGroup, (org, r, role) =>
      changeRoleTarget(org, role, 'groupTargets', group(org, r), false),
    ),
    route('GET', apps, names.listApps, listApps),
    route('PUT', `${apps}/:appName`, names.addApp, (org, r, role) => {
      refuseOtherRoles(role, appRoles);
      return changeRoleTarget(org, role, 'appTargets', r.param('appName'), true);
    }),
    route('DELETE', `${apps}/:appName`, names.removeApp, (org, r, role) =>
      changeRoleTarget(org, role, 'appTargets', r.param('appName'), false),
    ),
    route('PUT', `${apps}/:appName/:applicationId`, names.addInstance, (org, r, role) => {
      refuseOtherRoles(role, appRoles);
      return changeRoleTarget(org, role, 'appTargets', instanceOf(org, r), true);
    }),
    route('DELETE', `${apps}/:appName/:applicationId`, names.removeInstance, (org, r, role) =>
      changeRoleTarget(org, role, 'appTargets', instanceOf(org, r), false),
    ),
  ];
}

const groupRoles: readonly string[] = ['USER_ADMIN', 'GROUP_MEMBERSHIP_ADMIN', 'HELP_DESK_ADMIN'];
const appRoles: readonly string[] = ['APP_ADMIN'];

function refuseOtherRoles({ type }: RoleAssignment, allowed: readonly string[]): void {
  if (!allowed.includes(type))
    throw invalid('role', [`type: A role of type ${type} does not support these targets.`]);
}

/** An app by its ID or, as Terraform's provider sends it, by its label. */
function instanceOf(org: Org, request: ApiRequest): string {
  const wanted = request.param('applicationId');
  const named = org.apps.all().filter(({ name }) => name === request.param('appName'));
  const app = named.find(({ id }) => id === wanted) ?? named.find(({ label }) => label === wanted);
  if (app === undefined) throw notFound(wanted, 'AppInstance');
  return `${app.name}:${app.id}`;
}

function listGroups(org: Org, request: ApiRequest, role: RoleAssignment): Answer {
  return pageById(org, request, groupTargets(org, role), (group) => presentGroup(org, group));
}

function listApps(org: Org, request: ApiRequest, role: RoleAssignment): Answer {
  const rules = { defaultLimit: 20, maximum: 200, cursor: (target: string) => target };
  return page(org, request, appTargets(org, role), (target) => presentAppTarget(org, target), rules);
}

/** Okta keeps the last target: without any, the role would hold everywhere. */
function changeRoleTarget(
  org: Org,
  role: RoleAssignment,
  kind: 'groupTargets' | 'appTargets',
  target: string,
  wanted: boolean,
): Answer {
  const others = (role[kind] ?? []).filter((other) => other !== target);
  if (!wanted && !role[kind]?.includes(target)) throw notFound(target, 'RoleTarget');
  if (!wanted && others.length === 0)
    throw new OktaError(400, 'E0000001', 'Api validation failed: role', [
      'The last target of a role cannot be removed: unassign the role and assign it again.',
    ]);
  org.roles.narrow(role, { [kind]: wanted ? [...others, target] : others });
  return noContent();
}
