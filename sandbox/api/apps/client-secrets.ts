import { z } from 'zod';
import { invalid, notFound, OktaError } from '../../org/kernel/errors.ts';
import type { App, ClientSecret, OAuthClientSettings } from '../../org/apps/model.ts';
import type { Status } from '../../org/kernel/model.ts';
import type { Org } from '../../org/org.ts';
import { createHash } from 'node:crypto';
import { newClientSecret } from './app-from-input.ts';
import { lifecycleLink } from '../kernel/links.ts';
import { type Answer, type ApiRequest, type Route, created, noContent, ok } from '../kernel/route.ts';
import { optional, parseBody } from '../kernel/validate.ts';

const path = '/api/v1/apps/:appId/credentials/secrets';
const one = `${path}/:secretId`;
const read = 'okta.apps.read';
const manage = 'okta.apps.manage';

/** Client secrets of an app, two at most. @see https://developer.okta.com/docs/api/openapi/okta-management/management/tag/ApplicationSSOPublicKeys/ */
export const clientSecretRoutes: readonly Route[] = [
  { method: 'GET', path, name: 'listOAuth2ClientSecrets', scope: read, handle: listClientSecrets },
  { method: 'POST', path, name: 'createOAuth2ClientSecret', scope: manage, handle: createClientSecret },
  { method: 'GET', path: one, name: 'getOAuth2ClientSecret', scope: read, handle: getClientSecret },
  {
    method: 'DELETE',
    path: one,
    name: 'deleteOAuth2ClientSecret',
    scope: manage,
    handle: removeClientSecret,
  },
  {
    method: 'POST',
    path: `${one}/lifecycle/activate`,
    name: 'activateOAuth2ClientSecret',
    scope: manage,
    handle: (org, request) => setClientSecretStatus(org, request, 'ACTIVE'),
  },
  {
    method: 'POST',
    path: `${one}/lifecycle/deactivate`,
    name: 'deactivateOAuth2ClientSecret',
    scope: manage,
    handle: (org, request) => setClientSecretStatus(org, request, 'INACTIVE'),
  },
];

function presentClientSecret(org: Org, app: App, secret: ClientSecret): Record<string, unknown> {
  const self = `${org.url}/api/v1/apps/${app.id}/credentials/secrets/${secret.id}`;
  return {
    id: secret.id,
    created: secret.created,
    lastUpdated: secret.lastUpdated,
    status: secret.status,
    client_secret: secret.secret,
    secret_hash: createHash('md5').update(secret.secret).digest('base64url'),
    _links: lifecycleLink(secret.status, self),
  };
}

function clientOf(org: Org, request: ApiRequest): { readonly app: App; readonly oauth: OAuthClientSettings } {
  const app = org.apps.require(request.param('appId'));
  if (!app.oauth) throw notFound(app.id, 'OAuth2Client');
  return { app, oauth: app.oauth };
}

function secretOf(org: Org, request: ApiRequest): ClientSecret {
  const id = request.param('secretId');
  const secret = clientOf(org, request).oauth.secrets.find((candidate) => candidate.id === id);
  if (!secret) throw notFound(id, 'OAuth2ClientSecret');
  return secret;
}

function listClientSecrets(org: Org, request: ApiRequest): Answer {
  const { app, oauth } = clientOf(org, request);
  return ok(oauth.secrets.map((secret) => presentClientSecret(org, app, secret)));
}

const schema = z.object({
  client_secret: optional(z.string().min(14).max(100)),
  status: optional(z.enum(['ACTIVE', 'INACTIVE'])),
});

function createClientSecret(org: Org, request: ApiRequest): Answer {
  const { app, oauth } = clientOf(org, request);
  if (oauth.secrets.length >= 2) throw invalid('secrets', ['An app can have at most two client secrets.']);
  const input = parseBody(schema, request.body, 'clientSecret');
  const secret = { ...newClientSecret(org, input.client_secret), status: input.status ?? 'ACTIVE' };
  org.apps.update(app, { oauth: { ...oauth, secrets: [...oauth.secrets, secret] } });
  return created(presentClientSecret(org, app, secret));
}

function getClientSecret(org: Org, request: ApiRequest): Answer {
  return ok(presentClientSecret(org, clientOf(org, request).app, secretOf(org, request)));
}

function removeClientSecret(org: Org, request: ApiRequest): Answer {
  const { app, oauth } = clientOf(org, request);
  const secret = secretOf(org, request);
  if (secret.status === 'ACTIVE') throw forbidden('An active client secret cannot be deleted.');
  org.apps.update(app, { oauth: { ...oauth, secrets: oauth.secrets.filter(({ id }) => id !== secret.id) } });
  return noContent();
}

function setClientSecretStatus(org: Org, request: ApiRequest, wanted: Status): Answer {
  const { app, oauth } = clientOf(org, request);
  const secret = secretOf(org, request);
  const others = oauth.secrets.filter(({ id }) => id !== secret.id);
  if (wanted === 'INACTIVE' && !others.some(({ status }) => status === 'ACTIVE')) {
    throw forbidden('The last active client secret cannot be deactivated.');
  }
  const changed = { ...secret, status: wanted, lastUpdated: org.now() };
  const secrets = oauth.secrets.map((other) => (other.id === secret.id ? changed : other));
  org.apps.update(app, { oauth: { ...oauth, secrets } });
  return ok(presentClientSecret(org, app, changed));
}

const forbidden = (cause: string): OktaError =>
  new OktaError(403, 'E0000006', 'You do not have permission to perform the requested action', [cause]);
