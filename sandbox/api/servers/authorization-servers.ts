import { z } from 'zod';
import { invalid, notFound, OktaError } from '../../org/kernel/errors.ts';
import type { AuthorizationServer, SigningKey, Status } from '../../org/kernel/model.ts';
import type { Org } from '../../org/org.ts';
import { logEvent, target } from '../log/log-event.ts';
import { pageById } from '../kernel/paging.ts';
import { presentServer, serverUrl } from './present-authorization-server.ts';
import { link } from '../kernel/links.ts';
import { type Answer, type ApiRequest, type Route, created, noContent, ok } from '../kernel/route.ts';
import { optional, parseBody, text } from '../kernel/validate.ts';
import { bySubstring } from '../kernel/query-text.ts';

const path = '/api/v1/authorizationServers';
const one = `${path}/:authServerId`;
const read = 'okta.authorizationServers.read';
const manage = 'okta.authorizationServers.manage';

/** Custom authorization servers. @see https://developer.okta.com/docs/api/openapi/okta-management/management/tag/AuthorizationServer/ */
export const authorizationServerRoutes: readonly Route[] = [
  { method: 'GET', path, name: 'listAuthorizationServers', scope: read, handle: listAuthorizationServers },
  {
    method: 'POST',
    path,
    name: 'createAuthorizationServer',
    scope: manage,
    handle: createAuthorizationServer,
  },
  { method: 'GET', path: one, name: 'getAuthorizationServer', scope: read, handle: getAuthorizationServer },
  {
    method: 'PUT',
    path: one,
    name: 'replaceAuthorizationServer',
    scope: manage,
    handle: replaceAuthorizationServer,
  },
  {
    method: 'DELETE',
    path: one,
    name: 'deleteAuthorizationServer',
    scope: manage,
    handle: removeAuthorizationServer,
  },
  {
    method: 'POST',
    path: `${one}/lifecycle/activate`,
    name: 'activateAuthorizationServer',
    scope: manage,
    handle: (org, request) => setAuthorizationServerStatus(org, request, 'ACTIVE'),
  },
  {
    method: 'POST',
    path: `${one}/lifecycle/deactivate`,
    name: 'deactivateAuthorizationServer',
    scope: manage,
    handle: (org, request) => setAuthorizationServerStatus(org, request, 'INACTIVE'),
  },
  {
    method: 'GET',
    path: `${one}/credentials/keys`,
    name: 'listAuthorizationServerKeys',
    scope: read,
    handleAsync: listKeys,
  },
  {
    method: 'GET',
    path: `${one}/credentials/keys/:keyId`,
    name: 'getAuthorizationServerKey',
    scope: read,
    handleAsync: getKey,
  },
  {
    method: 'POST',
    path: `${one}/credentials/lifecycle/keyRotate`,
    name: 'rotateAuthorizationServerKeys',
    scope: manage,
    handleAsync: rotateKeys,
  },
];

export const serverOf = (org: Org, request: ApiRequest): AuthorizationServer =>
  org.authorizationServers.require(request.param('authServerId'));

const schema = z.object({
  name: text(),
  description: optional(z.string().max(1024)),
  audiences: z.array(z.string().min(1)).length(1, 'audiences: Exactly one audience is required'),
  issuerMode: optional(z.enum(['ORG_URL', 'CUSTOM_URL', 'DYNAMIC'])),
  credentials: optional(
    z.object({ signing: optional(z.object({ rotationMode: optional(z.enum(['AUTO', 'MANUAL'])) })) }),
  ),
});

function parseAuthorizationServer(
  org: Org,
  request: ApiRequest,
  current?: AuthorizationServer,
): z.infer<typeof schema> {
  const input = parseBody(schema, request.body, 'authorizationServer');
  const namesake = org.authorizationServers.all().find(({ name }) => name === input.name);
  if (namesake && namesake.id !== current?.id) {
    throw invalid('name', ['name: An object with this field already exists in the current organization']);
  }
  return input;
}

function listAuthorizationServers(org: Org, request: ApiRequest): Answer {
  const isWanted = bySubstring(request.query.get('q'));
  const servers = org.authorizationServers
    .all()
    .filter(({ name, audiences }) => isWanted(name, ...audiences));
  return pageById(org, request, servers, (server) => presentServer(org, server));
}

function createAuthorizationServer(org: Org, request: ApiRequest): Answer {
  const input = parseAuthorizationServer(org, request);
  const server = org.authorizationServers.create({
    name: input.name,
    description: input.description ?? '',
    audiences: input.audiences,
    issuerMode: input.issuerMode ?? 'ORG_URL',
    status: 'ACTIVE',
    // Okta reads the rotation mode when a server is replaced, not when it is created.
    rotationMode: 'AUTO',
    isDefault: false,
  });
  org.signingKeys.createFor(server.id);
  logEvent(org, request, 'app.oauth2.as.created', [target('AuthorizationServer', server)]);
  return created(presentServer(org, server));
}

function getAuthorizationServer(org: Org, request: ApiRequest): Answer {
  return ok(presentServer(org, serverOf(org, request)));
}

function replaceAuthorizationServer(org: Org, request: ApiRequest): Answer {
  const server = serverOf(org, request);
  const input = parseAuthorizationServer(org, request, server);
  const updated = org.authorizationServers.update(server, {
    name: input.name,
    description: input.description ?? '',
    audiences: input.audiences,
    issuerMode: input.issuerMode ?? server.issuerMode,
    rotationMode: input.credentials?.signing?.rotationMode ?? server.rotationMode,
  });
  logEvent(org, request, 'app.oauth2.as.updated', [target('AuthorizationServer', updated)]);
  return ok(presentServer(org, updated));
}

/** Okta keeps the server that came with the org. */
function removeAuthorizationServer(org: Org, request: ApiRequest): Answer {
  const server = serverOf(org, request);
  if (server.isDefault) {
    throw new OktaError(403, 'E0000006', 'You do not have permission to perform the requested action', [
      'The default authorization server cannot be deleted.',
    ]);
  }
  org.authorizationServers.delete(server);
  org.signingKeys.forgetServer(server.id);
  logEvent(org, request, 'app.oauth2.as.deleted', [target('AuthorizationServer', server)]);
  return noContent();
}

function setAuthorizationServerStatus(org: Org, request: ApiRequest, status: Status): Answer {
  const server = org.authorizationServers.update(serverOf(org, request), { status });
  const verb = status === 'ACTIVE' ? 'activated' : 'deactivated';
  logEvent(org, request, `app.oauth2.as.${verb}`, [target('AuthorizationServer', server)]);
  return noContent();
}

function presentKey(org: Org, serverId: string, key: SigningKey): Record<string, unknown> {
  return {
    status: key.status,
    alg: 'RS256',
    e: key.privateJwk?.e,
    n: key.privateJwk?.n,
    kid: key.id,
    kty: 'RSA',
    use: 'sig',
    _links: { self: link(`${serverUrl(org, serverId)}/credentials/keys/${key.id}`, 'GET') },
  };
}

async function listKeys(org: Org, request: ApiRequest): Promise<Answer> {
  const { id } = serverOf(org, request);
  const keys = await org.signingKeys.ofServer(id);
  return ok(keys.map((key) => presentKey(org, id, key)));
}

async function getKey(org: Org, request: ApiRequest): Promise<Answer> {
  const { id } = serverOf(org, request);
  const keyId = request.param('keyId');
  const key = (await org.signingKeys.ofServer(id)).find((candidate) => candidate.id === keyId);
  if (!key) throw notFound(keyId, 'AuthorizationServerJsonWebKey');
  return ok(presentKey(org, id, key));
}

async function rotateKeys(org: Org, request: ApiRequest): Promise<Answer> {
  const server = serverOf(org, request);
  parseBody(z.object({ use: z.literal('sig') }), request.body, 'jwkUse');
  org.transaction(() => {
    org.signingKeys.rotate(server.id);
    logEvent(org, request, 'app.oauth2.as.key.rollover', [target('AuthorizationServer', server)]);
  });
  return await listKeys(org, request);
}
