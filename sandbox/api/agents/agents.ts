import { z } from 'zod';
import type { Agent, AgentOperation, OperationType } from '../../org/agents/model.ts';
import { invalid, notImplemented } from '../../org/kernel/errors.ts';
import type { Org } from '../../org/org.ts';
import { logEvent, target } from '../log/log-event.ts';
import { anyObject, optional, parseBody } from '../kernel/validate.ts';
import { type Answer, type ApiRequest, ok, type Route } from '../kernel/route.ts';
import { agentOf, agentScopes, agentsPath, agentTarget, agentUrl, wrappedPage } from './present-agent.ts';

const { read, manage } = agentScopes;
const one = `${agentsPath}/:agentId`;
const operationsPath = '/workload-principals/api/v1/operations';
const jwtBearer = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
const tokenExchange = 'urn:ietf:params:oauth:grant-type:token-exchange';

/** AI agents. @see https://developer.okta.com/docs/api/secures-ai/openapi/secures-ai-workload-principals/ */
export const agentRoutes: readonly Route[] = [
  { method: 'GET', path: agentsPath, name: 'listAIAgents', scope: read, handle: listAgents },
  { method: 'POST', path: agentsPath, name: 'registerAIAgent', scope: manage, handle: registerAgent },
  {
    method: 'GET',
    path: one,
    name: 'getAIAgent',
    scope: read,
    handle: (org, request) => ok(presentAgent(org, agentOf(org, request))),
  },
  { method: 'PUT', path: one, name: 'replaceAIAgent', scope: manage, handle: replaceAgent },
  { method: 'PATCH', path: one, name: 'patchAIAgent', scope: manage, handle: patchAgent },
  { method: 'DELETE', path: one, name: 'deleteAIAgent', scope: manage, handle: deleteAgent },
  {
    method: 'POST',
    path: `${one}/lifecycle/activate`,
    name: 'activateAIAgent',
    scope: manage,
    handle: activateAgent,
  },
  {
    method: 'POST',
    path: `${one}/lifecycle/deactivate`,
    name: 'deactivateAIAgent',
    scope: manage,
    handle: deactivateAgent,
  },
  {
    method: 'GET',
    path: `${operationsPath}/:operationId`,
    name: 'getAIAgentOperation',
    scope: read,
    handle: (org, request) =>
      ok(presentOperation(org, org.agents.operations.require(request.param('operationId')))),
  },
];

const presentAgent = (org: Org, { id, created, lastUpdated, status, profile, appId }: Agent): unknown => ({
  ...{ id, created, lastUpdated, status },
  ...(appId !== undefined && { appId }),
  profile: { name: profile.name, description: profile.description },
  _links: { self: { rel: 'self', href: agentUrl(org, id), method: 'GET' } },
});

const presentOperation = (org: Org, operation: AgentOperation): unknown => ({
  ...{ id: operation.id, type: operation.type, status: 'COMPLETED' },
  ...{ created: operation.created, started: operation.created, completed: operation.lastUpdated },
  resource: {
    ...{ id: operation.agentId, type: 'AI_AGENT', status: operation.agentStatus },
    _links: { self: { href: agentUrl(org, operation.agentId) } },
  },
});

// Deviation: an operation on an agent is complete when the API responds; Okta completes it afterwards.
/** The API's response to a change: the address of the operation's status. */
function accepted(org: Org, type: OperationType, { id, status }: Pick<Agent, 'id' | 'status'>): Answer {
  const operation = org.agents.operations.create({ type, agentId: id, agentStatus: status });
  return { status: 202, headers: { Location: `${org.url}${operationsPath}/${operation.id}` } };
}

const name = z.string().min(3).max(255);
const schema = z.object({
  profile: z.object({ name, description: optional(z.string().max(1000)) }),
  appId: optional(z.string()),
  oauthClient: optional(anyObject),
});
const patchSchema = z.object({
  profile: optional(z.object({ name: optional(name), description: z.string().max(1000).nullish() })),
  appId: z.string().nullish(),
  oauthClient: optional(anyObject),
});

function listAgents(org: Org, request: ApiRequest): Answer {
  return wrappedPage(org, request, org.agents.all(), (agent) => presentAgent(org, agent));
}

/** @throws OktaError for what cannot be, or is not simulated */
function check(
  org: Org,
  input: {
    readonly appId?: string | null | undefined;
    readonly oauthClient?: object | undefined;
    readonly name: string | undefined;
  },
  current?: Agent,
): void {
  if (input.oauthClient) throw notImplemented('AI agents with a client ID metadata document (oauthClient)');
  const others = org.agents.all().filter(({ id }) => id !== current?.id);
  if (others.some(({ profile }) => profile.name === input.name))
    throw invalid('name', ['name: An object with this field already exists in the current organization']);
  if (input.appId == null) return;
  const app = org.apps.get(input.appId);
  if (app?.oauth === undefined && app?.signOnMode !== 'SAML_2_0')
    throw invalid('appId', [`appId: ${input.appId} is not an OpenID Connect or SAML app.`]);
  if (others.some(({ appId }) => appId === input.appId))
    throw invalid('appId', [`appId: The app ${input.appId} is connected to another AI agent.`]);
}

function registerAgent(org: Org, request: ApiRequest): Answer {
  const { profile, appId, oauthClient } = parseBody(schema, request.body, 'aiAgent');
  check(org, { appId, oauthClient, name: profile.name });
  const agent = org.agents.create({ profile, appId, status: 'STAGED' });
  logEvent(org, request, 'workload_principal.ai_agent.register', [agentTarget(agent)]);
  if (appId !== undefined) logSignOn(org, request, agent, 'add', appId);
  return accepted(org, 'ai-agent:Register', agent);
}

function replaceAgent(org: Org, request: ApiRequest): Answer {
  const current = agentOf(org, request);
  const { profile, appId, oauthClient } = parseBody(schema, request.body, 'aiAgent');
  check(org, { appId, oauthClient, name: profile.name }, current);
  return changed(org, request, current, { profile, appId }, 'ai-agent:Replace');
}

function patchAgent(org: Org, request: ApiRequest): Answer {
  const current = agentOf(org, request);
  const { profile, appId, oauthClient } = parseBody(patchSchema, request.body, 'aiAgent');
  check(org, { appId, oauthClient, name: profile?.name }, current);
  const { description = current.profile.description } = profile ?? {};
  const changes = {
    profile: { name: profile?.name ?? current.profile.name, description: description ?? undefined },
    appId: appId === undefined ? current.appId : (appId ?? undefined),
  };
  return changed(org, request, current, changes, 'ai-agent:Patch');
}

function changed(
  org: Org,
  request: ApiRequest,
  current: Agent,
  changes: Pick<Agent, 'profile' | 'appId'>,
  type: OperationType,
): Answer {
  const agent = org.agents.update(current, changes);
  logEvent(org, request, 'workload_principal.ai_agent.update', [agentTarget(agent)]);
  if (current.appId !== agent.appId) {
    if (current.appId !== undefined) {
      endTokensOf(org, org.apps.get(current.appId)?.oauth?.clientId);
      logSignOn(org, request, agent, 'remove', current.appId);
    }
    if (agent.appId !== undefined) logSignOn(org, request, agent, 'add', agent.appId);
  }
  return accepted(org, type, agent);
}

function logSignOn(org: Org, request: ApiRequest, agent: Agent, verb: 'add' | 'remove', appId: string): void {
  logEvent(org, request, `workload_principal.ai_agent.sign_on_provider.${verb}`, [
    agentTarget(agent),
    target('AppInstance', { id: appId, name: org.apps.get(appId)?.label ?? appId }),
  ]);
}

function deleteAgent(org: Org, request: ApiRequest): Answer {
  const agent = agentOf(org, request);
  endTokens(org, agent);
  org.agents.delete(agent);
  logEvent(org, request, 'workload_principal.ai_agent.delete', [agentTarget(agent)]);
  return accepted(org, 'ai-agent:Delete', agent);
}

/** An agent that could not prove who it is does not begin. */
function activateAgent(org: Org, request: ApiRequest): Answer {
  const agent = agentOf(org, request);
  const hasKey = org.agents.keysOf(agent.id).some(({ status }) => status === 'ACTIVE');
  if (!hasKey && agent.appId === undefined)
    throw invalid('aiAgent', ['aiAgent: The AI agent has no active credential and no app.']);
  const active = org.agents.update(agent, { status: 'ACTIVE' });
  logEvent(org, request, 'workload_principal.ai_agent.activate', [agentTarget(agent)]);
  return accepted(org, 'ai-agent:Activate', active);
}

/** What the agent holds ends with it. */
function deactivateAgent(org: Org, request: ApiRequest): Answer {
  const agent = agentOf(org, request);
  const inactive = org.agents.update(agent, { status: 'INACTIVE' });
  endTokens(org, agent);
  logEvent(org, request, 'workload_principal.ai_agent.deactivate', [agentTarget(agent)]);
  return accepted(org, 'ai-agent:Deactivate', inactive);
}

function endTokens(org: Org, { id, appId }: Agent): void {
  endTokensOf(org, id);
  org.issuedTokens?.revokeGrant(id, tokenExchange);
  endTokensOf(org, org.apps.get(appId ?? '')?.oauth?.clientId);
}

/** Revokes the tokens that a client holds in an agent's name. */
function endTokensOf(org: Org, clientId: string | undefined): void {
  if (clientId !== undefined) org.issuedTokens?.revokeGrant(clientId, jwtBearer);
}
