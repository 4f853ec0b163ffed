import { notFound } from '../../org/kernel/errors.ts';
import type { ApiToken } from '../../org/kernel/model.ts';
import type { Org } from '../../org/org.ts';
import { pageById } from '../kernel/paging.ts';
import { type Answer, type ApiRequest, type Route, noContent, ok } from '../kernel/route.ts';

const path = '/api/v1/api-tokens';

// Deviation: API tokens have no network restrictions.
/** API tokens (SSWS), without their value. @see https://developer.okta.com/docs/api/openapi/okta-management/management/tag/ApiToken/ */
export const apiTokenRoutes: readonly Route[] = [
  { method: 'GET', path, name: 'listApiTokens', scope: 'okta.apiTokens.read', handle: listApiTokens },
  {
    method: 'GET',
    path: `${path}/:apiTokenId`,
    name: 'getApiToken',
    scope: 'okta.apiTokens.read',
    handle: (org, request) => ok(presentApiToken(org, tokenOf(org, request))),
  },
  {
    method: 'DELETE',
    path: `${path}/:apiTokenId`,
    name: 'revokeApiToken',
    scope: 'okta.apiTokens.manage',
    handle: revokeApiToken,
  },
];

const presentApiToken = (org: Org, token: ApiToken): Record<string, unknown> => ({
  id: token.id,
  name: token.name,
  userId: token.userId,
  clientName: 'Okta API',
  tokenWindow: 'P30D',
  created: token.created,
  lastUpdated: token.lastUpdated,
  expiresAt: token.expiresAt,
  _links: {
    self: { href: `${org.url}${path}/${token.id}`, hints: { allow: ['GET', 'DELETE'] } },
    user: { href: `${org.url}/api/v1/users/${token.userId}`, hints: { allow: ['GET'] } },
  },
});

function listApiTokens(org: Org, request: ApiRequest): Answer {
  return pageById(org, request, org.apiTokens.all(), (token) => presentApiToken(org, token));
}

function tokenOf(org: Org, request: ApiRequest): ApiToken {
  const id = request.param('apiTokenId');
  const token = org.apiTokens.get(id);
  if (!token) throw notFound(id, 'ApiToken');
  return token;
}

function revokeApiToken(org: Org, request: ApiRequest): Answer {
  org.apiTokens.revoke(tokenOf(org, request));
  return noContent();
}
