import type { AuthorizationServer } from '../../org/kernel/model.ts';
import type { RefreshTokenView } from '../../org/servers/issued-tokens.ts';
import type { Org } from '../../org/org.ts';
import { link } from '../kernel/links.ts';
import { type Answer, type ApiRequest, type Route, ok } from '../kernel/route.ts';
import { presentOAuthClients, refreshTokenRoutes } from './refresh-tokens.ts';
import { serverOfIssuer, serverUrl } from './present-authorization-server.ts';

const clients = '/api/v1/authorizationServers/:authServerId/clients';
const read = 'okta.authorizationServers.read';

/** Clients that hold refresh tokens of a server. @see https://developer.okta.com/docs/api/openapi/okta-management/management/tag/AuthorizationServerClients/ */
export const serverClientRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: clients,
    name: 'listOAuth2ClientsForAuthorizationServer',
    scope: read,
    handle: listServerClients,
  },
  ...refreshTokenRoutes(
    `${clients}/:clientId/tokens`,
    {
      list: 'listRefreshTokensForAuthorizationServerAndClient',
      revokeAll: 'revokeRefreshTokensForAuthorizationServerAndClient',
      get: 'getRefreshTokenForAuthorizationServerAndClient',
      revoke: 'revokeRefreshTokenForAuthorizationServerAndClient',
      read,
      manage: 'okta.authorizationServers.manage',
    },
    (org, request) => tokensOf(org, serverOf(org, request), request.param('clientId')),
  ),
];

const serverOf = (org: Org, request: ApiRequest): AuthorizationServer =>
  org.authorizationServers.require(request.param('authServerId'));

function tokensOf(org: Org, server: AuthorizationServer, clientId?: string): readonly RefreshTokenView[] {
  const tokens = org.issuedTokens?.refreshTokens(clientId === undefined ? {} : { clientId }) ?? [];
  return tokens.filter(({ issuer }) => serverOfIssuer(org, issuer)?.id === server.id);
}

function listServerClients(org: Org, request: ApiRequest): Answer {
  const server = serverOf(org, request);
  const ids = new Set(tokensOf(org, server).map(({ clientId }) => clientId));
  return ok(
    presentOAuthClients(org, ids, (clientId) => ({
      client: {
        ...link(`${org.url}/oauth2/v1/clients/${clientId}`),
        title: org.apps.byClientId(clientId)?.label,
      },
      tokens: link(`${serverUrl(org, server.id)}/clients/${clientId}/tokens`, 'GET', 'DELETE'),
    })),
  );
}
