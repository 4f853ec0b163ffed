import { z } from 'zod';
import { invalid, notFound, OktaError } from '../org/errors.ts';
import type { Group, RoleAssignment, User } from '../org/model.ts';
import type { Org } from '../org/org.ts';
import { roleLabels } from '../org/roles.ts';
import { groupTarget, logEvent, userTarget } from './log-event.ts';
import { type Answer, type ApiRequest, type Route, created, noContent, ok } from './route.ts';
import { requireUser } from './users.ts';
import { parseBody } from './validate.ts';

const users = '/api/v1/users/:userId/roles';
const groups = '/api/v1/groups/:groupId/roles';
const read = 'okta.roles.read';
const manage = 'okta.roles.manage';

export type Assignee =
  { readonly type: 'USER'; readonly entity: User } | { readonly type: 'GROUP'; readonly entity: Group };

export const userOf = (org: Org, request: ApiRequest): Assignee => ({
  type: 'USER',
  entity: requireUser(org, request),
});
export const groupOf = (org: Org, request: ApiRequest): Assignee => ({
  type: 'GROUP',
  entity: org.groups.require(request.param('groupId')),
});

/** Admin roles of people and groups. @see https://developer.okta.com/docs/api/openapi/okta-management/management/tag/RoleAssignmentAUser/ */
export const roleRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: users,
    name: 'listAssignedRolesForUser',
    scope: read,
    handle: (org, r) => list(org, userOf(org, r)),
  },
  {
    method: 'POST',
    path: users,
    name: 'assignRoleToUser',
    scope: manage,
    handle: (org, r) => assign(org, r, userOf(org, r)),
  },
  {
    method: 'GET',
    path: `${users}/:roleAssignmentId`,
    name: 'getUserAssignedRole',
    scope: read,
    handle: (org, r) => get(org, r, userOf(org, r)),
  },
  {
    method: 'DELETE',
    path: `${users}/:roleAssignmentId`,
    name: 'unassignRoleFromUser',
    scope: manage,
    handle: (org, r) => unassign(org, r, userOf(org, r)),
  },
  {
    method: 'GET',
    path: groups,
    name: 'listGroupAssignedRoles',
    scope: read,
    handle: (org, r) => list(org, groupOf(org, r)),
  },
  {
    method: 'POST',
    path: groups,
    name: 'assignRoleToGroup',
    scope: manage,
    handle: (org, r) => assign(org, r, groupOf(org, r)),
  },
  {
    method: 'GET',
    path: `${groups}/:roleAssignmentId`,
    name: 'getGroupAssignedRole',
    scope: read,
    handle: (org, r) => get(org, r, groupOf(org, r)),
  },
  {
    method: 'DELETE',
    path: `${groups}/:roleAssignmentId`,
    name: 'unassignRoleFromGroup',
    scope: manage,
    handle: (org, r) => unassign(org, r, groupOf(org, r)),
  },
];

function present(org: Org, assignment: RoleAssignment): Record<string, unknown> {
  const kind = assignment.assigneeType === 'USER' ? 'users' : 'groups';
  return {
    id: assignment.roleId,
    label: roleLabels[assignment.type] ?? assignment.type,
    type: assignment.type,
    status: 'ACTIVE',
    created: assignment.created,
    lastUpdated: assignment.lastUpdated,
    assignmentType: assignment.assigneeType,
    _links: { assignee: { href: `${org.url}/api/v1/${kind}/${assignment.assigneeId}` } },
  };
}

/** A person has the roles of their groups too; Okta tells both. */
function list(org: Org, { type, entity }: Assignee): Answer {
  const through = type === 'USER' ? org.groups.ofUser(entity.id).flatMap(({ id }) => org.roles.of(id)) : [];
  return ok([...org.roles.of(entity.id), ...through].map((assignment) => present(org, assignment)));
}

const schema = z.object({ type: z.string().min(1) });

function assign(org: Org, request: ApiRequest, { type: assigneeType, entity }: Assignee): Answer {
  const { type } = parseBody(schema, request.body, 'role');
  if (type === 'CUSTOM')
    throw new OktaError(
      501,
      'E0000060',
      'Unsupported operation: the sandbox org does not implement custom roles.',
    );
  if (!Object.hasOwn(roleLabels, type)) throw invalid('type', [`type: '${type}' is not a role.`]);
  if (org.roles.of(entity.id).some((assignment) => assignment.type === type)) {
    throw new OktaError(409, 'E0000090', 'Duplicate role assignment exception.', [
      'The role specified is already assigned to the user.',
    ]);
  }
  const assignment = org.roles.assign(assigneeType, entity.id, type);
  tell(org, request, 'grant', { type: assigneeType, entity } as Assignee, type);
  return created(present(org, assignment));
}

function tell(
  org: Org,
  request: ApiRequest,
  verb: 'grant' | 'revoke',
  { type, entity }: Assignee,
  role: string,
): void {
  const event = type === 'USER' ? `user.account.privilege.${verb}` : `group.privilege.${verb}`;
  const target = type === 'USER' ? userTarget(entity) : groupTarget(entity);
  logEvent(org, request, event, [target], { privilegeGranted: roleLabels[role] ?? role });
}

export function assignmentOf(org: Org, request: ApiRequest, { entity }: Assignee): RoleAssignment {
  const id = request.param('roleAssignmentId');
  const assignment = org.roles.get(entity.id, id);
  if (!assignment) throw notFound(id, 'RoleAssignment');
  return assignment;
}

function get(org: Org, request: ApiRequest, assignee: Assignee): Answer {
  return ok(present(org, assignmentOf(org, request, assignee)));
}

function unassign(org: Org, request: ApiRequest, assignee: Assignee): Answer {
  const assignment = assignmentOf(org, request, assignee);
  org.roles.unassign(assignment);
  tell(org, request, 'revoke', assignee, assignment.type);
  return noContent();
}
