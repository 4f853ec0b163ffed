import { z } from 'zod';
import { accessDenied, notFound } from '../../org/kernel/errors.ts';
import { logEvent, target } from '../log/log-event.ts';
import { parseBody, text } from '../kernel/validate.ts';
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
    path: `${path}/current`,
    name: 'revokeCurrentApiToken',
    scope: 'okta.apiTokens.manage',
    handle: revokeCurrentApiToken,
  },
  {
    method: 'DELETE',
    path: `${path}/:apiTokenId`,
    name: 'revokeApiToken',
    scope: 'okta.apiTokens.manage',
    handle: revokeApiToken,
  },
  // Deviation: `POST /api/internal/tokens` creates an API token; Okta's public API has no such operation, its Admin Console does.
  {
    ...{ method: 'POST', path: '/api/internal/tokens', name: 'createApiToken' },
    ...{ scope: 'okta.apiTokens.manage', handle: createApiToken },
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

/** A token acts as the user who creates it; only this response contains its value. @throws OktaError 403 */
function createApiToken(org: Org, request: ApiRequest): Answer {
  const { user } = request.principal;
  if (user === undefined) throw accessDenied();
  const { name } = parseBody(z.object({ name: text(255) }), request.body, 'apiToken');
  const token = org.apiTokens.create(name, user.id);
  logEvent(org, request, 'system.api_token.create', [target('Token', token)]);
  return ok({ ...presentApiToken(org, token), token: token.token });
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

/** The token of this request. @throws OktaError 403 without one: by an OAuth token or a session */
function revokeCurrentApiToken(org: Org, { principal }: ApiRequest): Answer {
  const token = org.apiTokens.get(principal.apiTokenId ?? '');
  if (!token) throw accessDenied();
  org.apiTokens.revoke(token);
  return noContent();
}
