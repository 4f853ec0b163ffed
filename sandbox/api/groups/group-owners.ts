import { z } from 'zod';
import { invalid, notFound } from '../../org/kernel/errors.ts';
import type { GroupOwner } from '../../org/groups/model.ts';
import type { Org } from '../../org/org.ts';
import { filterOf, pathReader } from '../kernel/filter.ts';
import { pageById } from '../kernel/paging.ts';
import { type Answer, type ApiRequest, type Route, created, noContent } from '../kernel/route.ts';
import { parseBody } from '../kernel/validate.ts';

const path = '/api/v1/groups/:groupId/owners';

/** Who answers for a group. @see https://developer.okta.com/docs/api/openapi/okta-management/management/tag/GroupOwner/ */
export const groupOwnerRoutes: readonly Route[] = [
  { method: 'GET', path, name: 'listGroupOwners', scope: 'okta.groups.read', handle: listGroupOwners },
  { method: 'POST', path, name: 'assignGroupOwner', scope: 'okta.groups.manage', handle: addGroupOwner },
  {
    method: 'DELETE',
    path: `${path}/:ownerId`,
    name: 'deleteGroupOwner',
    scope: 'okta.groups.manage',
    handle: removeGroupOwner,
  },
];

function presentGroupOwner(org: Org, owner: GroupOwner, lastUpdated: string): Record<string, unknown> {
  return {
    id: owner.ownerId,
    type: owner.type,
    resolved: true,
    originId: null,
    originType: 'OKTA_DIRECTORY',
    displayName: displayName(org, owner),
    lastUpdated,
  };
}

function displayName(org: Org, { type, ownerId }: GroupOwner): string {
  if (type === 'GROUP') return org.groups.require(ownerId).profile.name;
  const { firstName, lastName, login } = org.users.require(ownerId).profile;
  const name = [firstName, lastName].filter((part) => typeof part === 'string').join(' ');
  return name || login;
}

/** Okta writes this time as Java prints a timestamp: `2026-03-05 08:36:29.0`. */
const asTimestamp = (iso: string): string => `${iso.slice(0, 10)} ${iso.slice(11, 19)}.0`;

/** And, in the answer to POST, as Java prints a date: `Thu Mar 05 08:36:28 UTC 2026`. */
function asDate(iso: string): string {
  const [day = '', date = '', month = '', year = '', time = ''] = new Date(iso).toUTCString().split(/,? /);
  return `${day} ${month} ${date} ${time} UTC ${year}`;
}

function listGroupOwners(org: Org, request: ApiRequest): Answer {
  const isWanted = filterOf(request.query, { search: (name) => name === 'type' });
  const owners = org.groups
    .owners(org.groups.require(request.param('groupId')).id)
    .filter((owner) => isWanted?.(pathReader(owner)) ?? true);
  return pageById(
    org,
    request,
    owners,
    (owner) => presentGroupOwner(org, owner, asTimestamp(owner.lastUpdated)),
    1000,
    1000,
  );
}

const schema = z.object({ id: z.string(), type: z.enum(['USER', 'GROUP']) });

function addGroupOwner(org: Org, request: ApiRequest): Answer {
  const group = org.groups.require(request.param('groupId'));
  const { id, type } = parseBody(schema, request.body, 'owner');
  if (type === 'USER' && !org.users.get(id)) throw notFound(id, 'User');
  if (type === 'GROUP') org.groups.require(id);
  if (org.groups.owner(group.id, id))
    throw invalid('owner', ['Provided owner is already assigned to this group']);
  const owner = org.groups.addOwner(group.id, type, id);
  return created(presentGroupOwner(org, owner, asDate(owner.lastUpdated)));
}

function removeGroupOwner(org: Org, request: ApiRequest): Answer {
  const group = org.groups.require(request.param('groupId'));
  const id = request.param('ownerId');
  const owner = org.groups.owner(group.id, id);
  if (!owner) throw notFound(id, 'LinkedObject');
  org.groups.removeOwner(owner);
  return noContent();
}
