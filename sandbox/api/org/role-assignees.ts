import type { Org } from '../../org/org.ts';
import { membersOf } from '../groups/groups.ts';
import { cutPage } from '../kernel/paging.ts';
import { type Answer, type ApiRequest, type Route, ok } from '../kernel/route.ts';

/**
 * Everyone with an admin role, their own or a group's.
 * @see https://developer.okta.com/docs/api/openapi/okta-management/management/tag/RoleAssignmentAUser/
 */
export const roleAssigneeRoutes: readonly Route[] = [
  {
    ...{ method: 'GET', path: '/api/v1/iam/assignees/users', name: 'listUsersWithRoleAssignments' },
    ...{ scope: 'okta.roles.read', handle: listAssignees },
  },
];

function listAssignees(org: Org, request: ApiRequest): Answer {
  const ids = org.roles.all().flatMap(({ assigneeType, assigneeId }) => {
    if (assigneeType === 'GROUP') return membersOf(org, org.groups.require(assigneeId)).map(({ id }) => id);
    return assigneeType === 'USER' ? [assigneeId] : [];
  });
  const rules = { defaultLimit: 100, maximum: 200, cursor: (id: string) => id };
  const { shown, links } = cutPage(org, request, [...new Set(ids)].toSorted(), rules);
  return ok({
    value: shown.map((id) => {
      const self = `${org.url}/api/v1/users/${id}`;
      return {
        ...{ id, orn: `orn:okta:directory:${org.id}:users:${id}` },
        _links: { self: { href: self }, roles: { href: `${self}/roles` } },
      };
    }),
    _links: links.next === undefined ? {} : { next: { href: links.next } },
  });
}
