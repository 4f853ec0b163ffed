import { notFound } from '../../org/kernel/errors.ts';
import type { RefreshTokenView } from '../../org/servers/issued-tokens.ts';
import type { Org } from '../../org/org.ts';
import { pageById } from '../kernel/paging.ts';
import { type Answer, type ApiRequest, type Route, noContent, ok } from '../kernel/route.ts';
import { presentScope, serverOfIssuer, serverUrl } from './present-authorization-server.ts';

const moment = (seconds: number): string => new Date(seconds * 1000).toISOString();

/** The names of the four operations and the scopes that they ask for. */
interface Operations {
  readonly list: string;
  readonly revokeAll: string;
  readonly get: string;
  readonly revoke: string;
  readonly read: string;
  readonly manage: string;
}

/**
 * Refresh tokens below a path: all of them, one, and the end of each.
 * @param path ends in `tokens`
 * @param tokensOf those that the request is about; the first place that finds nothing answers 404
 */
export function refreshTokenRoutes(
  path: string,
  { list, revokeAll, get, revoke, read, manage }: Operations,
  tokensOf: (org: Org, request: ApiRequest) => readonly RefreshTokenView[],
): readonly Route[] {
  const one = `${path}/:tokenId`;
  const tokenOf = (org: Org, request: ApiRequest): RefreshTokenView => {
    const id = request.param('tokenId');
    const token = tokensOf(org, request).find((candidate) => candidate.id === id);
    if (!token) throw notFound(id, 'OAuth2RefreshToken');
    return token;
  };
  const end = (org: Org, tokens: readonly RefreshTokenView[]): Answer => {
    for (const token of tokens) org.issuedTokens?.revokeRefreshToken(token);
    return noContent();
  };
  const present = (org: Org, request: ApiRequest, token: RefreshTokenView): Record<string, unknown> => {
    const home = request.path.slice(0, request.path.indexOf('/tokens') + '/tokens'.length);
    return presentRefreshToken(org, `${org.url}${home}/${token.id}`, token, request.query.get('expand'));
  };
  return [
    {
      method: 'GET',
      path,
      name: list,
      scope: read,
      handle: (org, request) =>
        pageById(org, request, tokensOf(org, request), (token) => present(org, request, token), 20, 200),
    },
    {
      method: 'DELETE',
      path,
      name: revokeAll,
      scope: manage,
      handle: (org, request) => end(org, tokensOf(org, request)),
    },
    {
      method: 'GET',
      path: one,
      name: get,
      scope: read,
      handle: (org, request) => ok(present(org, request, tokenOf(org, request))),
    },
    {
      method: 'DELETE',
      path: one,
      name: revoke,
      scope: manage,
      handle: (org, request) => end(org, [tokenOf(org, request)]),
    },
  ];
}

function presentRefreshToken(
  org: Org,
  self: string,
  token: RefreshTokenView,
  expand: string | null,
): Record<string, unknown> {
  const app = org.apps.byClientId(token.clientId);
  const title = app?.label ?? token.clientId;
  const server = serverOfIssuer(org, token.issuer);
  const person = org.users.get(token.userId)?.profile;
  const scopes = server ? org.authorizationServers.scopes(server.id) : [];
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
    ...(expand === 'scope' && {
      _embedded: {
        scopes: scopes
          .filter(({ name }) => token.scopes.includes(name))
          .map((scope) => presentScope(org, scope)),
      },
    }),
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

/** The apps behind client ids, as Okta lists clients that hold something. */
export function presentOAuthClients(
  org: Org,
  clientIds: Iterable<string>,
  linksOf: (clientId: string) => Record<string, unknown>,
): readonly Record<string, unknown>[] {
  return [...clientIds].flatMap((clientId) => {
    const app = org.apps.byClientId(clientId);
    if (!app) return [];
    const { client_uri = null, logo_uri = null } = app.rest.oauthClient ?? {};
    return [{ client_id: clientId, client_name: app.label, client_uri, logo_uri, _links: linksOf(clientId) }];
  });
}
