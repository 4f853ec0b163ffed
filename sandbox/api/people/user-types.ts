import { z } from 'zod';
import { accessDenied, invalid } from '../../org/kernel/errors.ts';
import type { UserType } from '../../org/kernel/model.ts';
import type { Org } from '../../org/org.ts';
import { type Answer, type ApiRequest, type Route, noContent, ok } from '../kernel/route.ts';
import { optional, parseBody, text } from '../kernel/validate.ts';

const path = '/api/v1/meta/types/user';
const one = `${path}/:typeId`;
const read = 'okta.userTypes.read';
const manage = 'okta.userTypes.manage';

/** Kinds of people. @see https://developer.okta.com/docs/api/openapi/okta-management/management/tag/UserType/ */
export const userTypeRoutes: readonly Route[] = [
  { method: 'GET', path, name: 'listUserTypes', scope: read, handle: listUserTypes },
  { method: 'POST', path, name: 'createUserType', scope: manage, handle: createUserType },
  { method: 'GET', path: one, name: 'getUserType', scope: read, handle: getUserType },
  { method: 'POST', path: one, name: 'updateUserType', scope: manage, handle: changeUserType },
  { method: 'PUT', path: one, name: 'replaceUserType', scope: manage, handle: changeUserType },
  { method: 'DELETE', path: one, name: 'deleteUserType', scope: manage, handle: removeUserType },
];

function presentUserType(org: Org, type: UserType): Record<string, unknown> {
  const schemaId = type.id.replace(/^oty/, 'osc');
  return {
    id: type.id,
    displayName: type.displayName,
    name: type.name,
    description: type.description ?? null,
    createdBy: type.createdBy,
    lastUpdatedBy: type.lastUpdatedBy,
    created: type.created,
    lastUpdated: type.lastUpdated,
    default: type.default,
    _links: {
      schema: { rel: 'schema', href: `${org.url}/api/v1/meta/schemas/user/${schemaId}`, method: 'GET' },
      self: { rel: 'self', href: `${org.url}${path}/${type.id}`, method: 'GET' },
    },
  };
}

const byWhom = (org: Org, request: ApiRequest): string => request.principal.user?.id ?? org.id;
const typeOf = (org: Org, request: ApiRequest): UserType => org.userTypes.require(request.param('typeId'));

function listUserTypes(org: Org): Answer {
  return ok(org.userTypes.all().map((type) => presentUserType(org, type)));
}

const schema = z.object({
  name: z
    .string()
    .min(1)
    .max(100)
    .regex(/^[A-Za-z_]\w*$/, 'The name must be a variable name'),
  displayName: text(100),
  description: optional(z.string().max(1024)),
});

function createUserType(org: Org, request: ApiRequest): Answer {
  const input = parseBody(schema, request.body, 'userType');
  if (org.userTypes.all().some(({ name }) => name === input.name)) {
    throw invalid('name', ['name: An object with this field already exists in the current organization']);
  }
  const type = org.userTypes.create({ ...input, default: false }, byWhom(org, request));
  org.schemas.createUser(type.id, input.displayName);
  for (const provider of org.identityProviders.all()) org.mappings.createForProvider(provider, type);
  return ok(presentUserType(org, type));
}

function getUserType(org: Org, request: ApiRequest): Answer {
  return ok(presentUserType(org, typeOf(org, request)));
}

const changeSchema = z.object({
  displayName: text(100),
  description: optional(z.string().max(1024)),
});

function changeUserType(org: Org, request: ApiRequest): Answer {
  const type = typeOf(org, request);
  const input = parseBody(changeSchema, request.body, 'userType');
  return ok(
    presentUserType(org, org.userTypes.update(type, { ...input, lastUpdatedBy: byWhom(org, request) })),
  );
}

function removeUserType(org: Org, request: ApiRequest): Answer {
  const type = typeOf(org, request);
  if (type.default) throw accessDenied();
  if (org.users.all().some(({ typeId }) => typeId === type.id)) {
    throw invalid('userType', ['The user type cannot be deleted while users have it.']);
  }
  org.userTypes.delete(type);
  org.schemas.deleteUser(type.id);
  org.mappings.forget(type.id);
  return noContent();
}
