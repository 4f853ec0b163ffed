import { publicClientKeys } from '../../org/apps/client-keys.ts';
import { notFound, OktaError } from '../../org/kernel/errors.ts';
import { newId } from '../../org/kernel/ids.ts';
import type { App } from '../../org/apps/model.ts';
import type { Org } from '../../org/org.ts';
import { appFromInput, newClientSecret } from './app-from-input.ts';
import { parseApp } from './app-input.ts';
import { appTarget, logEvent } from '../log/log-event.ts';
import { pageById } from '../kernel/paging.ts';
import { type Answer, type ApiRequest, type Route, created, noContent, ok } from '../kernel/route.ts';
import { byPrefix } from '../kernel/query-text.ts';

const path = '/oauth2/v1/clients';
const one = `${path}/:clientId`;

/** RFC 7591, section 3.2.2: errors in a client's metadata have OAuth's format. */
const inOAuthForm =
  (handle: (org: Org, request: ApiRequest) => Answer) =>
  (org: Org, request: ApiRequest): Answer => {
    try {
      return handle(org, request);
    } catch (error) {
      if (!(error instanceof OktaError) || error.code !== 'E0000001') throw error;
      const told = error.causes.map((cause) => cause.replace(/^([\w.]+):/, '`$1`:'));
      const isAddress = error.causes[0]?.startsWith('redirect_uris') === true;
      const body = {
        error: isAddress ? 'invalid_redirect_uri' : 'invalid_client_metadata',
        error_description: told.join(' ') || error.message,
      };
      return { status: 400, body };
    }
  };

/**
 * Dynamic client registration (RFC 7591, 7592): an OIDC app seen as an OAuth client.
 * @see https://developer.okta.com/docs/api/openapi/okta-oauth/oauth/tag/Client/
 */
export const oauthClientRoutes: readonly Route[] = [
  { method: 'GET', path, name: 'listClients', scope: 'okta.clients.read', handle: listOAuthClients },
  {
    method: 'POST',
    path,
    name: 'createClient',
    scope: 'okta.clients.register',
    handle: inOAuthForm(createOAuthClient),
  },
  { method: 'GET', path: one, name: 'getClient', scope: 'okta.clients.read', handle: getOAuthClient },
  {
    method: 'PUT',
    path: one,
    name: 'replaceClient',
    scope: 'okta.clients.manage',
    handle: inOAuthForm(replaceOAuthClient),
  },
  {
    method: 'DELETE',
    path: one,
    name: 'deleteClient',
    scope: 'okta.clients.manage',
    handle: removeOAuthClient,
  },
  {
    method: 'POST',
    path: `${one}/lifecycle/newSecret`,
    name: 'generateNewClientSecret',
    scope: 'okta.clients.manage',
    handle: newSecret,
  },
];

function presentOAuthClient(app: App, withSecret = false): Record<string, unknown> {
  const { oauth, rest } = app;
  if (!oauth) throw notFound(app.id, 'OAuth2Client');
  return {
    client_id: oauth.clientId,
    ...(withSecret &&
      oauth.secrets[0] && { client_secret: oauth.secrets[0].secret, client_secret_expires_at: 0 }),
    client_id_issued_at: Math.floor(Date.parse(app.created) / 1000),
    client_name: app.label,
    client_uri: rest.oauthClient?.client_uri ?? null,
    logo_uri: rest.oauthClient?.logo_uri ?? null,
    redirect_uris: oauth.redirectUris,
    post_logout_redirect_uris: oauth.postLogoutRedirectUris,
    response_types: oauth.responseTypes,
    grant_types: oauth.grantTypes,
    token_endpoint_auth_method: oauth.tokenEndpointAuthMethod,
    application_type: oauth.applicationType,
    ...(oauth.initiateLoginUri !== undefined && { initiate_login_uri: oauth.initiateLoginUri }),
    ...(oauth.jwks && { jwks: { keys: publicClientKeys(oauth.jwks.keys) } }),
    ...(oauth.jwksUri !== undefined && { jwks_uri: oauth.jwksUri }),
  };
}

/** @throws OktaError 404 */
export const requireClient = (org: Org, request: ApiRequest): App => {
  const id = request.param('clientId');
  const app = org.apps.byClientId(id);
  // An AI agent is a client too, but not one of this list.
  if (!app || org.agents.get(id)) throw notFound(id, 'OAuth2Client');
  return app;
};

function listOAuthClients(org: Org, request: ApiRequest): Answer {
  const isWanted = byPrefix(request.query.get('q'));
  const clients = org.apps.all().filter(({ oauth, label }) => oauth && isWanted(label));
  return pageById(org, request, clients, (app) => presentOAuthClient(app), 50, 200);
}

/** The same app as the Apps API would make of it. */
function asApp(request: ApiRequest): ReturnType<typeof parseApp> {
  const body = typeof request.body === 'object' && request.body !== null ? request.body : {};
  const { client_name: label } = body as { readonly client_name?: unknown };
  return parseApp({ label, signOnMode: 'OPENID_CONNECT', settings: { oauthClient: body } });
}

function createOAuthClient(org: Org, request: ApiRequest): Answer {
  const id = newId('app');
  const app = org.apps.create(appFromInput(org, asApp(request), id), id);
  logEvent(org, request, 'application.lifecycle.create', [appTarget(app)]);
  return created(presentOAuthClient(app, true));
}

function getOAuthClient(org: Org, request: ApiRequest): Answer {
  return ok(presentOAuthClient(requireClient(org, request)));
}

function replaceOAuthClient(org: Org, request: ApiRequest): Answer {
  const app = requireClient(org, request);
  const replaced = org.apps.update(app, appFromInput(org, asApp(request), app.id, app));
  logEvent(org, request, 'application.lifecycle.update', [appTarget(replaced)]);
  return ok(presentOAuthClient(replaced));
}

function removeOAuthClient(org: Org, request: ApiRequest): Answer {
  const app = requireClient(org, request);
  org.roles.forget(app.id);
  org.apps.delete(app);
  logEvent(org, request, 'application.lifecycle.delete', [appTarget(app)]);
  return noContent();
}

function newSecret(org: Org, request: ApiRequest): Answer {
  const app = requireClient(org, request);
  if (!app.oauth) throw notFound(app.id, 'OAuth2Client');
  const updated = org.apps.update(app, { oauth: { ...app.oauth, secrets: [newClientSecret(org)] } });
  return ok(presentOAuthClient(updated, true));
}
