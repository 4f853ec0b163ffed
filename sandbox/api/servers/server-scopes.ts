import { z } from 'zod';
import { accessDenied, invalid } from '../../org/kernel/errors.ts';
import type { Scope } from '../../org/kernel/model.ts';
import type { Org } from '../../org/org.ts';
import { serverOf } from './authorization-servers.ts';
import { filterOf, pathReader } from '../kernel/filter.ts';
import { pageById } from '../kernel/paging.ts';
import { presentScope } from './present-authorization-server.ts';
import { type Answer, type ApiRequest, type Route, created, noContent, ok } from '../kernel/route.ts';
import { optional, parseBody } from '../kernel/validate.ts';
import { byPrefix } from '../kernel/query-text.ts';

const path = '/api/v1/authorizationServers/:authServerId/scopes';
const read = 'okta.authorizationServers.read';
const manage = 'okta.authorizationServers.manage';

/** Scopes of a custom authorization server. */
export const serverScopeRoutes: readonly Route[] = [
  { method: 'GET', path, name: 'listOAuth2Scopes', scope: read, handle: listServerScopes },
  { method: 'POST', path, name: 'createOAuth2Scope', scope: manage, handle: createServerScope },
  { method: 'GET', path: `${path}/:scopeId`, name: 'getOAuth2Scope', scope: read, handle: getServerScope },
  {
    method: 'PUT',
    path: `${path}/:scopeId`,
    name: 'replaceOAuth2Scope',
    scope: manage,
    handle: replaceServerScope,
  },
  {
    method: 'DELETE',
    path: `${path}/:scopeId`,
    name: 'deleteOAuth2Scope',
    scope: manage,
    handle: removeServerScope,
  },
];

const schema = z.object({
  // RFC 6749, section 3.3: printable characters without space, quote and backslash.
  name: z
    .string()
    .min(1)
    .max(255)
    .regex(/^[\x21\x23-\x5b\x5d-\x7e]+$/, 'The scope name contains a character that is not allowed'),
  displayName: optional(z.string().max(255)),
  description: optional(z.string().max(1024)),
  consent: optional(z.enum(['REQUIRED', 'IMPLICIT', 'FLEXIBLE'])),
  metadataPublish: optional(z.enum(['ALL_CLIENTS', 'NO_CLIENTS'])),
  default: optional(z.boolean()),
  optional: optional(z.boolean()),
});

function parseServerScope(
  org: Org,
  request: ApiRequest,
  serverId: string,
  current?: Scope,
): Omit<Scope, 'id'> {
  const input = parseBody(schema, request.body, 'oAuth2Scope');
  const namesake = org.authorizationServers.scopes(serverId).find(({ name }) => name === input.name);
  if (namesake && namesake.id !== current?.id) {
    throw invalid('name', ['name: An object with this field already exists in the current organization']);
  }
  return {
    serverId,
    name: input.name,
    ...(input.displayName !== undefined && { displayName: input.displayName }),
    ...(input.description !== undefined && { description: input.description }),
    consent: input.consent ?? 'IMPLICIT',
    metadataPublish: input.metadataPublish ?? 'NO_CLIENTS',
    default: input.default ?? false,
    optional: input.optional ?? false,
    system: current?.system ?? false,
  };
}

const filterable: readonly string[] = ['id', 'name', 'system', 'default', 'consent', 'metadataPublish'];

function listServerScopes(org: Org, request: ApiRequest): Answer {
  const isWanted = byPrefix(request.query.get('q'));
  const filter = filterOf(request.query, { filter: (name) => filterable.includes(name) });
  const scopes = org.authorizationServers
    .scopes(serverOf(org, request).id)
    .filter((scope) => isWanted(scope.name) && (filter?.(pathReader(scope)) ?? true));
  return pageById(org, request, scopes, (scope) => presentScope(org, scope));
}

function createServerScope(org: Org, request: ApiRequest): Answer {
  const { id } = serverOf(org, request);
  return created(presentScope(org, org.authorizationServers.createScope(parseServerScope(org, request, id))));
}

const scopeOf = (org: Org, request: ApiRequest): Scope =>
  org.authorizationServers.requireScope(serverOf(org, request).id, request.param('scopeId'));

function getServerScope(org: Org, request: ApiRequest): Answer {
  return ok(presentScope(org, scopeOf(org, request)));
}

function replaceServerScope(org: Org, request: ApiRequest): Answer {
  const scope = scopeOf(org, request);
  const { displayName: _, description: __, ...bare } = scope;
  const input = parseServerScope(org, request, scope.serverId, scope);
  if (scope.system && input.name !== scope.name) throw accessDenied();
  return ok(presentScope(org, org.authorizationServers.updateScope(bare, input)));
}

function removeServerScope(org: Org, request: ApiRequest): Answer {
  const scope = scopeOf(org, request);
  if (scope.system) throw accessDenied();
  org.authorizationServers.deleteScope(scope);
  return noContent();
}
