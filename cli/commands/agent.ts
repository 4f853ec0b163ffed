import { decodeJwt, decodeProtectedHeader } from 'jose';
import type { Config, loadAssistant } from '../../app/index.ts';
import { mcpPath, mcpResource } from '../../shared/mcp-resource.ts';
import { agentPlanOf } from '../agent/assistant.ts';
import {
  type AgentInOrg,
  type AgentPlan,
  ensureAgent,
  findAgent,
  removeAgent,
  secretOf,
  switchAgent,
} from '../agent/setup.ts';
import type { Context } from '../doctor/context.ts';
import type { Person } from '../doctor/round-trip.ts';
import type { Client } from '../doctor/token-request.ts';
import { UserError } from '../errors.ts';
import { usualName } from '../init/names.ts';
import type { Io } from '../io.ts';
import { ManagementApi } from '../provision/management-api.ts';
import { requireConfiguredOrg } from '../run/configured-org.ts';
import { contextOf, personOf, tokensFor } from '../run/tokens.ts';
import { createOutput } from '../terminal/output.ts';

export interface AgentOptions {
  /** The assistant's agent by default. */
  name?: string;
  json?: boolean;
}

export interface AgentCreateOptions extends AgentOptions {
  allow: string[];
}

export interface AgentTokenOptions extends AgentOptions {
  as: string;
  scope: string[];
}

export interface AgentAskOptions extends AgentOptions {
  as: string;
}

/** Registers an AI agent that may use the shop for a person, or changes what it may do. */
export async function createAgent({ name, allow, json }: AgentCreateOptions, io: Io): Promise<void> {
  const { api, plan, context } = await open(io, name);
  const agent = await ensureAgent(api, { ...plan, scopes: allow, keepsScopes: false });
  const { issuer, server } = plan;
  const output = createOutput(io);
  if (json) {
    output.json({ ...agent, name: plan.name, issuer, mcp: server, scopes: allow });
    return;
  }
  const { paint } = output;
  output.line(`${paint.strong(plan.name)} is active. At ${server} it may use: ${allow.join(', ')}.`);
  output.line(`  agent ID   ${agent.agentId}`);
  output.line(`  client ID  ${agent.clientId}`);
  output.line('A token for scripts: multidemo agent token --as ada');
  const { mcpClientId } = context.config.assistant;
  if (mcpClientId === undefined) return;
  output.line('Claude Code, which signs its user in:');
  output.line(
    `  claude mcp add --transport http --client-id ${mcpClientId} --callback-port 8080 shop ${server}`,
  );
}

/** A token with which the agent acts for a person, by both legs of Cross App Access. */
export async function agentToken({ name, as, scope, json }: AgentTokenOptions, io: Io): Promise<void> {
  const { api, plan, context } = await open(io, name);
  const { CrossAppRefusal, crossAppTokens } = await assistantParts();
  const asked = await askedFor(context, { api, plan, person: personOf(as, io), io });
  const tokens = await crossAppTokens(asked.fetch, { ...asked, scopes: scope }).catch((error: unknown) => {
    if (!(error instanceof CrossAppRefusal)) throw error;
    throw new UserError(`The org did not issue a token: ${error.error}.`, [error.message], {
      code: 'org_refused',
    });
  });
  const output = createOutput(io);
  const shown = [
    ['id_jag', tokens.idJag],
    ['access_token', tokens.accessToken],
  ] as const;
  const decoded = shown.map(
    ([what, token]) =>
      [what, { token, header: decodeProtectedHeader(token), payload: decodeJwt(token) }] as const,
  );
  if (json) {
    output.json(Object.fromEntries(decoded));
    return;
  }
  for (const [what, { token, payload }] of decoded) {
    output.line(output.paint.strong(what));
    output.line(token);
    output.line(JSON.stringify(payload, null, 2));
    output.line();
  }
}

/** Lets the agent answer one sentence of a person; shows the tools that it calls, and with which token. */
export async function askAgent(sentence: string, { name, as, json }: AgentAskOptions, io: Io): Promise<void> {
  const { api, plan, context } = await open(io, name);
  const { Reach, newMemory, scripted } = await assistantParts();
  const asked = await askedFor(context, { api, plan, person: personOf(as, io), io });
  const reach = new Reach({ ...asked, memory: newMemory(), now: Date.now });
  const answer = await scripted()(sentence, reach)
    .catch((error: unknown) => {
      io.signal.throwIfAborted();
      throw new UserError(`The shop at ${plan.server} is not responding.`, 'Start it: multidemo serve.', {
        cause: error,
      });
    })
    .finally(() => reach.close());
  const output = createOutput(io);
  const shown = reach.steps.flatMap((step) =>
    step.kind === 'call'
      ? { tool: step.tool, input: step.input, status: step.status, token: decodeJwt(step.token) }
      : [],
  );
  if (json) {
    output.json({ answer, calls: shown });
    return;
  }
  for (const { tool, input, status, token } of shown)
    output.line(
      `→ ${tool} ${JSON.stringify(input)}  ${status}  sub ${String(token.sub)} · act ${JSON.stringify(token['act'])} · scp ${JSON.stringify(token['scp'])}`,
    );
  output.line(answer);
}

const assistantParts = async (): ReturnType<typeof loadAssistant> =>
  (await import('../../app/index.ts')).loadAssistant();

/** All that an agent asks the org with for a person, who signs in to it at the org. @throws UserError */
async function askedFor(
  context: Context,
  { api, plan, person, io }: { api: ManagementApi; plan: AgentPlan; person: Person; io: Io },
) {
  const client = await clientOf(api, plan);
  const { config } = context;
  const { baseUrl } = config.okta;
  const appUrl = new URL(plan.redirectUri).origin;
  const okta = { ...config.okta, ...client, issuer: baseUrl, dpop: false };
  const own = { ...context, config: { ...config, appUrl, okta } };
  const { id_token: idToken } = await tokensFor(own, person, ['openid', 'profile', 'email']);
  const { issuer, resource, server } = plan;
  // An agent with a known key uses it; agents created by `agent create` have only their app.
  const { agent } = config.assistant;
  const proof = client.clientId === config.assistant.client?.clientId && agent ? agent : client;
  const send = (url: string, request: RequestInit) => fetch(url, { ...request, signal: io.signal });
  return { client: proof, idToken, baseUrl, issuer, resource, server, fetch: send };
}

/** Switches the agent on or off: off, its tokens end. */
export async function setAgent(on: boolean, { name, json }: AgentOptions, io: Io): Promise<void> {
  const { api, plan } = await open(io, name);
  const agent = await requireAgent(api, plan);
  await switchAgent(api, agent, on);
  const text = `${plan.name} is ${on ? 'active' : 'inactive, and its tokens are revoked'}.`;
  createOutput(io).result(json, { ...agent, active: on }, text);
}

/** Removes the agent, its app and its access policy. */
export async function deleteAgent({ name, json }: AgentOptions, io: Io): Promise<void> {
  const { api, plan } = await open(io, name);
  const agent = await requireAgent(api, plan);
  await removeAgent(api, plan, agent);
  createOutput(io).result(json, { removed: agent.agentId }, `${plan.name} is removed.`);
}

async function open(io: Io, name: string | undefined) {
  const org = await requireConfiguredOrg(io);
  const { config, authorize } = org;
  const { issuer, baseUrl } = config.okta;
  if (issuer === baseUrl)
    throw new UserError(
      'Agents need a custom authorization server, but OKTA_ISSUER is the org authorization server.',
      'Use an org with API Access Management, or the sandbox org of serve.',
      { code: 'configuration' },
    );
  const api = new ManagementApi(baseUrl, authorize, { signal: io.signal });
  return { api, plan: planOf(config, name), context: await contextOf(org, io) };
}

/** The agent with this name; without a name, the assistant or, if there is none, an agent for scripts. */
function planOf({ appUrl, okta, assistant }: Config, name: string | undefined): AgentPlan {
  const { issuer, audience, clientId: webApp } = okta;
  if (name === undefined && assistant.client && assistant.url !== undefined)
    return agentPlanOf(
      { name: usualName, appUrl, assistantUrl: assistant.url, issuer, audience, webApp },
      { OKTA_ASSISTANT_CLIENT_ID: assistant.client.clientId },
    );
  return {
    ...{ name: name ?? 'Shop agent', issuer, scopes: [] },
    ...{ server: appUrl + mcpPath, resource: mcpResource(appUrl, audience) },
    redirectUri: `${appUrl}/login/okta/authorized`,
  };
}

async function requireAgent(api: ManagementApi, plan: AgentPlan): Promise<AgentInOrg> {
  const agent = await findAgent(api, plan);
  if (agent) return agent;
  throw new UserError(`There is no agent '${plan.name}' in the org.`, 'Create it: multidemo agent create.', {
    code: 'configuration',
  });
}

/** The app through which users sign in to the agent. */
async function clientOf(api: ManagementApi, plan: AgentPlan): Promise<Client & { clientSecret: string }> {
  const agent = await requireAgent(api, plan);
  return { clientId: agent.clientId, clientSecret: await secretOf(api, agent) };
}
