import { z } from 'zod';
import { accessDenied, invalid } from '../../org/kernel/errors.ts';
import type { Claim } from '../../org/kernel/model.ts';
import type { Org } from '../../org/org.ts';
import { serverOf } from './authorization-servers.ts';
import { checkClaimName } from '../kernel/claim-names.ts';
import { checkExpression, checkPattern } from '../kernel/expressions.ts';
import { pageById } from '../kernel/paging.ts';
import { presentClaim } from './present-authorization-server.ts';
import { checkScopes } from './server-rule-input.ts';
import { type Answer, type ApiRequest, type Route, created, noContent, ok } from '../kernel/route.ts';
import { optional, parseBody, status, text } from '../kernel/validate.ts';

const path = '/api/v1/authorizationServers/:authServerId/claims';
const read = 'okta.authorizationServers.read';
const manage = 'okta.authorizationServers.manage';

/** Claims of a custom authorization server. */
export const serverClaimRoutes: readonly Route[] = [
  { method: 'GET', path, name: 'listOAuth2Claims', scope: read, handle: listServerClaims },
  { method: 'POST', path, name: 'createOAuth2Claim', scope: manage, handle: createServerClaim },
  { method: 'GET', path: `${path}/:claimId`, name: 'getOAuth2Claim', scope: read, handle: getServerClaim },
  {
    method: 'PUT',
    path: `${path}/:claimId`,
    name: 'replaceOAuth2Claim',
    scope: manage,
    handle: replaceServerClaim,
  },
  {
    method: 'DELETE',
    path: `${path}/:claimId`,
    name: 'deleteOAuth2Claim',
    scope: manage,
    handle: removeServerClaim,
  },
];

const schema = z.object({
  name: text(),
  status: optional(status),
  claimType: z.enum(['RESOURCE', 'IDENTITY']),
  valueType: z.enum(['EXPRESSION', 'GROUPS', 'SYSTEM']),
  value: optional(z.string().max(1024)),
  group_filter_type: optional(z.enum(['STARTS_WITH', 'EQUALS', 'CONTAINS', 'REGEX'])),
  alwaysIncludeInToken: optional(z.boolean()),
  conditions: optional(z.object({ scopes: optional(z.array(z.string())) })),
});

function parseServerClaim(
  org: Org,
  request: ApiRequest,
  serverId: string,
  current?: Claim,
): Omit<Claim, 'id'> {
  const input = parseBody(schema, request.body, 'oAuth2Claim');
  checkClaimName(input.claimType, input.name);
  const namesake = org.authorizationServers
    .claims(serverId)
    .find(({ name, claimType }) => name === input.name && claimType === input.claimType);
  if (namesake && namesake.id !== current?.id) {
    throw invalid('name', ['name: An object with this field already exists in the current organization']);
  }
  if (input.valueType !== 'SYSTEM' && !input.value)
    throw invalid('value', ['value: The field cannot be left blank']);
  if (input.valueType === 'SYSTEM' && !current?.system) {
    throw invalid('valueType', ["valueType: 'SYSTEM' is reserved for the server's built-in claims."]);
  }
  if (input.valueType === 'EXPRESSION') checkExpression('value', input.value ?? '');
  if (input.valueType === 'GROUPS' && input.group_filter_type === undefined) {
    throw invalid('group_filter_type', ['group_filter_type: The field cannot be left blank']);
  }
  if (input.group_filter_type === 'REGEX') checkPattern('value', input.value ?? '');
  checkScopes(org, serverId, 'conditions.scopes', input.conditions?.scopes);
  return {
    serverId,
    name: input.name,
    status: input.status ?? 'ACTIVE',
    claimType: input.claimType,
    valueType: input.valueType,
    value: input.value ?? '',
    ...(input.group_filter_type !== undefined && { groupFilterType: input.group_filter_type }),
    alwaysIncludeInToken: input.alwaysIncludeInToken ?? input.claimType === 'RESOURCE',
    scopes: input.conditions?.scopes ?? [],
    system: current?.system ?? false,
  };
}

function listServerClaims(org: Org, request: ApiRequest): Answer {
  const claims = org.authorizationServers.claims(serverOf(org, request).id);
  return pageById(org, request, claims, (claim) => presentClaim(org, claim));
}

function createServerClaim(org: Org, request: ApiRequest): Answer {
  const { id } = serverOf(org, request);
  return created(presentClaim(org, org.authorizationServers.createClaim(parseServerClaim(org, request, id))));
}

const claimOf = (org: Org, request: ApiRequest): Claim =>
  org.authorizationServers.requireClaim(serverOf(org, request).id, request.param('claimId'));

function getServerClaim(org: Org, request: ApiRequest): Answer {
  return ok(presentClaim(org, claimOf(org, request)));
}

function replaceServerClaim(org: Org, request: ApiRequest): Answer {
  const claim = claimOf(org, request);
  const input = parseServerClaim(org, request, claim.serverId, claim);
  return ok(presentClaim(org, org.authorizationServers.replaceClaim(claim, input)));
}

function removeServerClaim(org: Org, request: ApiRequest): Answer {
  const claim = claimOf(org, request);
  if (claim.system) throw accessDenied();
  org.authorizationServers.deleteClaim(claim);
  return noContent();
}
