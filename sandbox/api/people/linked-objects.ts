import { z } from 'zod';
import { invalid, notFound } from '../../org/kernel/errors.ts';
import type { LinkedObject } from '../../org/people/linked-objects.ts';
import type { Org } from '../../org/org.ts';
import { link } from '../kernel/links.ts';
import { type Answer, type ApiRequest, type Route, created, noContent, ok } from '../kernel/route.ts';
import { requireUser } from './users.ts';
import { optional, parseBody, text } from '../kernel/validate.ts';

const definitions = '/api/v1/meta/schemas/user/linkedObjects';
const definition = `${definitions}/:linkedObjectName`;
const related = '/api/v1/users/:userId/linkedObjects/:relationshipName';
const read = 'okta.linkedObjects.read';
const manage = 'okta.linkedObjects.manage';

/**
 * Relationships between people.
 * @see https://developer.okta.com/docs/api/openapi/okta-management/management/tag/LinkedObject/
 */
export const linkedObjectRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: definitions,
    name: 'listLinkedObjectDefinitions',
    scope: read,
    handle: (org) => ok(org.linkedObjects.all().map((object) => presentLinkedObject(org, object))),
  },
  {
    method: 'POST',
    path: definitions,
    name: 'createLinkedObjectDefinition',
    scope: manage,
    handle: defineLinkedObject,
  },
  {
    method: 'GET',
    path: definition,
    name: 'getLinkedObjectDefinition',
    scope: read,
    handle: (org, request) => ok(presentLinkedObject(org, objectOf(org, request.param('linkedObjectName')))),
  },
  {
    method: 'DELETE',
    path: definition,
    name: 'deleteLinkedObjectDefinition',
    scope: manage,
    handle: (org, request) => {
      org.linkedObjects.delete(objectOf(org, request.param('linkedObjectName')));
      return noContent();
    },
  },
  {
    method: 'GET',
    path: related,
    name: 'listLinkedObjectsForUser',
    scope: 'okta.users.read',
    handle: listLinkedObjects,
  },
  {
    method: 'DELETE',
    path: related,
    name: 'deleteLinkedObjectForUser',
    scope: 'okta.users.manage',
    handle: unlink,
  },
  {
    method: 'PUT',
    path: `${related}/:primaryUserId`,
    name: 'setLinkedObjectForUser',
    scope: 'okta.users.manage',
    handle: setLink,
  },
];

const presentLinkedObject = (org: Org, { primary, associated }: LinkedObject): Record<string, unknown> => ({
  primary,
  associated,
  _links: { self: link(`${org.url}${definitions}/${primary.name}`) },
});

function objectOf(org: Org, name: string): LinkedObject {
  const object = org.linkedObjects.byName(name);
  if (!object) throw notFound(name, 'LinkedObjectDefinition');
  return object;
}

const side = z.object({
  name: text(50).regex(
    /^[A-Za-z]\w*$/,
    'The field must begin with a letter and contain only letters, digits and _.',
  ),
  title: text(128),
  description: optional(z.string().max(256)),
  type: z.enum(['USER']),
});
const schema = z.object({ primary: side, associated: side });

function defineLinkedObject(org: Org, request: ApiRequest): Answer {
  const { primary, associated } = parseBody(schema, request.body, 'linkedObject');
  const taken = [primary.name, associated.name].find((name) => org.linkedObjects.byName(name));
  if (taken !== undefined || primary.name === associated.name)
    throw invalid('name', [`name: A linked object with the name '${taken ?? primary.name}' already exists.`]);
  const object = org.linkedObjects.define(
    { ...primary, description: primary.description ?? '' },
    { ...associated, description: associated.description ?? '' },
  );
  return created(presentLinkedObject(org, object));
}

function listLinkedObjects(org: Org, request: ApiRequest): Answer {
  const { id } = requireUser(org, request);
  const name = request.param('relationshipName');
  const people = org.linkedObjects.related(objectOf(org, name), name, id);
  return ok(people.map((userId) => ({ _links: { self: link(`${org.url}/api/v1/users/${userId}`) } })));
}

/** The relationship by the name of its primary side: only an associate has, and can lose, a primary. */
function primaryOf(org: Org, request: ApiRequest): LinkedObject {
  const name = request.param('relationshipName');
  const object = objectOf(org, name);
  if (object.primary.name !== name)
    throw invalid('relationshipName', [`relationshipName: '${name}' is not the primary side.`]);
  return object;
}

function setLink(org: Org, request: ApiRequest): Answer {
  const { id } = requireUser(org, request);
  const object = primaryOf(org, request);
  const primary = org.users.require(request.param('primaryUserId'));
  if (primary.id === id)
    throw invalid('primaryUserId', ['primaryUserId: A user cannot be linked to itself.']);
  org.linkedObjects.link(object, id, primary.id);
  return noContent();
}

function unlink(org: Org, request: ApiRequest): Answer {
  const { id } = requireUser(org, request);
  org.linkedObjects.unlink(primaryOf(org, request), id);
  return noContent();
}
