import { notFound } from '../../org/kernel/errors.ts';
import type { Consent, User } from '../../org/kernel/model.ts';
import type { Org } from '../../org/org.ts';
import { pageById } from '../kernel/paging.ts';
import { serverOfIssuer, serverUrl } from '../servers/present-authorization-server.ts';
import { type Answer, type ApiRequest, type Route, noContent, ok } from '../kernel/route.ts';
import { presentOAuthClients } from '../servers/refresh-tokens.ts';
import { requireUser } from './users.ts';

const user = '/api/v1/users/:userId';
const grants = `${user}/grants`;
const clientGrants = `${user}/clients/:clientId/grants`;
const read = 'okta.users.read';
const manage = 'okta.users.manage';
const selfScope = 'okta.users.manage.self';

/** What people have allowed apps to do in their name. @see https://developer.okta.com/docs/api/openapi/okta-management/management/tag/UserGrant/ */
export const userGrantRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: grants,
    name: 'listUserGrants',
    scope: read,
    selfScope: 'okta.users.read.self',
    handle: listUserGrants,
  },
  { method: 'DELETE', path: grants, name: 'revokeUserGrants', scope: manage, selfScope, handle: revokeAll },
  {
    method: 'GET',
    path: `${grants}/:grantId`,
    name: 'getUserGrant',
    scope: read,
    selfScope: 'okta.users.read.self',
    handle: (org, request) => ok(presentUserGrant(org, request, grantOf(org, request))),
  },
  {
    method: 'DELETE',
    path: `${grants}/:grantId`,
    name: 'revokeUserGrant',
    scope: manage,
    selfScope,
    handle: revokeUserGrant,
  },
  { method: 'GET', path: `${user}/clients`, name: 'listUserClients', scope: read, handle: listClients },
  {
    method: 'GET',
    path: clientGrants,
    name: 'listGrantsForUserAndClient',
    scope: read,
    selfScope: 'okta.users.read.self',
    handle: listOfClient,
  },
  {
    method: 'DELETE',
    path: clientGrants,
    name: 'revokeGrantsForUserAndClient',
    scope: manage,
    selfScope,
    handle: revokeOfClient,
  },
];

/** Okta names the scope by its id, and its name in the link; a scope of the org's own server has its name alone. */
function scopeOf(org: Org, { issuer, scope }: Consent): { id: string; href: string } {
  const server = serverOfIssuer(org, issuer);
  const known = server && org.authorizationServers.scopes(server.id).find(({ name }) => name === scope);
  if (!server || !known) return { id: scope, href: issuer };
  return { id: known.id, href: `${serverUrl(org, server.id)}/scopes/${known.id}` };
}

function presentUserGrant(org: Org, request: ApiRequest, consent: Consent): Record<string, unknown> {
  const scope = scopeOf(org, consent);
  const server = serverOfIssuer(org, consent.issuer);
  const app = org.apps.byClientId(consent.clientId);
  const self = `${org.url}/api/v1/users/${consent.userId}/grants/${consent.id}`;
  return {
    id: consent.id,
    status: 'ACTIVE',
    created: consent.created,
    lastUpdated: consent.lastUpdated,
    issuer: consent.issuer,
    clientId: consent.clientId,
    userId: consent.userId,
    scopeId: scope.id,
    source: 'END_USER',
    ...(request.query.get('expand') === 'scope' && {
      _embedded: { scope: { id: scope.id, name: consent.scope } },
    }),
    _links: {
      app: {
        href: `${org.url}/api/v1/apps/${app?.id ?? consent.clientId}`,
        title: app?.label ?? consent.clientId,
      },
      scope: { href: scope.href, title: consent.scope },
      client: {
        href: `${org.url}/oauth2/v1/clients/${consent.clientId}`,
        title: app?.label ?? consent.clientId,
      },
      ...(server && { authorizationServer: { href: serverUrl(org, server.id), title: server.name } }),
      self: { href: self, hints: { allow: ['GET', 'DELETE'] } },
      user: { href: `${org.url}/api/v1/users/${consent.userId}` },
    },
  };
}

function consentsOf(org: Org, { id }: User, clientId?: string): Consent[] {
  return org.consents.ofUser(id).filter((consent) => clientId === undefined || consent.clientId === clientId);
}

function listUserGrants(org: Org, request: ApiRequest): Answer {
  const wanted = request.query.get('scopeId');
  const consents = consentsOf(org, requireUser(org, request)).filter(
    (consent) => !wanted || scopeOf(org, consent).id === wanted,
  );
  return pageById(org, request, consents, (consent) => presentUserGrant(org, request, consent), 20, 200);
}

function grantOf(org: Org, request: ApiRequest): Consent {
  const id = request.param('grantId');
  const consent = consentsOf(org, requireUser(org, request)).find((candidate) => candidate.id === id);
  if (!consent) throw notFound(id, 'OAuth2ScopeConsentGrant');
  return consent;
}

function revokeUserGrant(org: Org, request: ApiRequest): Answer {
  org.consents.revoke(grantOf(org, request).id);
  return noContent();
}

function revokeAll(org: Org, request: ApiRequest): Answer {
  for (const { id } of consentsOf(org, requireUser(org, request))) org.consents.revoke(id);
  return noContent();
}

/** Apps that hold the user's consent or a refresh token. */
function listClients(org: Org, request: ApiRequest): Answer {
  const user = requireUser(org, request);
  const tokens = org.issuedTokens?.refreshTokens({ userId: user.id }) ?? [];
  const ids = new Set([...consentsOf(org, user), ...tokens].map(({ clientId }) => clientId));
  return ok(
    presentOAuthClients(org, ids, (clientId) => ({
      grants: { href: `${org.url}${request.path}/${clientId}/grants` },
      tokens: { href: `${org.url}${request.path}/${clientId}/tokens` },
    })),
  );
}

function listOfClient(org: Org, request: ApiRequest): Answer {
  const consents = consentsOf(org, requireUser(org, request), request.param('clientId'));
  return pageById(org, request, consents, (consent) => presentUserGrant(org, request, consent), 20, 200);
}

function revokeOfClient(org: Org, request: ApiRequest): Answer {
  for (const { id } of consentsOf(org, requireUser(org, request), request.param('clientId')))
    org.consents.revoke(id);
  return noContent();
}
