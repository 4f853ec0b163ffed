import { accessDenied } from '../../org/kernel/errors.ts';
import type { Group, User } from '../../org/kernel/model.ts';
import type { Org } from '../../org/org.ts';
import { filterOf, pathReader } from '../kernel/filter.ts';
import { parseGroup } from './group-input.ts';
import { groupTarget, logEvent, userTarget } from '../log/log-event.ts';
import { pageById } from '../kernel/paging.ts';
import { sorted, sortingOf } from '../kernel/sorting.ts';
import { presentApp } from '../apps/present-app.ts';
import { presentGroup } from './present-group.ts';
import { presentUserInList } from '../people/present-user.ts';
import { type Answer, type ApiRequest, type Route, noContent, ok } from '../kernel/route.ts';
import { byPrefix, listed } from '../kernel/query-text.ts';

const path = '/api/v1/groups';
const read = 'okta.groups.read';
const manage = 'okta.groups.manage';

/** Groups and their members. @see https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Group/ */
export const groupRoutes: readonly Route[] = [
  { method: 'GET', path, name: 'listGroups', scope: read, handle: listGroups },
  { method: 'POST', path, name: 'addGroup', scope: manage, handle: addGroup },
  { method: 'GET', path: `${path}/:groupId`, name: 'getGroup', scope: read, handle: getGroup },
  { method: 'PUT', path: `${path}/:groupId`, name: 'replaceGroup', scope: manage, handle: replaceGroup },
  { method: 'DELETE', path: `${path}/:groupId`, name: 'deleteGroup', scope: manage, handle: deleteGroup },
  {
    method: 'GET',
    path: `${path}/:groupId/users`,
    name: 'listGroupUsers',
    scope: read,
    handle: listGroupUsers,
  },
  {
    method: 'PUT',
    path: `${path}/:groupId/users/:userId`,
    name: 'assignUserToGroup',
    scope: manage,
    handle: assignUserToGroup,
  },
  {
    method: 'DELETE',
    path: `${path}/:groupId/users/:userId`,
    name: 'unassignUserFromGroup',
    scope: manage,
    handle: unassignUserFromGroup,
  },
  {
    method: 'GET',
    path: `${path}/:groupId/apps`,
    name: 'listAssignedApplicationsForGroup',
    scope: read,
    handle: listGroupApps,
  },
];

function listGroups(org: Org, request: ApiRequest): Answer {
  const { query } = request;
  const isWanted = byPrefix(query.get('q'));
  const filter = filterOf(query, { search: isSearchable, filter: isFilterable });
  const sorting = sortingOf(query, isSearchable);
  const groups = org.groups
    .all()
    .filter((group) => isWanted(group.profile.name) && (filter?.(pathReader(group)) ?? true));
  const expand = listed(query, 'expand');
  const present = (group: Group): unknown => ({
    ...presentGroup(org, group),
    ...(expand.includes('stats') && { _embedded: { stats: statsOf(org, group) } }),
  });
  const inOrder = sorted(groups, sorting, (group, name) => pathReader(group)(name));
  return pageById(org, request, inOrder, present, 10_000, 10_000);
}

/** How many people and apps a group has: `expand=stats`. */
function statsOf(org: Org, group: Group): Record<string, unknown> {
  const self = `${org.url}${path}/${group.id}`;
  const isAdmin = org.roles.of(group.id).length > 0;
  return {
    usersCount: membersOf(org, group).length,
    appsCount: org.apps.ofGroup(group.id).length,
    groupPushMappingsCount: 0,
    hasAdminPrivilege: isAdmin,
    _links: { users: { href: `${self}/users` }, apps: { href: `${self}/apps` } },
  };
}

const isFilterable = (name: string): boolean => /^(id|type|lastUpdated|lastMembershipUpdated)$/.test(name);

const isSearchable = (name: string): boolean =>
  /^(id|type|created|lastUpdated|lastMembershipUpdated|objectClass|source\.id|profile\.\w+)$/.test(name);

function addGroup(org: Org, request: ApiRequest): Answer {
  const group = org.groups.create(parseGroup(org, request.body));
  logEvent(org, request, 'group.lifecycle.create', [groupTarget(group)]);
  return ok(presentGroup(org, group));
}

function getGroup(org: Org, request: ApiRequest): Answer {
  return ok(presentGroup(org, org.groups.require(request.param('groupId'))));
}

function replaceGroup(org: Org, request: ApiRequest): Answer {
  const group = changeable(org, request);
  const updated = org.groups.update(group, parseGroup(org, request.body, group));
  logEvent(org, request, 'group.profile.update', [groupTarget(updated)]);
  return ok(presentGroup(org, updated));
}

function deleteGroup(org: Org, request: ApiRequest): Answer {
  const group = changeable(org, request);
  org.groups.delete(group);
  logEvent(org, request, 'group.lifecycle.delete', [groupTarget(group)]);
  return noContent();
}

/** The group of the path; Okta's own cannot be changed. */
function changeable(org: Org, request: ApiRequest): Group {
  const group = org.groups.require(request.param('groupId'));
  if (group.type === 'BUILT_IN') throw accessDenied();
  return group;
}

function listGroupUsers(org: Org, request: ApiRequest): Answer {
  const members = membersOf(org, org.groups.require(request.param('groupId')));
  return pageById(org, request, members, (user) => presentUserInList(org, user), 1000, 1000);
}

/** The members that the API returns: users who are not deactivated; for Everyone, all users. */
export function membersOf(org: Org, group: Group): readonly User[] {
  const everyone = group.id === org.groups.everyone.id;
  const users = everyone
    ? org.users.all()
    : org.groups.memberIds(group.id).map((id) => org.users.require(id));
  return users.filter(({ status }) => status !== 'DEPROVISIONED');
}

function assignUserToGroup(org: Org, request: ApiRequest): Answer {
  const group = org.groups.require(request.param('groupId'));
  const user = org.users.require(request.param('userId'));
  if (org.groups.addMember(group, user.id)) {
    logEvent(org, request, 'group.user_membership.add', [userTarget(user), groupTarget(group)]);
  }
  return noContent();
}

function unassignUserFromGroup(org: Org, request: ApiRequest): Answer {
  const group = org.groups.require(request.param('groupId'));
  const user = org.users.require(request.param('userId'));
  if (org.groupRules.takeOut(group, user.id)) {
    logEvent(org, request, 'group.user_membership.remove', [userTarget(user), groupTarget(group)]);
  }
  return noContent();
}

function listGroupApps(org: Org, request: ApiRequest): Answer {
  const group = org.groups.require(request.param('groupId'));
  return pageById(org, request, org.apps.ofGroup(group.id), (app) => presentApp(org, app), 20, 200);
}
