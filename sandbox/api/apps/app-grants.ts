import { z } from 'zod';
import { invalid, notFound } from '../../org/kernel/errors.ts';
import type { App, AppGrant } from '../../org/apps/model.ts';
import type { Org } from '../../org/org.ts';
import { appTarget, logEvent } from '../log/log-event.ts';
import { pageById } from '../kernel/paging.ts';
import { type Answer, type ApiRequest, type Route, created, noContent, ok } from '../kernel/route.ts';
import { parseBody, text } from '../kernel/validate.ts';

const path = '/api/v1/apps/:appId/grants';

/**
 * Okta API scopes that an app may request.
 * @see https://developer.okta.com/docs/api/openapi/okta-management/management/tag/ApplicationGrants/
 */
export const appGrantRoutes: readonly Route[] = [
  { method: 'GET', path, name: 'listScopeConsentGrants', scope: 'okta.appGrants.read', handle: listGrants },
  { method: 'POST', path, name: 'grantConsentToScope', scope: 'okta.appGrants.manage', handle: grantScope },
  {
    method: 'GET',
    path: `${path}/:grantId`,
    name: 'getScopeConsentGrant',
    scope: 'okta.appGrants.read',
    handle: (org, request) => ok(presentAppGrant(org, ...requireGrant(org, request))),
  },
  {
    method: 'DELETE',
    path: `${path}/:grantId`,
    name: 'revokeScopeConsentGrant',
    scope: 'okta.appGrants.manage',
    handle: revokeAppGrant,
  },
];

function presentAppGrant(org: Org, app: App, scopeGrant: AppGrant): Record<string, unknown> {
  const url = `${org.url}/api/v1/apps/${app.id}`;
  return {
    id: scopeGrant.id,
    status: scopeGrant.status,
    created: scopeGrant.created,
    createdBy: { id: scopeGrant.createdBy, type: 'User' },
    lastUpdated: scopeGrant.lastUpdated,
    issuer: scopeGrant.issuer,
    clientId: app.oauth?.clientId ?? app.id,
    scopeId: scopeGrant.scopeId,
    source: 'ADMIN',
    _embedded: { scope: { id: scopeGrant.scopeId } },
    _links: {
      app: { href: url, title: app.label },
      scope: {
        href: `${org.url}/api/v1/authorizationServers/${org.id}/scopes/${scopeGrant.scopeId}`,
        title: scopeGrant.scopeId,
      },
      client: { href: `${org.url}/oauth2/v1/clients/${app.oauth?.clientId ?? app.id}`, title: app.label },
      self: { href: `${url}/grants/${scopeGrant.id}`, hints: { allow: ['GET', 'DELETE'] } },
    },
  };
}

function listGrants(org: Org, request: ApiRequest): Answer {
  const app = org.apps.require(request.param('appId'));
  return pageById(org, request, org.apps.grants(app.id), (scopeGrant) =>
    presentAppGrant(org, app, scopeGrant),
  );
}

const schema = z.object({ issuer: text(), scopeId: text() });

function grantScope(org: Org, request: ApiRequest): Answer {
  const app = org.apps.require(request.param('appId'));
  const { issuer, scopeId } = parseBody(schema, request.body, 'oauth2ScopeConsentGrant');
  if (!app.oauth) throw invalid('app', ['The app is not an OAuth 2.0 client.']);
  if (issuer.replace(/\/$/, '') !== org.url)
    throw invalid('issuer', [`issuer: '${issuer}' is not the issuer of this org.`]);
  if (!org.oauthForOktaScopes.includes(scopeId))
    throw invalid('scopeId', [`scopeId: '${scopeId}' is not a valid scope.`]);
  const before = org.apps.grants(app.id).find((other) => other.scopeId === scopeId);
  if (before) return ok(presentAppGrant(org, app, before));
  const by = request.principal.user?.id ?? app.id;
  const made = org.apps.grant(app.id, scopeId, org.url, by);
  logEvent(org, request, 'app.oauth2.as.consent.grant', [appTarget(app)], { scope: scopeId });
  return created(presentAppGrant(org, app, made));
}

function requireGrant(org: Org, request: ApiRequest): [App, AppGrant] {
  const app = org.apps.require(request.param('appId'));
  const id = request.param('grantId');
  const found = org.apps.grants(app.id).find((candidate) => candidate.id === id);
  if (!found) throw notFound(id, 'OAuth2ScopeConsentGrant');
  return [app, found];
}

function revokeAppGrant(org: Org, request: ApiRequest): Answer {
  const [app, scopeGrant] = requireGrant(org, request);
  org.apps.revokeGrant(scopeGrant);
  logEvent(org, request, 'app.oauth2.as.consent.revoke', [appTarget(app)], { scope: scopeGrant.scopeId });
  return noContent();
}
