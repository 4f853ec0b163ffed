import { z } from 'zod';
import { invalid, notFound, OktaError } from '../../org/kernel/errors.ts';
import type { App } from '../../org/apps/model.ts';
import type { Group, RoleAssignment, User } from '../../org/kernel/model.ts';
import type { Org } from '../../org/org.ts';
import { roleLabels } from '../../org/org/roles.ts';
import { appTarget, groupTarget, logEvent, userTarget } from '../log/log-event.ts';
import { embeddedTargets } from './present-role-targets.ts';
import { requireClient } from '../apps/oauth-clients.ts';
import { type Answer, type ApiRequest, type Route, created, noContent, ok } from '../kernel/route.ts';
import { requireUser } from '../people/users.ts';
import { parseBody } from '../kernel/validate.ts';

const read = 'okta.roles.read';
const manage = 'okta.roles.manage';

export type Assignee =
  | { readonly type: 'USER'; readonly entity: User }
  | { readonly type: 'GROUP'; readonly entity: Group }
  | { readonly type: 'CLIENT'; readonly entity: App };

type Owner = (org: Org, request: ApiRequest) => Assignee;

export const userOf: Owner = (org, request) => ({ type: 'USER', entity: requireUser(org, request) });
export const groupOf: Owner = (org, request) => ({
  type: 'GROUP',
  entity: org.groups.require(request.param('groupId')),
});
const clientOf: Owner = (org, request) => ({ type: 'CLIENT', entity: requireClient(org, request) });

/**
 * Admin roles of people, groups and service apps. A service app may do what its scopes allow, whatever its
 * roles.
 * @see https://developer.okta.com/docs/api/openapi/okta-management/management/tag/RoleAssignmentAUser/
 */
export const roleRoutes: readonly Route[] = [
  ...routesOf('/api/v1/users/:userId/roles', userOf, [
    'listAssignedRolesForUser',
    'assignRoleToUser',
    'getUserAssignedRole',
    'unassignRoleFromUser',
  ]),
  ...routesOf('/api/v1/groups/:groupId/roles', groupOf, [
    'listGroupAssignedRoles',
    'assignRoleToGroup',
    'getGroupAssignedRole',
    'unassignRoleFromGroup',
  ]),
  ...routesOf('/oauth2/v1/clients/:clientId/roles', clientOf, [
    'listRolesForClient',
    'assignRoleToClient',
    'retrieveClientRole',
    'deleteRoleFromClient',
  ]),
];

/** @param names Okta's names of list, assign, get and unassign */
function routesOf(path: string, ownerOf: Owner, names: readonly [string, string, string, string]): Route[] {
  const one = `${path}/:roleAssignmentId`;
  return [
    {
      method: 'GET',
      path,
      name: names[0],
      scope: read,
      handle: (org, r) => listRoles(org, r, ownerOf(org, r)),
    },
    {
      method: 'POST',
      path,
      name: names[1],
      scope: manage,
      handle: (org, r) => assignRole(org, r, ownerOf(org, r)),
    },
    {
      method: 'GET',
      path: one,
      name: names[2],
      scope: read,
      handle: (org, r) => getRole(org, r, ownerOf(org, r)),
    },
    {
      method: 'DELETE',
      path: one,
      name: names[3],
      scope: manage,
      handle: (org, r) => unassignRole(org, r, ownerOf(org, r)),
    },
  ];
}

const ownerPath = { USER: 'api/v1/users', GROUP: 'api/v1/groups', CLIENT: 'oauth2/v1/clients' };

function presentRole(org: Org, assignment: RoleAssignment): Record<string, unknown> {
  const app = org.apps.get(assignment.assigneeId);
  const ownerId = app?.oauth?.clientId ?? assignment.assigneeId;
  return {
    id: assignment.roleId,
    label: roleLabels[assignment.type] ?? assignment.type,
    type: assignment.type,
    status: 'ACTIVE',
    created: assignment.created,
    lastUpdated: assignment.lastUpdated,
    assignmentType: assignment.assigneeType,
    _links: { assignee: { href: `${org.url}/${ownerPath[assignment.assigneeType]}/${ownerId}` } },
  };
}

/** Users also have the roles of their groups; Okta returns both. */
function listRoles(org: Org, request: ApiRequest, { type, entity }: Assignee): Answer {
  const through = type === 'USER' ? org.groups.ofUser(entity.id).flatMap(({ id }) => org.roles.of(id)) : [];
  const expand = request.query.get('expand');
  return ok(
    [...org.roles.of(entity.id), ...through].map((assignment) => {
      const _embedded = embeddedTargets(org, assignment, expand);
      return { ...presentRole(org, assignment), ...(_embedded['targets'] !== undefined && { _embedded }) };
    }),
  );
}

const schema = z.object({ type: z.string().min(1) });

function assignRole(org: Org, request: ApiRequest, { type: assigneeType, entity }: Assignee): Answer {
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
  const body = presentRole(org, assignment);
  return assigneeType === 'CLIENT' ? ok(body) : created(body); // as Okta describes them
}

function tell(
  org: Org,
  request: ApiRequest,
  verb: 'grant' | 'revoke',
  { type, entity }: Assignee,
  role: string,
): void {
  const granted = { privilegeGranted: roleLabels[role] ?? role };
  if (type === 'USER')
    logEvent(org, request, `user.account.privilege.${verb}`, [userTarget(entity)], granted);
  else if (type === 'GROUP')
    logEvent(org, request, `group.privilege.${verb}`, [groupTarget(entity)], granted);
  else logEvent(org, request, `app.oauth2.client.privilege.${verb}`, [appTarget(entity)], granted);
}

export function assignmentOf(org: Org, request: ApiRequest, { entity }: Assignee): RoleAssignment {
  const id = request.param('roleAssignmentId');
  const assignment = org.roles.get(entity.id, id);
  if (!assignment) throw notFound(id, 'RoleAssignment');
  return assignment;
}

function getRole(org: Org, request: ApiRequest, assignee: Assignee): Answer {
  return ok(presentRole(org, assignmentOf(org, request, assignee)));
}

function unassignRole(org: Org, request: ApiRequest, assignee: Assignee): Answer {
  const assignment = assignmentOf(org, request, assignee);
  org.roles.unassign(assignment);
  tell(org, request, 'revoke', assignee, assignment.type);
  return noContent();
}
