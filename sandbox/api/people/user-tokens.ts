import { notFound } from '../../org/kernel/errors.ts';
import type { RefreshTokenView } from '../../org/servers/issued-tokens.ts';
import type { Org } from '../../org/org.ts';
import { pageById } from '../kernel/paging.ts';
import { serverUrl } from '../servers/present-authorization-server.ts';
import { type Answer, type ApiRequest, type Route, noContent, ok } from '../kernel/route.ts';
import { serverOfIssuer } from './user-grants.ts';
import { requireUser } from './users.ts';

const path = '/api/v1/users/:userId/clients/:clientId/tokens';
const one = `${path}/:tokenId`;
const read = 'okta.users.read';
const manage = 'okta.users.manage';

/** Refresh tokens that an app holds for a person. @see https://developer.okta.com/docs/api/openapi/okta-management/management/tag/UserOAuth/ */
export const userTokenRoutes: readonly Route[] = [
  { method: 'GET', path, name: 'listRefreshTokensForUserAndClient', scope: read, handle: listUserTokens },
  { method: 'DELETE', path, name: 'revokeTokensForUserAndClient', scope: manage, handle: revokeAll },
  { method: 'GET', path: one, name: 'getRefreshTokenForUserAndClient', scope: read, handle: getUserToken },
  {
    method: 'DELETE',
    path: one,
    name: 'revokeTokenForUserAndClient',
    scope: manage,
    handle: revokeUserToken,
  },
];

function tokensOf(org: Org, request: ApiRequest): readonly RefreshTokenView[] {
  return org.issuedTokens?.refreshTokens(requireUser(org, request).id, request.param('clientId')) ?? [];
}

const moment = (seconds: number): string => new Date(seconds * 1000).toISOString();

function presentUserToken(org: Org, token: RefreshTokenView): Record<string, unknown> {
  const app = org.apps.byClientId(token.clientId);
  const title = app?.label ?? token.clientId;
  const server = serverOfIssuer(org, token.issuer);
  const person = org.users.get(token.userId)?.profile;
  const self = `${org.url}/api/v1/users/${token.userId}/clients/${token.clientId}/tokens/${token.id}`;
  return {
    id: token.id,
    status: 'ACTIVE',
    created: moment(token.issuedAt),
    lastUpdated: moment(token.issuedAt),
    expiresAt: token.expiresAt === undefined ? null : moment(token.expiresAt),
    issuer: token.issuer,
    clientId: token.clientId,
    userId: token.userId,
    scopes: [...token.scopes].sort(),
    _links: {
      app: { href: `${org.url}/api/v1/apps/${app?.id ?? token.clientId}`, title },
      ...(server && { authorizationServer: { href: serverUrl(org, server.id), title: server.name } }),
      self: { href: self },
      revoke: { href: self, hints: { allow: ['DELETE'] } },
      client: { href: `${org.url}/oauth2/v1/clients/${token.clientId}`, title },
      user: {
        href: `${org.url}/api/v1/users/${token.userId}`,
        title: [person?.['firstName'], person?.['lastName']].filter(Boolean).join(' '),
      },
    },
  };
}

function listUserTokens(org: Org, request: ApiRequest): Answer {
  return pageById(org, request, tokensOf(org, request), (token) => presentUserToken(org, token), 20, 200);
}

function tokenOf(org: Org, request: ApiRequest): RefreshTokenView {
  const id = request.param('tokenId');
  const token = tokensOf(org, request).find((candidate) => candidate.id === id);
  if (!token) throw notFound(id, 'OAuth2RefreshToken');
  return token;
}

function getUserToken(org: Org, request: ApiRequest): Answer {
  return ok(presentUserToken(org, tokenOf(org, request)));
}

function endUserToken(org: Org, { userId, clientId, id }: RefreshTokenView): void {
  org.issuedTokens?.revokeRefreshToken(userId, clientId, id);
}

function revokeUserToken(org: Org, request: ApiRequest): Answer {
  endUserToken(org, tokenOf(org, request));
  return noContent();
}

function revokeAll(org: Org, request: ApiRequest): Answer {
  for (const token of tokensOf(org, request)) endUserToken(org, token);
  return noContent();
}
