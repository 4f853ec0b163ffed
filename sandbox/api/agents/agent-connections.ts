import { z } from 'zod';
import { type AgentConnection, scopeConditions } from '../../org/agents/model.ts';
import { invalid, notFound, notImplemented } from '../../org/kernel/errors.ts';
import type { AuthorizationServer, Status } from '../../org/kernel/model.ts';
import type { Org } from '../../org/org.ts';
import { parseFilter } from '../kernel/filter.ts';
import { type Answer, type ApiRequest, created, noContent, ok, type Route } from '../kernel/route.ts';
import { optional, parseBody } from '../kernel/validate.ts';
import { logEvent, target } from '../log/log-event.ts';
import { agentOf, agentScopes, agentsPath, agentTarget, agentUrl, wrappedPage } from './present-agent.ts';

const { read, manage } = agentScopes;
const path = `${agentsPath}/:agentId/connections`;
const one = `${path}/:connectionId`;

/** What AI agents may request on behalf of users: their connections to resources. */
export const agentConnectionRoutes: readonly Route[] = [
  { method: 'GET', path, name: 'listAIAgentConnections', scope: read, handle: listConnections },
  { method: 'POST', path, name: 'createAIAgentConnection', scope: manage, handle: createConnection },
  {
    method: 'GET',
    path: one,
    name: 'getAIAgentConnection',
    scope: read,
    handle: (org, request) => ok(presentConnection(org, connectionOf(org, request))),
  },
  { method: 'PATCH', path: one, name: 'updateAIAgentConnection', scope: manage, handle: patchConnection },
  { method: 'DELETE', path: one, name: 'deleteAIAgentConnection', scope: manage, handle: deleteConnection },
  {
    method: 'POST',
    path: `${one}/lifecycle/activate`,
    name: 'activateAIAgentConnection',
    scope: manage,
    handle: (org, request) => setStatus(org, request, 'ACTIVE'),
  },
  {
    method: 'POST',
    path: `${one}/lifecycle/deactivate`,
    name: 'deactivateAIAgentConnection',
    scope: manage,
    handle: (org, request) => setStatus(org, request, 'INACTIVE'),
  },
];

const customServer = 'IDENTITY_ASSERTION_CUSTOM_AS';
const connectionTypes = [
  customServer,
  'IDENTITY_ASSERTION_APP_INSTANCE',
  'IDENTITY_ASSERTION_A2A_SERVER',
  'STS_ACCESS_TOKEN',
  'STS_VAULT_SECRET',
  'STS_SERVICE_ACCOUNT',
] as const;

const scopeFields = {
  scopeCondition: z.enum(scopeConditions),
  scopes: optional(z.array(z.string()).max(200)),
};
const schema = z.object({
  connectionType: z.enum(connectionTypes),
  authorizationServer: optional(z.object({ orn: z.string(), resourceIndicator: optional(z.url()) })),
  ...scopeFields,
  scopeCondition: optional(scopeFields.scopeCondition),
});
const patchSchema = z.object(scopeFields);

const ornOf = (org: Org, serverId: string): string =>
  `orn:okta:idp:${org.id}:authorization_servers:${serverId}`;

function presentConnection(org: Org, connection: AgentConnection): unknown {
  const { id, agentId, serverId, status, scopeCondition, scopes, resourceIndicator } = connection;
  const server = org.authorizationServers.get(serverId);
  const segment = server?.isDefault === true ? 'default' : serverId;
  return {
    ...{ connectionType: customServer, protocolType: 'IDENTITY_ASSERTION', id },
    ...{ orn: `orn:okta:idp:${org.id}:connections:${id}`, status },
    authorizationServer: {
      ...{ orn: ornOf(org, serverId), name: server?.name },
      issuerUrl: `${org.url}/oauth2/${segment}`,
      ...(resourceIndicator !== undefined && { resourceIndicator }),
      _links: { self: { href: `${org.url}/api/v1/authorizationServers/${serverId}` } },
    },
    ...{ scopeCondition, scopes },
    _links: { self: { href: `${agentUrl(org, agentId)}/connections/${id}` } },
  };
}

function listConnections(org: Org, request: ApiRequest): Answer {
  const all = org.agents.connectionsOf(agentOf(org, request).id);
  const expression = request.query.get('filter');
  const filter =
    expression === null ? undefined : parseFilter(expression, (name) => filterable.includes(name));
  const valuesOf = ({ status, resourceIndicator, serverId }: AgentConnection): Record<string, unknown> => ({
    ...{ connectionType: customServer, status, resourceIndicator },
    'authorizationServer.orn': ornOf(org, serverId),
  });
  const found = all.filter((connection) => filter?.((name) => valuesOf(connection)[name]) ?? true);
  return wrappedPage(org, request, found, (connection) => presentConnection(org, connection));
}

const filterable = [
  'connectionType',
  'status',
  'resourceIndicator',
  'authorizationServer.orn',
  'resource.orn',
];

/** The scopes of a connection, which are the server's. @throws OktaError */
function scopesOf(
  org: Org,
  serverId: string,
  { scopeCondition, scopes = [] }: z.infer<typeof patchSchema>,
): Pick<AgentConnection, 'scopeCondition' | 'scopes'> {
  if (scopeCondition === 'ALL_SCOPES') return { scopeCondition, scopes: ['*'] };
  if (scopes.length === 0) throw invalid('scopes', ['scopes: The field cannot be left blank']);
  const known = new Set(org.authorizationServers.scopes(serverId).map(({ name }) => name));
  const unknown = scopes.filter((scope) => !known.has(scope));
  if (unknown.length > 0)
    throw invalid(
      'scopes',
      unknown.map((scope) => `scopes: The scope '${scope}' is not one of the authorization server.`),
    );
  return { scopeCondition, scopes };
}

function serverOf(org: Org, orn: string | undefined): AuthorizationServer {
  const server = org.authorizationServers.get(orn?.split(':').at(-1) ?? '');
  if (server === undefined || ornOf(org, server.id) !== orn)
    throw invalid('authorizationServer', ['authorizationServer.orn: There is no such authorization server.']);
  return server;
}

function createConnection(org: Org, request: ApiRequest): Answer {
  const agent = agentOf(org, request);
  const input = parseBody(schema, request.body, 'managedConnection');
  // Deviation: an AI agent can be connected only to custom authorization servers.
  if (input.connectionType !== customServer)
    throw notImplemented(`connections of the type ${input.connectionType}`);
  const { authorizationServer: asked, scopes, scopeCondition = 'ALL_SCOPES' } = input;
  const server = serverOf(org, asked?.orn);
  const resourceIndicator = asked?.resourceIndicator;
  const isThere = org.agents
    .connectionsOf(agent.id)
    .some((one) => one.serverId === server.id && one.resourceIndicator === resourceIndicator);
  if (isThere)
    throw invalid('authorizationServer', ['authorizationServer: The AI agent is already connected to it.']);
  const connection = org.agents.connections.create({
    ...{ agentId: agent.id, serverId: server.id, resourceIndicator, status: 'ACTIVE' },
    ...scopesOf(org, server.id, { scopeCondition, scopes }),
  });
  log(org, request, 'create', connection);
  return created(presentConnection(org, connection));
}

/** @throws OktaError 404, also for the connection of another agent */
function connectionOf(org: Org, request: ApiRequest): AgentConnection {
  const connection = org.agents.connections.require(request.param('connectionId'));
  if (connection.agentId !== agentOf(org, request).id) throw notFound(connection.id, 'ManagedConnection');
  return connection;
}

function patchConnection(org: Org, request: ApiRequest): Answer {
  const current = connectionOf(org, request);
  const input = parseBody(patchSchema, request.body, 'managedConnection');
  const connection = org.agents.connections.update(current, scopesOf(org, current.serverId, input));
  log(org, request, 'update', connection);
  return ok(presentConnection(org, connection));
}

function deleteConnection(org: Org, request: ApiRequest): Answer {
  const connection = connectionOf(org, request);
  org.agents.connections.delete(connection);
  log(org, request, 'delete', connection);
  return noContent();
}

function setStatus(org: Org, request: ApiRequest, status: Status): Answer {
  const connection = org.agents.connections.update(connectionOf(org, request), { status });
  log(org, request, status === 'ACTIVE' ? 'activate' : 'deactivate', connection);
  return ok(presentConnection(org, connection));
}

function log(org: Org, request: ApiRequest, verb: string, { id, serverId }: AgentConnection): void {
  const server = org.authorizationServers.get(serverId);
  logEvent(org, request, `workload_principal.resource_connection.${verb}`, [
    agentTarget(agentOf(org, request)),
    target('ResourceConnection', { id, name: server?.name ?? serverId }),
  ]);
}
